package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** DELETE of one object, and of many. */
final class DeleteCalls {

    private static final int MOST = 1000;

    private final Store store;
    private final Preconditions preconditions;

    DeleteCalls(Store store) {
        this.store = store;
        this.preconditions = new Preconditions(store.deviations());
    }

    Answer delete(S3Request request) {
        S3Bucket bucket = store.bucket(request);
        ObjectKey key = bucket.keyRule().accept(request.key());
        S3Object removed = bucket.atomically(() -> {
            preconditions.checkDelete(request, bucket.current(key));
            return remove(bucket, key, request.parameter("versionId"));
        });
        Answer answer = Answer.empty(204);
        if (removed == null) {
            return answer;
        }
        answer = removed.versionId() == null ? answer : answer.with("x-amz-version-id", removed.versionId());
        return removed.isDeleteMarker() ? answer.with("x-amz-delete-marker", "true") : answer;
    }

    /** Answers the marker that was added or the version that was removed; null if neither. */
    private @Nullable S3Object remove(S3Bucket bucket, ObjectKey key, @Nullable String versionId) {
        boolean isFinal = versionId != null || bucket.versioning() == Versioning.OFF;
        if (isFinal && bucket.isLocked(key)) {
            throw S3Error.of(403, "AccessDenied", "Access Denied because object protected by object lock."); // H16
        }
        if (versionId == null) {
            return bucket.delete(key);
        }
        if (!VersionHistory.isWellFormed(versionId)) {
            throw S3Error.invalidArgument("Invalid version id specified");
        }
        return bucket.deleteVersion(key, versionId);
    }

    /** H77: answers 200 whatever becomes of the single keys, and calls an absent key deleted. */
    Answer deleteMany(S3Request request, Payload payload) {
        S3Bucket bucket = store.bucket(request);
        if (request.header("content-md5") == null && payload.checksums(request).isEmpty()) {
            throw S3Error.of(
                    400, "InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        Element root = XmlInput.root(payload.content(), "Delete");
        boolean quiet = "true".equals(XmlInput.text(root, "Quiet"));
        List<Element> objects = XmlInput.children(root, "Object");
        if (objects.isEmpty() || objects.size() > MOST) {
            throw S3Error.malformedXml();
        }
        Xml xml = Xml.document().openRoot("DeleteResult");
        for (Element object : objects) {
            String key = Objects.requireNonNullElse(XmlInput.text(object, "Key"), "");
            String versionId = XmlInput.text(object, "VersionId");
            try {
                S3Object removed = deleteOne(bucket, key, versionId, object);
                if (!quiet) {
                    deleted(xml, key, versionId, removed);
                }
            } catch (S3Error error) {
                xml.open("Error").text("Key", key);
                if (versionId != null) {
                    xml.text("VersionId", versionId);
                }
                xml.text("Code", error.code())
                        .text("Message", String.valueOf(error.getMessage()))
                        .close("Error");
            }
        }
        return Answer.xml(200, xml.close("DeleteResult"));
    }

    private @Nullable S3Object deleteOne(S3Bucket bucket, String key, @Nullable String versionId, Element object) {
        ObjectKey accepted = bucket.keyRule().accept(key);
        return bucket.atomically(() -> {
            preconditions.checkDelete(
                    XmlInput.text(object, "ETag"),
                    XmlInput.text(object, "Size"),
                    time(XmlInput.text(object, "LastModifiedTime")),
                    bucket.current(accepted));
            return remove(bucket, accepted, versionId);
        });
    }

    private static void deleted(Xml xml, String key, @Nullable String versionId, @Nullable S3Object removed) {
        xml.open("Deleted").text("Key", key);
        if (versionId != null) {
            xml.text("VersionId", versionId);
        }
        if (removed != null && removed.isDeleteMarker()) {
            xml.text("DeleteMarker", "true").text("DeleteMarkerVersionId", String.valueOf(removed.versionId()));
        }
        xml.close("Deleted");
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException unreadable) {
            throw S3Error.malformedXml();
        }
    }
}
