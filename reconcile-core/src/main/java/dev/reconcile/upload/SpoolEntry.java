package dev.reconcile.upload;

import java.time.Instant;

/**
 * An upload in the spool.
 *
 * @param sequence its place
 * @param upload its id
 * @param at when it came
 * @param ready whether its row is known to be committed
 */
record SpoolEntry(long sequence, String upload, Artifact artifact, Instant at, boolean ready) {

    SpoolEntry asReady() {
        return new SpoolEntry(sequence, upload, artifact, at, true);
    }

    /** What its files are called, without what tells them apart. */
    String name() {
        return String.format("%019d-%s", sequence, upload);
    }
}
