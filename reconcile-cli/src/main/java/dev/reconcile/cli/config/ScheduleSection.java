package dev.reconcile.cli.config;

import dev.reconcile.schedule.MissedFirings;
import java.time.Duration;
import java.time.ZoneId;

/** When scheduled runs happen. */
public record ScheduleSection(
        @Key(value = "The schedule's name among all that share the journal.", byDefault = "reconcile")
        String name,

        @Key(value = "Minute, hour, day of month, month, day of week, as cron has them.", example = "\"0 3 * * *\"")
        String cron,

        @Key(value = "The zone whose clock that is about.", example = "Europe/Berlin")
        ZoneId zone,

        @Key(value = "Delays each run by up to this, so that not all ask the store at once.", byDefault = "0s")
        Duration jitter,

        @Key(value = "What becomes of times that passed while nothing was running.", byDefault = "skip")
        MissedFirings missed,

        @Key("Whether scheduled runs change anything; by default they are dry runs.")
        boolean apply) {}
