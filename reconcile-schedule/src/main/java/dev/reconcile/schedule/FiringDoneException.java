package dev.reconcile.schedule;

import dev.reconcile.ReconcileException;
import dev.reconcile.RunId;

/** Another run has carried out this firing. */
final class FiringDoneException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    FiringDoneException(String firing, RunId by) {
        super("The firing " + firing + " was carried out by run " + by, null);
    }
}
