package dev.reconcile.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Multipart uploads that were begun in memory, by key and in the order in which they were begun. Guarded by its store. */
final class MemoryUploads {

    private final NavigableSet<Upload> unfinished =
            new TreeSet<>(Comparator.comparing(Upload::key).thenComparing(Upload::id));
    private long begun;

    Upload begin(ObjectKey key, Instant initiated) {
        Upload upload = new Upload(key, String.format("upload%016d", ++begun), initiated);
        unfinished.add(upload);
        return upload;
    }

    UploadPage page(UploadRequest request) {
        Upload after = request.after();
        List<Upload> rest = (after == null ? unfinished : unfinished.tailSet(after, false))
                .stream()
                        .filter(upload -> upload.key().value().startsWith(request.prefix()))
                        .limit(request.maxUploads() + 1L)
                        .toList();
        if (rest.size() <= request.maxUploads()) {
            return new UploadPage(rest, null);
        }
        List<Upload> page = rest.subList(0, request.maxUploads());
        return new UploadPage(page, request.continued(page.get(page.size() - 1)));
    }

    /** Says whether there was such an upload. */
    boolean abort(Upload upload) {
        return unfinished.remove(upload);
    }
}
