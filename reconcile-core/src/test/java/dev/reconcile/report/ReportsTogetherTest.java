package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One table over two buckets: two runs, one report. */
class ReportsTogetherTest {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");

    /** A bucket of fifty objects, some of which are lost. */
    private static RunReport run(int lost) {
        InMemoryObjectStore store = new InMemoryObjectStore();
        InMemoryCatalog catalog = new InMemoryCatalog("files", List.of("file"), "error", () -> NOW);
        for (int i = 0; i < 50; i++) {
            RecordId id = new RecordId("" + i);
            ObjectKey key = ObjectKey.of("k" + i);
            if (i >= lost) {
                store.put(key.value(), 1);
            }
            catalog.put(
                    id.value(),
                    "ready",
                    NOW.minus(Duration.ofDays(30)),
                    new Reference(id, "file", key, OptionalLong.empty(), true));
        }
        return ReconcileEngine.builder(store, catalog)
                .clock(() -> NOW)
                .build()
                .run(ReconcileRequest.builder()
                        .apply()
                        .guardrails(Guardrails.DEFAULT)
                        .build());
    }

    @Test
    void linesAreSummedUpAndEveryReportFollows() {
        List<RunReport> reports = List.of(run(1), run(40));

        String text = TextReport.renderTogether(reports);

        assertThat(text.lines().toList().subList(0, 5))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("Reconcile, 2 runs: HALTED"),
                        heads -> assertThat(heads).contains("store", "missing", "marked"),
                        one -> assertThat(one).containsPattern("COMPLETE +50 +1 +0 +0 +1$"),
                        other -> assertThat(other).containsPattern("HALTED +50 +40 +0 +0 +0$"),
                        both -> assertThat(both).containsPattern("together +100 +41 +0 +0 +1$"));
        reports.forEach(each -> assertThat(text).contains(TextReport.render(each)));
    }

    @Test
    void jsonHasTheWorstStateAndEveryRun() throws Exception {
        List<RunReport> reports = List.of(run(1), run(40));

        JsonNode json = new ObjectMapper().readTree(JsonReport.renderTogether(reports));

        assertThat(json.get("state").asText()).isEqualTo("halted");
        assertThat(json.get("runs")).hasSize(2);
        assertThat(json.get("runs").get(1)).isEqualTo(new ObjectMapper().readTree(JsonReport.render(reports.get(1))));
    }

    @Test
    void noReportIsNone() {
        assertThat(RunReport.worst(List.of(run(0), run(1)))).isEqualTo(RunState.COMPLETE);
        assertThatIllegalArgumentException().isThrownBy(() -> TextReport.renderTogether(List.of()));
    }
}
