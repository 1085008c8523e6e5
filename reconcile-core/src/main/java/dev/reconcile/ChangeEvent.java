package dev.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of one change, for a host's audit: what, why, when, by which run.
 *
 * @param correlationId the host's own, from the request
 * @param change what was to be changed, with the state before it
 * @param evidence the looks that stand behind it
 * @param detail why it wasn't applied; empty if it was
 */
public record ChangeEvent(
        RunId run,
        Optional<String> correlationId,
        Change change,
        ChangeOutcome outcome,
        List<Look> evidence,
        String detail,
        Instant at) {

    public ChangeEvent {
        evidence = List.copyOf(evidence);
    }
}
