package dev.reconcile.testkit.sim;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the application's table as it really is.
 *
 * @param original the key of an object that has to be there
 * @param staged the key of one that has to be there while the row is ready; null if there is none
 * @param poisoned whether a third column holds what names no object (H47)
 * @param updatedAt what the row says, by the database's clock; null if the application left it empty
 * @param written the true time of that
 */
record Row(
        String id,
        @Nullable String status,
        @Nullable String message,
        String original,
        long size,
        @Nullable String staged,
        String title,
        boolean poisoned,
        @Nullable Instant updatedAt,
        long written,
        String writer) {

    static final String READY = "ready";
    static final String NEW = "new";
    static final String ERROR = "error";

    /** How the title of a row begins that can do without its staged object. */
    static final String OPTIONAL = "optional";

    Row status(@Nullable String other, @Nullable String text) {
        return new Row(id, other, text, original, size, staged, title, poisoned, updatedAt, written, writer);
    }

    Row original(String key, long bytes) {
        return new Row(id, status, message, key, bytes, staged, title, poisoned, updatedAt, written, writer);
    }

    Row staged(@Nullable String key) {
        return new Row(id, status, message, original, size, key, title, poisoned, updatedAt, written, writer);
    }

    Row title(String text) {
        return new Row(id, status, message, original, size, staged, text, poisoned, updatedAt, written, writer);
    }

    Row written(@Nullable Instant shown, long at, String by) {
        return new Row(id, status, message, original, size, staged, title, poisoned, shown, at, by);
    }

    boolean refersTo(String key) {
        return original.equals(key) || key.equals(staged);
    }

    boolean isMarked() {
        return ERROR.equals(status);
    }

    /** Whether the staged object has to be there: by the status, and by a column of its own. */
    boolean needsStaged() {
        return isReady() && !title.startsWith(OPTIONAL);
    }

    boolean isReady() {
        return READY.equals(status);
    }
}
