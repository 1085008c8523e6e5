package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;

/** The object that the {@code x-amz-copy-source} of a request names, found and found to be what the request expects. */
final class CopySource {

    /** The most that one copy may take, of an object or a part. */
    static final long MOST = 5L << 30;

    private CopySource() {}

    static S3Object of(S3Request request, Store store, Preconditions preconditions) {
        S3Object source = find(request.header("x-amz-copy-source", ""), store);
        preconditions.checkCopySource(request, source);
        String storageClass = source.attributes().storageClass();
        if (storageClass.equals("GLACIER") || storageClass.equals("DEEP_ARCHIVE")) { // H17
            throw S3Error.of(403, "InvalidObjectState", "Operation is not valid for the source object's storage class");
        }
        return source;
    }

    private static S3Object find(String header, Store store) {
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
}
