package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.Map;

/** PUT of an object and COPY, which are one to the bucket: check, then write, with nothing in between. */
final class WriteCalls {

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
                        .withAttributes(AttributeHeaders.of(request, checksums, store.deviations())));
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
        S3Object source = CopySource.of(request, store, preconditions);
        if (source.size() > CopySource.MOST) {
            throw S3Error.of(
                    400,
                    "InvalidRequest",
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                            + CopySource.MOST);
        }
        boolean replaces = "REPLACE".equals(request.header("x-amz-metadata-directive"));
        boolean ontoItself = source.key().equals(key) && source.equals(bucket.current(key));
        if (ontoItself && !replaces) {
            throw S3Error.of(
                    400, "InvalidRequest", "This copy request is illegal because it copies an object to itself");
        }
        S3Object copy = source.copiedTo(key, store.clock().instant())
                .withAttributes(AttributeHeaders.ofCopy(request, source.attributes(), store.deviations()));
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
            bucket.checkUnlocked(object.key());
            return bucket.put(object);
        });
    }

    static Answer versioned(Answer answer, S3Object written) {
        return written.versionId() == null ? answer : answer.with("x-amz-version-id", written.versionId());
    }
}
