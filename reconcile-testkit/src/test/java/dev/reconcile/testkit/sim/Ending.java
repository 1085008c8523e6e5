package dev.reconcile.testkit.sim;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** I9: once nothing goes wrong any more and nobody acts, everything that is wrong is told, and marked, once. */
final class Ending {

    private static final Guardrails WIDE =
            Guardrails.DEFAULT.maxFindings(1_000_000).maxRatio(1).minShare(0).maxUnusable(1);

    private final Sim sim;

    Ending(Sim sim) {
        this.sim = sim;
    }

    void check() {
        sim.actors.finish();
        sim.calmDown();
        undoes();
        clearHalts();
        ReconcileRequest dry = ReconcileRequest.builder()
                .unlimitedRequests()
                .concurrency(1)
                .guardrails(WIDE)
                .examples(1000)
                .build();
        tellsEverything(dry);
        marksEverything(dry.toBuilder()
                .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                .apply()
                .build());
    }

    /** What a guardrail stopped stays stopped until a person has looked. */
    private void clearHalts() {
        for (RunId run : sim.disk.runs()) {
            JournalEntry.Ended ended = sim.disk.ended(run);
            if (ended != null && ended.report().state() == RunState.HALTED) {
                Incarnation process = sim.newProcess();
                new Engines(process).tell("last clear", engine -> engine.clear(run, "the operator"));
            }
        }
    }

    private void tellsEverything(ReconcileRequest dry) {
        Incarnation process = process(dry);
        Engines engines = new Engines(process);
        RunReport report = engines.operate("last look", engine -> engine.run(dry));
        Set<String> told = new TreeSet<>();
        engines.found().stream()
                .filter(finding -> finding.kind() != FindingKind.RECOVERED)
                .forEach(finding -> told.add(Completeness.named(finding)));
        List<String> expected = new Completeness(sim, process).expected();
        boolean bucketIsEmpty = sim.bucket.blobs().isEmpty(); // then nothing testifies that it is the right one
        if (!bucketIsEmpty && !told.containsAll(expected)) {
            sim.oracle.violated("I9", "told " + told + ", expected " + expected);
        }
        boolean complete = report != null && report.state() == RunState.COMPLETE;
        boolean excused = bucketIsEmpty
                || sim.table.rows().isEmpty()
                || sim.table.everPoisoned()
                || sim.liesAboutOrder; // a person has to declare the order
        if (!excused && !complete) {
            sim.oracle.violated("I9", "never complete: " + report);
        }
    }

    private void marksEverything(ReconcileRequest applying) {
        Incarnation first = process(applying);
        first.began = sim.time.now();
        List<String> expected = new Completeness(sim, first).expected();
        new Engines(first).operate("last marks", engine -> engine.run(applying));
        for (String what : expected) {
            Row row = sim.table.row(what.split(" ", -1)[1]);
            if (row != null && !row.isMarked() && !sim.bucket.blobs().isEmpty()) {
                sim.oracle.violated("I9", "never marked: " + what + ", " + row);
            }
        }
        Incarnation second = process(applying);
        new Engines(second).operate("marks again", engine -> engine.run(applying));
        if (second.marks > 0) {
            sim.oracle.violated("contract 8", "marked again: " + second.marks + " rows");
        }
    }

    /** I8, G10: an undo restores every row that the run marked and nobody has written since; a second one changes nothing. */
    private void undoes() {
        RunId last = null;
        for (RunId run : sim.disk.runs()) {
            boolean changed = sim.totals.marksOf(run) > 0 && sim.disk.ended(run) != null;
            last = changed && sim.disk.begun(run) != null && !sim.totals.isUndone(run) ? run : last;
        }
        if (last == null) {
            return;
        }
        RunId run = last;
        RunReport report = undo(run).report();
        for (Row row : sim.table.rows()) {
            Incarnation writer = sim.isEngine(row.writer()) ? sim.process(row.writer()) : null;
            boolean ours = row.isMarked()
                    && writer != null
                    && writer.log != null
                    && writer.log.run().equals(run);
            if (ours && report != null && report.state() == RunState.COMPLETE) {
                sim.oracle.violated("I8", "undone, and still marked by " + run + ": " + row);
            }
        }
        Incarnation again = undo(run).process();
        if (again.marks > 0 || again.objectChanges > 0) {
            sim.oracle.violated(
                    "I8", "undone again, it changed " + again.marks + " rows, " + again.objectChanges + " objects");
        }
    }

    private record Undone(Incarnation process, @Nullable RunReport report) {}

    private Undone undo(RunId run) {
        Incarnation process =
                process(Objects.requireNonNull(sim.disk.begun(run)).request());
        process.kind = RunKind.UNDO;
        process.mayChange = true;
        return new Undone(process, new Engines(process).operate("last undo", engine -> engine.undo(run)));
    }

    private Incarnation process(ReconcileRequest request) {
        Incarnation process = sim.newProcess();
        process.request = request;
        process.mayChange = request.isApplying();
        return process;
    }
}
