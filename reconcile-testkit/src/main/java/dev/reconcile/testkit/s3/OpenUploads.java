package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A bucket's unfinished uploads, by key and in the order in which they were begun. Guarded by the bucket. */
final class OpenUploads {

    private static final Comparator<OpenUpload> LISTING = Comparator.comparing(
                    (OpenUpload open) -> open.upload().key())
            .thenComparing(open -> open.upload().id());

    private final NavigableSet<OpenUpload> open = new TreeSet<>(LISTING);
    private long begun;

    OpenUpload begin(ObjectKey key, Instant initiated, Attributes attributes) {
        OpenUpload upload = new OpenUpload(new S3Upload(key, String.format("%032x", ++begun), initiated), attributes);
        open.add(upload);
        return upload;
    }

    List<OpenUpload> all() {
        return new ArrayList<>(open);
    }

    OpenUpload find(ObjectKey key, String id) {
        return open.stream()
                .filter(each ->
                        each.upload().key().equals(key) && each.upload().id().equals(id))
                .findFirst()
                .orElseThrow(() -> S3Error.of(
                        404,
                        "NoSuchUpload",
                        "The specified multipart upload does not exist. The upload ID might be invalid."));
    }

    void close(OpenUpload upload) {
        open.remove(upload);
    }
}
