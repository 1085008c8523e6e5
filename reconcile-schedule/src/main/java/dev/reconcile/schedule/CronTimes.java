package dev.reconcile.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The firings of a cron expression in a time zone. A time that the clock skips doesn't fire; of a time that the clock shows twice, a fixed hour
 * fires at the first, and every hour at both. Which instants fire depends on nothing else: the parser alone, asked from within the doubled
 * hour, would give another answer than asked before it, and a restart would fire twice.
 */
final class CronTimes {

    /** Longer than any clock has been set back. */
    private static final Duration BEFORE_ANY_DOUBLED_HOUR = Duration.ofHours(3);

    private final ExecutionTime times;
    private final ZoneId zone;

    private CronTimes(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /** @throws IllegalArgumentException if it is no expression of five fields, or never fires */
    static CronTimes of(String expression, ZoneId zone) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        CronTimes times;
        try {
            times = new CronTimes(ExecutionTime.forCron(parser.parse(expression).validate()), zone);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "Invalid cron expression: '" + ObjectKey.escape(expression)
                            + "', expected five fields as in '0 3 * * *' (" + wrong.getMessage() + ")",
                    wrong);
        }
        if (times.next(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid cron expression: '" + ObjectKey.escape(expression) + "' never fires");
        }
        return times;
    }

    /** The first firing after this; empty if there is none. */
    Optional<Instant> next(Instant after) {
        Optional<ZonedDateTime> firing =
                times.nextExecution(after.minus(BEFORE_ANY_DOUBLED_HOUR).atZone(zone));
        while (firing.isPresent() && !firing.get().toInstant().isAfter(after)) {
            firing = times.nextExecution(firing.get());
        }
        return firing.map(ZonedDateTime::toInstant);
    }

    /** The last firing at this time or before. */
    Optional<Instant> last(Instant until) {
        Optional<ZonedDateTime> firing = times.lastExecution(until.plusNanos(1).atZone(zone));
        while (firing.isPresent() && !fires(firing.get().toInstant())) {
            firing = times.lastExecution(firing.get());
        }
        return firing.map(ZonedDateTime::toInstant);
    }

    private boolean fires(Instant at) {
        return next(at.minusNanos(1)).equals(Optional.of(at));
    }
}
