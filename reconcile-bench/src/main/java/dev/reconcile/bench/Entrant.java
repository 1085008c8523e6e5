package dev.reconcile.bench;

import java.io.IOException;
import java.util.Optional;

/** Something that takes part in {@link EndToEnd}. */
interface Entrant {

    String title();

    /** What this machine would need, as a clause; empty if it can take part. */
    Optional<String> lacks();

    Trial run(Bench bench, Setting setting) throws IOException, InterruptedException;

    /** A contestant in a JVM with so much heap. */
    static Entrant of(Contestant contestant, String heap) {
        return new Entrant() {
            @Override
            public String title() {
                return contestant.title();
            }

            @Override
            public Optional<String> lacks() {
                return Optional.empty();
            }

            @Override
            public Trial run(Bench bench, Setting setting) throws IOException, InterruptedException {
                return bench.run(contestant, setting, heap);
            }
        };
    }
}
