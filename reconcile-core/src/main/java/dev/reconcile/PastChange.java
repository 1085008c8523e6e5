package dev.reconcile;

import java.time.Instant;
import java.util.Optional;

/**
 * What a journal says of one record or object that a run was to change.
 *
 * @param item which: {@code record:17}, {@code object:a/b.jpg}
 * @param change what was intended, with the state before it; empty if it was left alone before that
 * @param outcome empty if nobody knows: the run was killed in between, and resuming it finds out
 * @param detail why it wasn't applied; empty if it was
 * @param at when it was last written of
 */
public record PastChange(
        String item, Optional<Change> change, Optional<ChangeOutcome> outcome, String detail, Instant at) {}
