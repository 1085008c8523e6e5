package dev.reconcile.testkit.s3;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the headers of a PUT, a COPY or the beginning of an upload say about the object beside its content. */
final class AttributeHeaders {

    private static final Set<String> KEPT =
            Set.of("content-type", "cache-control", "content-disposition", "content-language", "expires");

    private AttributeHeaders() {}

    static Attributes of(S3Request request, Map<String, String> checksums, Deviations deviations) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, values) -> {
            if (KEPT.contains(name) || name.startsWith("x-amz-meta-")) {
                kept.put(name, String.join(",", values));
            }
        });
        String encoding = contentEncoding(request.headers().get("content-encoding"));
        if (!encoding.isEmpty()) {
            kept.put("content-encoding", encoding);
        }
        boolean keepsChecksums = !checksums.isEmpty() && deviations.honours(Feature.CHECKSUMS);
        return new Attributes(
                storageClass(request),
                kept,
                tags(request, deviations),
                keepsChecksums ? checksums : Map.of(),
                "FULL_OBJECT");
    }

    /** A copy's: everything of its source but the storage class, unless the request replaces metadata or tags. */
    static Attributes ofCopy(S3Request request, Attributes source, Deviations deviations) {
        Attributes attributes = "REPLACE".equals(request.header("x-amz-metadata-directive"))
                ? of(request, source.checksums(), deviations)
                : source.storageClass(storageClass(request));
        boolean replacesTags = "REPLACE".equals(request.header("x-amz-tagging-directive"));
        return attributes.tags(replacesTags ? tags(request, deviations) : source.tags());
    }

    private static String storageClass(S3Request request) {
        return request.header("x-amz-storage-class", "STANDARD");
    }

    private static Map<String, String> tags(S3Request request, Deviations deviations) {
        String tagging = request.header("x-amz-tagging");
        return tagging == null || !deviations.honours(Feature.TAGGING) ? Map.of() : TagCalls.ofHeader(tagging);
    }

    /** Without {@code aws-chunked}, which says how the request was sent and nothing of the object. */
    private static String contentEncoding(@Nullable List<String> values) {
        String joined = values == null ? "" : String.join(",", values);
        return Arrays.stream(joined.split(",", -1))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
                .collect(Collectors.joining(","));
    }
}
