package dev.reconcile;

import dev.reconcile.store.ObjectKey;

/**
 * One value of an object that isn't what the catalog expects.
 *
 * @param what {@code size}, the name of a checksum's algorithm, or {@code metadata} and a name
 */
public record Difference(String what, String expected, String found) {

    /** What {@link #what} is for a size. */
    public static final String SIZE = "size";

    static Difference ofSizes(long expected, long found) {
        return new Difference(SIZE, Long.toString(expected), Long.toString(found));
    }

    /** Whether a listing shows it, and not only a closer look. */
    public boolean isOfSizes() {
        return what.equals(SIZE);
    }

    /** What was found and what was expected, without control characters (H98). */
    public String inWords() {
        return isOfSizes()
                ? found + " bytes, expected " + expected
                : what + " " + ObjectKey.escape(found) + ", expected " + ObjectKey.escape(expected);
    }
}
