package dev.reconcile;

import dev.reconcile.journal.RunKind;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run was, and how far it came.
 *
 * @param of the run that was applied or undone
 * @param store what it looked at, by name
 * @param catalog what it read, by name
 * @param holder who ran it
 * @param report empty if it hasn't ended: it is under way, or was killed
 * @param cleared whether it was halted and a person has let the next ones go on
 */
public record RunSummary(
        RunId id,
        RunKind kind,
        Optional<RunId> of,
        ReconcileRequest request,
        String store,
        String catalog,
        String holder,
        Instant startedAt,
        Optional<RunReport> report,
        boolean cleared) {}
