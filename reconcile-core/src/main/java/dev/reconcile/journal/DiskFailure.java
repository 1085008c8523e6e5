package dev.reconcile.journal;

import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What the disk did to the journal, and what to do about it. */
final class DiskFailure {

    private DiskFailure() {}

    /** @param doing with what: "Writing /var/lib/reconcile/runs/x.jsonl" */
    static JournalException of(String doing, IOException cause) {
        String reason = cause instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(cause.getMessage());
        return new JournalException(
                ObjectKey.escape(doing) + " failed: " + advice(cause, ObjectKey.escape(reason)), cause);
    }

    private static String advice(IOException cause, String reason) {
        if (cause instanceof NoSuchFileException) {
            return "it isn't there any more. Put the journal's directory back, or begin a new run";
        }
        if (cause instanceof AccessDeniedException) {
            return "this process may not. Make " + System.getProperty("user.name")
                    + " the owner of the journal's directory and all that is in it";
        }
        if (cause instanceof NotDirectoryException || cause instanceof FileAlreadyExistsException) {
            return "something else is in its place. Name another directory for the journal";
        }
        return reason + ". Check that the disk has room, is writable, and sound; then resume the run";
    }
}
