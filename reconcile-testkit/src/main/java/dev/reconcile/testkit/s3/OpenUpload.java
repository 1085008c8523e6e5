package dev.reconcile.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** An upload with the parts that it has so far. Guarded by its bucket. */
final class OpenUpload {

    private static final int SMALLEST_PART = 5 << 20;

    private final S3Upload upload;
    private final Attributes attributes;
    private final NavigableMap<Integer, S3Object> parts = new TreeMap<>();

    OpenUpload(S3Upload upload, Attributes attributes) {
        this.upload = upload;
        this.attributes = attributes;
    }

    S3Upload upload() {
        return upload;
    }

    void add(int number, S3Object part) {
        parts.put(number, part);
    }

    /**
     * The object that the listed parts make. Its last-modified is when the upload was begun (H23), its ETag no checksum of its
     * content (H19).
     */
    S3Object completed(List<Element> listed) {
        if (listed.isEmpty()) {
            throw S3Error.malformedXml();
        }
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        boolean whole = true;
        long size = 0;
        checkOrder(listed);
        for (int i = 0; i < listed.size(); i++) {
            S3Object part = part(number(listed.get(i)), XmlInput.text(listed.get(i), "ETag"));
            if (part.size() < SMALLEST_PART && i < listed.size() - 1) {
                throw S3Error.of(
                        400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
            }
            size += part.size();
            sums.writeBytes(HexFormat.of().parseHex(part.etag()));
            byte[] bytes = part.content();
            whole &= bytes != null;
            content.writeBytes(bytes == null ? new byte[0] : bytes);
        }
        Instant time = upload.initiated();
        S3Object object = whole
                ? S3Object.of(upload.key().value(), content.toByteArray(), time)
                : S3Object.withoutContent(upload.key().value(), size, time);
        return object.withEtag(S3Object.md5(sums.toByteArray()) + "-" + listed.size())
                .withAttributes(attributes);
    }

    private static void checkOrder(List<Element> listed) {
        int before = 0;
        for (Element part : listed) {
            if (number(part) <= before) {
                throw S3Error.of(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
            }
            before = number(part);
        }
    }

    private S3Object part(int number, @Nullable String etag) {
        S3Object part = parts.get(number);
        boolean isMeant = part != null && etag != null && etag.replace("\"", "").equals(part.etag());
        if (part == null || !isMeant) {
            throw S3Error.of(400, "InvalidPart", "One or more of the specified parts could not be found.");
        }
        return part;
    }

    private static int number(Element part) {
        try {
            return Integer.parseInt(String.valueOf(XmlInput.text(part, "PartNumber")));
        } catch (NumberFormatException notANumber) {
            throw S3Error.malformedXml();
        }
    }
}
