package dev.reconcile;

/** Another run holds the lease for the same store and catalog: one at a time (H83). */
public final class RunInProgressException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    private final String holder;

    /** @param holder who runs, and since when, in words */
    public RunInProgressException(String holder) {
        super(
                "Another run is under way: " + holder
                        + ". Wait for its end, or, if its process is gone, for its lease to run out",
                null);
        this.holder = holder;
    }

    /** Who runs, and since when, in words. */
    public String holder() {
        return holder;
    }
}
