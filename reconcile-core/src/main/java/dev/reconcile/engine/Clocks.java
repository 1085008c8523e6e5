package dev.reconcile.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The clocks that date records and objects, beside the engine's (H61). A side that can't tell its time is taken to agree. */
record Clocks(Side catalog, Side store) {

    /**
     * One side's clock.
     *
     * @param ahead of the engine's
     * @param asked its time when it was asked
     */
    record Side(Duration ahead, Instant asked) {

        static Side of(Optional<Instant> told, Instant engines) {
            Instant time = told.orElse(engines);
            return new Side(Duration.between(engines, time), time);
        }

        /**
         * This side's time at a moment before it was asked. Should the engine's clock have been put back between the two, it is the time when
         * it was asked: nothing is taken to be older than it is.
         */
        Instant at(Instant engines) {
            Instant time = engines.plus(ahead);
            return time.isAfter(asked) ? asked : time;
        }

        /** This side's time at a moment after it was asked, and never before that. */
        Instant since(Instant engines) {
            Instant time = engines.plus(ahead);
            return time.isBefore(asked) ? asked : time;
        }
    }

    static Clocks read(Calls calls, Collaborators with) {
        InstantSource clock = with.clock();
        if (with.agesByOwnClock()) {
            Side own = Side.of(Optional.empty(), clock.instant());
            return new Clocks(own, own);
        }
        Optional<Instant> byCatalog = calls.catalogNow();
        Side catalog = Side.of(byCatalog, clock.instant());
        Optional<Instant> byStore = calls.storeNow();
        return new Clocks(catalog, Side.of(byStore, clock.instant()));
    }
}
