package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunHistory;
import dev.reconcile.RunReport;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.report.HtmlReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what an engine really reports and a journal really keeps: each kind of run has a page that makes sense of it. */
class HtmlReportOfRunsTest {

    @TempDir
    private Path directory;

    private ReconcileEngine engine;
    private RunHistory history;

    @BeforeEach
    void someDrift() {
        World world = World.of(300);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("8"));
        world.objects.put("original/stray.jpg", 5, World.LONG_AGO);
        engine = ReconcileEngine.builder(world.objects, world.catalog)
                .journal(directory)
                .clock(() -> world.time)
                .waiting(duration -> {})
                .build();
        history = RunHistory.of(RunJournal.in(directory));
    }

    private String page(RunReport report) throws IOException {
        StringWriter out = new StringWriter();
        HtmlReport.of(report, () -> history.findings(report.runId())).writeTo(out);
        return out.toString();
    }

    @Test
    void dryRunHasItsFindings() throws IOException {
        String page = page(engine.run(ReconcileRequest.dryRun()));

        assertThat(page)
                .contains(
                        "<h2 id=\"verdict-h\">2 missing, 1 orphan</h2>",
                        "This was a dry run: nothing was changed.",
                        "original/stray.jpg",
                        World.original("7"),
                        World.staged("8"))
                .doesNotContain("id=\"given\"", "id=\"left-out\"");
    }

    @Test
    void applyingRunSaysWhatItDid() throws IOException {
        RunReport report = engine.run(ReconcileRequest.builder().apply().build());

        assertThat(page(report)).contains("2 changes were made.", "undo run " + report.runId());
    }

    @Test
    void appliedPlanAndItsUndoSayOfWhichRunTheyAre() throws IOException {
        RunReport found = engine.run(
                ReconcileRequest.builder().orphans(OrphanPolicy.QUARANTINE).build());
        RunReport applied = engine.apply(found.runId());
        String page = page(applied);
        assertThat(page)
                .contains("applying the plan of " + found.runId(), "changes were made.")
                .doesNotContain("id=\"given\"");

        RunReport undone = engine.undo(applied.runId());
        assertThat(page(undone))
                .contains("undoing " + applied.runId(), "of run " + applied.runId(), "Marks taken back")
                .doesNotContain("id=\"findings\"", "Nothing was checked");
    }
}
