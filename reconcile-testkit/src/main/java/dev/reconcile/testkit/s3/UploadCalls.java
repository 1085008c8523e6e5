package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Multipart uploads: begun, filled with parts sent or copied, completed or aborted (H24). */
final class UploadCalls {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");
    private static final int MOST_PARTS = 10_000;

    private final Store store;
    private final Preconditions preconditions;

    UploadCalls(Store store) {
        this.store = store;
        this.preconditions = new Preconditions(store.deviations());
    }

    Answer create(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        Attributes attributes = AttributeHeaders.of(request, Map.of(), store.deviations());
        OpenUpload begun = bucket.atomically(
                () -> bucket.uploads().begin(key, store.clock().instant(), attributes));
        Xml xml = Xml.document()
                .openRoot("InitiateMultipartUploadResult")
                .text("Bucket", Store.name(request))
                .text("Key", key.value())
                .text("UploadId", begun.upload().id())
                .close("InitiateMultipartUploadResult");
        return Answer.xml(200, xml);
    }

    Answer part(S3Request request, Payload payload) {
        byte[] content = payload.content();
        payload.checksums(request);
        S3Object part = S3Object.of(
                String.valueOf(request.key()), content, store.clock().instant());
        add(request, part);
        return Answer.empty(200).with("ETag", '"' + part.etag() + '"');
    }

    Answer copiedPart(S3Request request) {
        S3Object source = CopySource.of(request, store, preconditions);
        S3Object part = cut(source, request.header("x-amz-copy-source-range"));
        add(request, part);
        Xml xml = Xml.document()
                .openRoot("CopyPartResult")
                .text("LastModified", ListingXml.timestamp(source.lastModified()))
                .text("ETag", '"' + part.etag() + '"')
                .close("CopyPartResult");
        return Answer.xml(200, xml);
    }

    private static S3Object cut(S3Object source, @Nullable String range) {
        long first = 0;
        long end = source.size();
        if (range != null) {
            Matcher matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                throw S3Error.invalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last");
            }
            first = Long.parseLong(matcher.group(1));
            end = Long.parseLong(matcher.group(2)) + 1;
            if (first >= end || end > source.size()) {
                throw S3Error.invalidArgument(
                        "Range specified is not valid for source object of size: " + source.size());
            }
        }
        if (end - first > CopySource.MOST) {
            throw S3Error.of(400, "InvalidRequest", "The specified copy range is larger than " + CopySource.MOST);
        }
        String key = source.key().value();
        byte[] content = source.content();
        if (content == null) {
            String etag = S3Object.md5((source.etag() + first + "-" + end).getBytes(StandardCharsets.UTF_8));
            return S3Object.withoutContent(key, end - first, source.lastModified())
                    .withEtag(etag);
        }
        return S3Object.of(key, Arrays.copyOfRange(content, (int) first, (int) end), source.lastModified());
    }

    private void add(S3Request request, S3Object part) {
        S3Bucket bucket = store.bucket(request);
        int number = number(request.parameter("partNumber", ""));
        bucket.atomically(() -> {
            open(bucket, request).add(number, part);
            return number;
        });
    }

    private static int number(String text) {
        int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > MOST_PARTS) {
            throw S3Error.invalidArgument("Part number must be an integer between 1 and " + MOST_PARTS + ", inclusive");
        }
        return number;
    }

    Answer complete(S3Request request, Payload payload) {
        S3Bucket bucket = store.bucket(request);
        Element root = XmlInput.root(payload.content(), "CompleteMultipartUpload");
        S3Object written = bucket.atomically(() -> {
            OpenUpload open = open(bucket, request);
            S3Object object = open.completed(XmlInput.children(root, "Part"));
            preconditions.checkWrite(request, bucket.current(object.key()));
            bucket.checkUnlocked(object.key());
            bucket.uploads().close(open);
            return bucket.put(object);
        });
        Xml xml = Xml.document()
                .openRoot("CompleteMultipartUploadResult")
                .text("Location", request.path())
                .text("Bucket", Store.name(request))
                .text("Key", written.key().value())
                .text("ETag", '"' + written.etag() + '"')
                .close("CompleteMultipartUploadResult");
        return WriteCalls.versioned(Answer.xml(200, xml), written);
    }

    Answer abort(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        bucket.atomically(() -> {
            OpenUpload open = open(bucket, request);
            bucket.uploads().close(open);
            return open;
        });
        return Answer.empty(204);
    }

    private static OpenUpload open(S3Bucket bucket, S3Request request) {
        ObjectKey key = bucket.keyRule().accept(request.key());
        return bucket.uploads().find(key, request.parameter("uploadId", ""));
    }
}
