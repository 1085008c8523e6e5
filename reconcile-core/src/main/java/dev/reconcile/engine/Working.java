package dev.reconcile.engine;

import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileRequest;
import java.util.OptionalLong;

/** What all stages of one run share. */
record Working(
        Collaborators with,
        ReconcileRequest request,
        Calls calls,
        StopSignal stop,
        Parallel parallel,
        Announcer announcer,
        Ledger ledger,
        Workspace workspace,
        Problems problems,
        ChangeTally changes) {

    ProgressMeter meter(Stage stage, OptionalLong total) {
        return new ProgressMeter(announcer, with.clock(), stage, total);
    }

    RecordChanges recordChanges() {
        return new RecordChanges(
                calls, ledger, changes, problems, with.catalog().journaledIn(ledger.log()));
    }
}
