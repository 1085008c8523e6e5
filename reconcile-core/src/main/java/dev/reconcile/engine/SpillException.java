package dev.reconcile.engine;

import dev.reconcile.ReconcileException;
import java.io.IOException;

/** Sorting on disk failed: the disk is full, or the directory went away. */
final class SpillException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    SpillException(String doing, IOException cause) {
        super(
                "Sorting on disk failed while " + doing + ": " + cause.getMessage()
                        + "; give the engine a spill directory with room, or a larger memory budget",
                cause);
    }
}
