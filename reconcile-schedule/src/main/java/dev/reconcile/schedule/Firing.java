package dev.reconcile.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** One time at which a schedule is due, as an instance of its name; its id is the correlation id of its run, on every machine the same. */
record Firing(String schedule, Instant at) {

    String id() {
        return schedule + "@" + at;
    }

    /** The firing with this id, if it is one of this schedule. */
    static Optional<Firing> of(String schedule, String id) {
        if (!id.startsWith(schedule + "@")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Firing(schedule, Instant.parse(id.substring(schedule.length() + 1))));
        } catch (DateTimeException anothersId) {
            return Optional.empty();
        }
    }
}
