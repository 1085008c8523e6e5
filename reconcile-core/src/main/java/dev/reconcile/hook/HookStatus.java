package dev.reconcile.hook;

import java.util.Optional;

/**
 * What a {@link MissingHook} has done since it was built, for metrics and health checks. Taken at one moment, but counts of different
 * threads may be a step apart. Suspects are counted by what {@link Acceptance} they met; records by their looks:
 * {@code looked = acquitted + missing + unknown}.
 *
 * @param queued suspects that wait for a look or are being looked at, now
 * @param accepted suspects accepted
 * @param repeated reported again while they waited
 * @param lookedAtLately reported again too soon after a look
 * @param overflowed refused by a full queue, or dropped from it
 * @param givenUp suspects that got no answer time and again while others did
 * @param looked looks at records; keys nobody refers to count as one
 * @param acquitted looks that found nothing missing: the object is there, or the record is too young, marked already, or not there
 * @param missing looks that proved an object missing
 * @param unknown looks without an answer
 * @param marked records marked by this hook
 * @param reported proven missing and not marked, as marks were held back
 * @param conflicts proven missing, and the record changed before it was marked
 * @param pauses rounds in which nothing was answered, each followed by a pause
 * @param failures rounds that ended in an exception
 * @param reads successful reads that the host told of
 * @param reportOnly why marks are held back; empty if they aren't
 * @param closed whether nothing is accepted any more
 */
public record HookStatus(
        long queued,
        long accepted,
        long repeated,
        long lookedAtLately,
        long overflowed,
        long givenUp,
        long looked,
        long acquitted,
        long missing,
        long unknown,
        long marked,
        long reported,
        long conflicts,
        long pauses,
        long failures,
        long reads,
        Optional<String> reportOnly,
        boolean closed) {}
