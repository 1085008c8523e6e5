package dev.reconcile.store;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of unfinished uploads.
 *
 * @param prefix of their keys; empty for all
 * @param after where the page before ended; null for the first page
 * @param maxUploads at most so many; 1 to 1000
 */
public record UploadRequest(String prefix, @Nullable Upload after, int maxUploads) {

    public static final int MAX_UPLOADS = 1000;

    public UploadRequest {
        if (maxUploads < 1 || maxUploads > MAX_UPLOADS) {
            throw new IllegalArgumentException("Invalid maxUploads: " + maxUploads + ", expected 1 to " + MAX_UPLOADS);
        }
        if (!prefix.isEmpty()) {
            ObjectKey.of(prefix); // H41: half a surrogate pair would be sent as another prefix
        }
    }

    /** For a page of the usual size. */
    public UploadRequest(String prefix, @Nullable Upload after) {
        this(prefix, after, MAX_UPLOADS);
    }

    public static UploadRequest of(String prefix) {
        return new UploadRequest(prefix, null);
    }

    public UploadRequest maxUploads(int limit) {
        return new UploadRequest(prefix, after, limit);
    }

    /** The request for the page that follows one which ended there. */
    public UploadRequest continued(Upload last) {
        return new UploadRequest(prefix, last, maxUploads);
    }
}
