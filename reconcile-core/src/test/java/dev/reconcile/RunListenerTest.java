package dev.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunListenerTest {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");

    /** Writes down what it hears. */
    private record Noting(String name, List<String> heard) implements RunListener {

        @Override
        public void started(RunId run, ReconcileRequest request) {
            heard.add(name + " started");
        }

        @Override
        public void progressed(Progress progress) {
            if (!heard.contains(name + " progressed")) {
                heard.add(name + " progressed");
            }
        }

        @Override
        public void found(Finding finding) {
            heard.add(name + " found");
        }

        @Override
        public void changed(ChangeEvent event) {
            heard.add(name + " changed");
        }

        @Override
        public void finished(RunReport report) {
            heard.add(name + " finished");
        }
    }

    @Test
    void severalListenersHearEverythingInTheirOrder() {
        List<String> heard = new ArrayList<>();
        InMemoryObjectStore store = new InMemoryObjectStore("images", () -> NOW);
        InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("file"), "error", () -> NOW);
        for (int i = 0; i < 10; i++) {
            RecordId id = new RecordId("" + i);
            catalog.put(
                    id.value(),
                    "ready",
                    NOW.minus(Duration.ofDays(30)),
                    new Reference(id, "file", ObjectKey.of("k" + i), OptionalLong.empty(), true));
            if (i > 0) {
                store.put("k" + i, 1, NOW.minus(Duration.ofDays(30)));
            }
        }

        ReconcileEngine.builder(store, catalog)
                .listener(RunListener.all(new Noting("first", heard), new Noting("second", heard)))
                .clock(() -> NOW)
                .build()
                .run(ReconcileRequest.applying());

        assertThat(heard)
                .containsExactly(
                        "first started",
                        "second started",
                        "first progressed",
                        "second progressed",
                        "first found",
                        "second found",
                        "first changed",
                        "second changed",
                        "first finished",
                        "second finished");
    }

    @Test
    void whatOneThrowsKeepsNothingFromTheOthers() {
        List<String> heard = new ArrayList<>();
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException other = new IllegalStateException("other");
        RunListener all = RunListener.all(throwing(one), new Noting("second", heard), throwing(one), throwing(other));

        assertThatThrownBy(() -> all.started(new RunId("20261103T081500Z-00000001"), ReconcileRequest.dryRun()))
                .isSameAs(one)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(other));
        assertThat(heard).containsExactly("second started");
    }

    private static RunListener throwing(RuntimeException what) {
        return new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                throw what;
            }
        };
    }
}
