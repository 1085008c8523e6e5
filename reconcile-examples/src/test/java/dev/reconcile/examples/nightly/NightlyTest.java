package dev.reconcile.examples.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A week of two instances, on a clock that is set by hand. */
class NightlyTest {

    /** An evening before the clock is set back in Berlin. */
    private static final Instant EVENING = Instant.parse("2026-10-23T18:00:00Z");

    @TempDir
    Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final InMemoryObjectStore store = new InMemoryObjectStore("images", () -> EVENING);
    private final InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("original"), "error", () -> EVENING);
    private final RunJournal journal = RunJournal.inMemory();
    private volatile Instant now = EVENING;
    private HttpServer chat;

    @BeforeEach
    void start() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        chat.start();
        for (int i = 0; i < 100; i++) {
            RecordId id = new RecordId("" + i);
            ObjectKey key = ObjectKey.of("original/" + i);
            store.put(key.value(), 1, EVENING.minus(Duration.ofDays(30)));
            catalog.put(
                    id.value(),
                    "ready",
                    EVENING.minus(Duration.ofDays(30)),
                    new Reference(id, "original", key, OptionalLong.empty(), true));
        }
    }

    @AfterEach
    void stop() {
        chat.stop(0);
    }

    private Nightly instance(String name) throws IOException {
        return new Nightly(
                store,
                catalog,
                journal,
                URI.create("http://127.0.0.1:" + chat.getAddress().getPort() + "/hook"),
                Files.createDirectories(directory.resolve(name)),
                () -> now);
    }

    @Test
    void oneOfTwoInstancesLooksEachNightAndTellsWhatIsMissing() throws IOException {
        int ran = 0;
        try (Nightly one = instance("one");
                Nightly other = instance("other")) {
            for (int night = 1; night <= 7; night++) {
                if (night == 3) {
                    store.remove("original/17");
                }
                now = EVENING.plus(night, ChronoUnit.DAYS);
                ran += (int) List.of(one, other).stream()
                        .flatMap(each -> each.schedule().runDue().stream())
                        .peek(report -> assertThat(report.dryRun()).isTrue())
                        .map(RunReport::runId)
                        .count();
            }
            assertThat(one.schedule().status().ran())
                    .as("of the one that is asked first")
                    .isEqualTo(7);
            assertThat(other.schedule().status().elsewhere()).isEqualTo(7);
        }

        assertThat(ran).isEqualTo(7);
        assertThat(journal.runs()).hasSize(7);
        assertThat(told)
                .as("told once a day, as long as it is missing")
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).contains("1 MISSING", "original/17"));
        assertThat(catalog.record("17").orElseThrow().status()).as("a dry run").isEqualTo("ready");
    }

    @Test
    void theNextNightIsAtThreeInBerlinOnBothSidesOfTheChange() throws IOException {
        try (Nightly nightly = instance("one")) {
            assertThat(nightly.schedule().status().next().orElseThrow())
                    .isBetween(Instant.parse("2026-10-24T01:00:00Z"), Instant.parse("2026-10-24T01:10:00Z"));
            now = Instant.parse("2026-10-24T12:00:00Z");
            assertThat(nightly.schedule().runDue()).isPresent();
            assertThat(nightly.schedule().status().next().orElseThrow())
                    .isBetween(Instant.parse("2026-10-25T02:00:00Z"), Instant.parse("2026-10-25T02:10:00Z"));
        }
    }
}
