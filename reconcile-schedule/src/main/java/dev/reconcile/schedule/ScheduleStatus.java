package dev.reconcile.schedule;

import dev.reconcile.RunReport;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a schedule stands. The counts are of this instance, since it was built.
 *
 * @param running whether a run is under way here
 * @param lastFiring the last firing that this instance came to
 * @param lastReport of the last run here
 * @param next when it is due next, jitter included; empty if never again, or it is closed
 * @param ran firings carried out here
 * @param busy firings left out, as another run held the lease
 * @param elsewhere firings left out, as another instance had carried them out
 * @param overlapped firings left out, as a run was under way here
 * @param missed firings that passed while no instance was running
 * @param failed firings whose run ended in an exception
 */
public record ScheduleStatus(
        boolean running,
        Optional<Instant> lastFiring,
        Optional<RunReport> lastReport,
        Optional<Instant> next,
        long ran,
        long busy,
        long elsewhere,
        long overlapped,
        long missed,
        long failed) {}
