package dev.reconcile.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole page of unfinished uploads.
 *
 * @param next asks for the page after; null if the store said that this is the last
 */
public record UploadPage(List<Upload> uploads, @Nullable UploadRequest next) {

    public UploadPage {
        uploads = List.copyOf(uploads);
    }
}
