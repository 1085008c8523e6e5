package dev.reconcile.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's own directory for what exceeds its memory; made when first needed, removed at the end. Thread-safe. */
final class SpillDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpillDirectory.class);

    private final Path parent;
    private @Nullable Path made;

    SpillDirectory(Path parent) {
        this.parent = parent;
    }

    synchronized Path path() {
        if (made == null) {
            try {
                made = Files.createTempDirectory(parent, "reconcile-");
            } catch (IOException failed) {
                throw new SpillException("making a directory in " + parent, failed);
            }
        }
        return made;
    }

    /** Where an open file may be removed, a killed JVM leaves nothing behind. */
    static void removeEarly(Path open) {
        try {
            Files.delete(open);
        } catch (IOException notWhileOpen) {
            open.toFile().deleteOnExit();
        }
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            try {
                Files.deleteIfExists(made);
            } catch (IOException failed) { // a report is worth more than a tidy disk
                LOG.warn("The directory {} couldn't be removed; remove it by hand", made, failed);
            }
            made = null;
        }
    }
}
