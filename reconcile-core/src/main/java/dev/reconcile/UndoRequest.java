package dev.reconcile;

/** Which run to take back, and whether in earnest. Immutable. */
public final class UndoRequest {

    private final RunId run;
    private final boolean dryRun;

    private UndoRequest(RunId run, boolean dryRun) {
        this.run = run;
        this.dryRun = dryRun;
    }

    /** Takes back what the run changed, where nobody has written since. */
    public static UndoRequest of(RunId run) {
        return new UndoRequest(run, false);
    }

    /** Only says what would be taken back, and what not and why. Changes nothing, and tries nothing out on the store. */
    public UndoRequest dryRun() {
        return new UndoRequest(run, true);
    }

    public RunId run() {
        return run;
    }

    public boolean isDryRun() {
        return dryRun;
    }
}
