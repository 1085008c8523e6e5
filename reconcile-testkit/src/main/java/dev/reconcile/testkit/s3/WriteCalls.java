package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PUT of an object and COPY, which are one to the bucket: check, then write, with nothing in between. */
final class WriteCalls {

    private static final Set<String> KEPT_HEADERS =
            Set.of("content-type", "cache-control", "content-disposition", "content-language", "expires");

    private final Store store;
    private final Preconditions preconditions;

    WriteCalls(Store store) {
        this.store = store;
        this.preconditions = new Preconditions(store.deviations());
    }

    Answer put(S3Request request, Payload payload) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        Map<String, String> checksums = payload.checksums(request);
        S3Object written = write(
                request,
                bucket,
                S3Object.of(key.value(), payload.content(), store.clock().instant())
                        .withAttributes(attributes(request, checksums)));
        Answer answer = versioned(Answer.empty(200), written).with("ETag", '"' + written.etag() + '"');
        for (Map.Entry<String, String> checksum :
                written.attributes().checksums().entrySet()) {
            answer = answer.with(checksum.getKey(), checksum.getValue());
        }
        return answer;
    }

    Answer copy(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        S3Object source = source(request.header("x-amz-copy-source", ""));
        preconditions.checkCopySource(request, source);
        boolean replaces = "REPLACE".equals(request.header("x-amz-metadata-directive"));
        boolean ontoItself = source.key().equals(key) && source.equals(bucket.current(key));
        if (ontoItself && !replaces) {
            throw S3Error.of(
                    400, "InvalidRequest", "This copy request is illegal because it copies an object to itself");
        }
        S3Object copy = source.copiedTo(key, store.clock().instant());
        if (replaces) {
            copy = copy.withAttributes(attributes(request, source.attributes().checksums()));
        }
        S3Object written = write(request, bucket, copy);
        Xml xml = Xml.document()
                .openRoot("CopyObjectResult")
                .text("LastModified", ListingXml.timestamp(written.lastModified()))
                .text("ETag", '"' + written.etag() + '"')
                .close("CopyObjectResult");
        Answer answer = versioned(Answer.xml(200, xml), written);
        return source.versionId() == null ? answer : answer.with("x-amz-copy-source-version-id", source.versionId());
    }

    private S3Object write(S3Request request, S3Bucket bucket, S3Object object) {
        return bucket.atomically(() -> {
            preconditions.checkWrite(request, bucket.current(object.key()));
            if (bucket.isLocked(object.key()) && bucket.versioning() == Versioning.OFF) {
                throw S3Error.accessDenied(); // H16
            }
            return bucket.put(object);
        });
    }

    private S3Object source(String header) {
        int query = header.indexOf("?versionId=");
        String path = query < 0 ? header : header.substring(0, query);
        String stripped = path.startsWith("/") ? path.substring(1) : path;
        int slash = stripped.indexOf('/');
        if (slash < 0) {
            throw S3Error.invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        S3Bucket bucket = store.bucket(PercentCoding.decodePath(stripped.substring(0, slash)));
        ObjectKey key = bucket.keyRule().accept(PercentCoding.decodePath(stripped.substring(slash + 1)));
        S3Object source =
                query < 0 ? bucket.current(key) : bucket.version(key, header.substring(query + "?versionId=".length()));
        if (source == null || source.isDeleteMarker()) {
            throw store.absent();
        }
        return source;
    }

    private Attributes attributes(S3Request request, Map<String, String> checksums) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, values) -> {
            if (KEPT_HEADERS.contains(name) || name.startsWith("x-amz-meta-")) {
                kept.put(name, String.join(",", values));
            }
        });
        String encoding = contentEncoding(request.headers().get("content-encoding"));
        if (!encoding.isEmpty()) {
            kept.put("content-encoding", encoding);
        }
        String tagging = request.header("x-amz-tagging");
        Map<String, String> tags =
                tagging == null || !store.deviations().honours(Feature.TAGGING) ? Map.of() : TagCalls.ofHeader(tagging);
        boolean keepsChecksums = !checksums.isEmpty() && store.deviations().honours(Feature.CHECKSUMS);
        return new Attributes(
                request.header("x-amz-storage-class", "STANDARD"),
                kept,
                tags,
                keepsChecksums ? checksums : Map.of(),
                "FULL_OBJECT");
    }

    /** Without {@code aws-chunked}, which says how the request was sent and nothing of the object. */
    private static String contentEncoding(@Nullable List<String> values) {
        String joined = values == null ? "" : String.join(",", values);
        return Arrays.stream(joined.split(",", -1))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
                .collect(Collectors.joining(","));
    }

    private static Answer versioned(Answer answer, S3Object written) {
        return written.versionId() == null ? answer : answer.with("x-amz-version-id", written.versionId());
    }
}
