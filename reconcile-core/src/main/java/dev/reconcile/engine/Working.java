package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;

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

    RecordChanges recordChanges() {
        return new RecordChanges(
                calls, ledger, changes, problems, with.catalog().journaledIn(ledger.log()));
    }
}
