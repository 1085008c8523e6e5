package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** GET and HEAD of an object. A HEAD is answered like a GET; its body is kept back when it is sent. */
final class ReadCalls {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private final Store store;
    private final Preconditions preconditions;

    ReadCalls(Store store) {
        this.store = store;
        this.preconditions = new Preconditions(store.deviations());
    }

    Answer read(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        S3Object object = find(bucket, key, request.parameter("versionId"));
        if (!preconditions.allowRead(request, object)) {
            return new Answer(304, Map.of("ETag", quoted(object)), Answer.Body.NONE);
        }
        Answer whole = new Answer(200, headers(request, object), object.body());
        Matcher range = RANGE.matcher(request.header("range", ""));
        return range.matches() ? part(whole, object, range.group(1), range.group(2)) : whole;
    }

    private S3Object find(S3Bucket bucket, ObjectKey key, @Nullable String versionId) {
        if (versionId == null) {
            S3Object object = bucket.readable(key);
            if (object == null) {
                S3Object marker = bucket.deleteMarker(key);
                throw marker == null ? store.absent() : withMarker(store.absent(), marker); // H14
            }
            return object;
        }
        if (!VersionHistory.isWellFormed(versionId)) {
            throw S3Error.invalidArgument("Invalid version id specified");
        }
        S3Object version = bucket.version(key, versionId);
        if (version == null) {
            throw S3Error.of(404, "NoSuchVersion", "The specified version does not exist.");
        }
        if (version.isDeleteMarker()) {
            S3Error refused =
                    S3Error.of(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
            throw withMarker(refused, version).with("Allow", "DELETE");
        }
        return version;
    }

    private static S3Error withMarker(S3Error error, S3Object marker) {
        return error.with("x-amz-delete-marker", "true").with("x-amz-version-id", String.valueOf(marker.versionId()));
    }

    private Map<String, String> headers(S3Request request, S3Object object) {
        Attributes attributes = object.attributes();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "binary/octet-stream");
        attributes.headers().forEach((name, value) -> headers.put(named(name), value));
        headers.put("ETag", quoted(object));
        headers.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        object.lastModified().atOffset(ZoneOffset.UTC)));
        headers.put("Accept-Ranges", "bytes");
        if (object.versionId() != null) {
            headers.put("x-amz-version-id", object.versionId());
        }
        if (!attributes.storageClass().equals("STANDARD")) {
            headers.put("x-amz-storage-class", attributes.storageClass());
        }
        if (!attributes.tags().isEmpty()) {
            headers.put("x-amz-tagging-count", String.valueOf(attributes.tags().size()));
        }
        if ("ENABLED".equalsIgnoreCase(request.header("x-amz-checksum-mode"))
                && !attributes.checksums().isEmpty()) {
            headers.putAll(attributes.checksums());
            headers.put("x-amz-checksum-type", attributes.checksumType());
        }
        return headers;
    }

    private static String named(String lowerCase) {
        return lowerCase.equals("content-type") ? "Content-Type" : lowerCase;
    }

    private String quoted(S3Object object) {
        return store.deviations().has(Quirk.UNQUOTED_ETAGS) ? object.etag() : '"' + object.etag() + '"';
    }

    private static Answer part(Answer whole, S3Object object, String from, String to) {
        long size = object.size();
        if (from.isEmpty() && to.isEmpty()) {
            return whole;
        }
        long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
        long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        if (first >= size) {
            throw S3Error.of(416, "InvalidRange", "The requested range is not satisfiable");
        }
        if (last < first) {
            return whole; // a range that makes no sense is no range
        }
        byte[] content = object.content();
        Answer.Body body = content == null
                ? Answer.Body.zeros(last - first + 1)
                : Answer.Body.bytes(Arrays.copyOfRange(content, (int) first, (int) last + 1));
        Map<String, String> headers = new LinkedHashMap<>(whole.headers());
        headers.keySet().removeIf(name -> name.startsWith("x-amz-checksum-")); // they are of the whole
        return new Answer(206, headers, body).with("Content-Range", "bytes " + first + "-" + last + "/" + size);
    }
}
