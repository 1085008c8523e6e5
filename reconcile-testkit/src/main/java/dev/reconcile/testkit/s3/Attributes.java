package dev.reconcile.testkit.s3;

import java.util.Map;
import java.util.TreeMap;

/**
 * What belongs to an object beside its content.
 *
 * @param headers given back as they were sent: {@code content-type}, {@code x-amz-meta-…}; names in lower case
 * @param checksums for instance {@code x-amz-checksum-crc32} and its value in base 64
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE} (H20)
 */
public record Attributes(
        String storageClass,
        Map<String, String> headers,
        Map<String, String> tags,
        Map<String, String> checksums,
        String checksumType) {

    public static final Attributes NONE = new Attributes("STANDARD", Map.of(), Map.of(), Map.of(), "FULL_OBJECT");

    public Attributes {
        headers = Map.copyOf(headers);
        tags = Map.copyOf(tags);
        checksums = Map.copyOf(checksums);
    }

    public Attributes storageClass(String name) {
        return new Attributes(name, headers, tags, checksums, checksumType);
    }

    public Attributes header(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return new Attributes(storageClass, all, tags, checksums, checksumType);
    }

    public Attributes tags(Map<String, String> newTags) {
        return new Attributes(storageClass, headers, newTags, checksums, checksumType);
    }

    public Attributes checksums(Map<String, String> newChecksums, String type) {
        return new Attributes(storageClass, headers, tags, newChecksums, type);
    }
}
