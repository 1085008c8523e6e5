package dev.reconcile.upload;

import java.time.Instant;
import java.util.Optional;

/**
 * What is in a spool, for metrics and health checks.
 *
 * @param entries uploads to be drained, or whose commit isn't known of yet
 * @param bytes their contents' size
 * @param oldest when the oldest of them came
 * @param conflicts entries set aside as their key is taken by other content
 * @param damaged entries set aside as they aren't what was written
 * @param unreferenced entries set aside as no row referred to them after the grace
 */
public record SpoolStatus(
        int entries, long bytes, Optional<Instant> oldest, int conflicts, int damaged, int unreferenced) {}
