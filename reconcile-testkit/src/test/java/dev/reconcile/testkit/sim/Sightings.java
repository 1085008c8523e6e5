package dev.reconcile.testkit.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which objects complete runs found to be orphans, and when (H82). */
final class Sightings {

    private record Sighting(String key, String etag, long at) {}

    private final Time time;
    private final List<Sighting> all = new ArrayList<>();

    Sightings(Time time) {
        this.time = time;
    }

    void add(String key, String etag, long at) {
        all.add(new Sighting(key, etag, at));
    }

    boolean wasSeen(Blob blob, Duration before) {
        return all.stream()
                .anyMatch(seen -> seen.key().equals(blob.key())
                        && seen.etag().equals(blob.etag())
                        && seen.at() <= time.now() - before.toMillis());
    }
}
