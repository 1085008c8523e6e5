package dev.reconcile.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How far the clocks that date records and objects are ahead of the engine's (H61). A side that can't tell its time is taken to agree.
 */
record Clocks(Duration catalogAhead, Duration storeAhead) {

    static Clocks read(Calls calls, Collaborators with) {
        if (with.agesByOwnClock()) {
            return new Clocks(Duration.ZERO, Duration.ZERO);
        }
        InstantSource clock = with.clock();
        Instant byCatalog = calls.catalogNow().orElseGet(clock::instant);
        Duration catalogAhead = Duration.between(clock.instant(), byCatalog);
        Instant byStore = calls.storeNow().orElseGet(clock::instant);
        return new Clocks(catalogAhead, Duration.between(clock.instant(), byStore));
    }
}
