package dev.reconcile.testkit.sim;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The person who runs the engine, applies, resumes and undoes, sometimes the wrong thing or a second time, and lives with what happens. */
final class Operator {

    private enum Deed {
        RUN,
        APPLY,
        RESUME,
        UNDO,
        CLEAR
    }

    private final Sim sim;
    private final Choices choices;
    private final Requests requests;
    private @Nullable ReconcileRequest usual;

    Operator(Sim sim) {
        this.sim = sim;
        this.choices = sim.choices;
        this.requests = new Requests(sim);
    }

    void work() {
        campaign();
        int deeds = 1 + choices.pick("deeds", 5);
        for (int i = 0; i < deeds; i++) {
            pass();
            act(sim.newProcess());
        }
    }

    /** What takes several deeds one after the other, and would seldom come about by chance. */
    private void campaign() {
        switch (choices.seldom("campaign", 500, 5)) {
            case 1 -> { // H82: two sightings, hours apart, and a confirmation
                usual = requests.about(OrphanPolicy.DELETE);
                look(sim.newProcess(), requests.dry(usual));
                sim.time.pass(Duration.ofHours(5));
                pass();
                if (choices.happens("strays are written anew", 300)) {
                    sim.actors.rewriteStrays();
                    sim.time.pass(Duration.ofHours(80));
                }
                look(sim.newProcess(), requests.dry(usual));
                if (choices.happens("a pause before it is applied", 600)) {
                    sim.time.pass(Duration.ofHours(5));
                    pass();
                }
                deed(Deed.APPLY, 0);
                deed(Deed.UNDO, 0);
            }
            case 2 -> {
                OrphanPolicy[] policies = {OrphanPolicy.QUARANTINE, OrphanPolicy.TAG};
                usual = requests.about(policies[choices.pick("which policy", 2)]);
                Incarnation first = sim.newProcess();
                first.listingBreaks = choices.happens("the listing breaks", 200);
                look(first, usual.toBuilder().apply().build());
                pass();
                deed(Deed.UNDO, 0);
                pass();
                deed(Deed.UNDO, 1);
            }
            case 3 -> {
                usual = requests.some();
                look(sim.newProcess(), requests.dry(usual));
                pass();
                deed(Deed.APPLY, 0);
                pass();
                deed(Deed.UNDO, 0);
            }
            case 4 -> {
                usual = requests.some().toBuilder()
                        .apply()
                        .recovered(RecoveryPolicy.RESTORE_STATUS)
                        .build();
                look(sim.newProcess(), usual);
                for (Row row : List.copyOf(sim.table.rows())) {
                    if (row.isMarked() && choices.happens("back: " + row.id(), 600)) {
                        sim.bucket.put("restorer", row.original(), row.size(), Sim.contentOf(row.original()));
                    }
                }
                pass();
                look(sim.newProcess(), usual);
            }
            default -> {}
        }
    }

    private void deed(Deed deed, int runsBefore) {
        List<RunId> runs = sim.disk.runs();
        if (runs.size() > runsBefore) {
            act(sim.newProcess(), deed, runs.get(runs.size() - 1 - runsBefore));
        }
    }

    private void pass() {
        Duration[] pauses = {
            Duration.ofMinutes(2), Duration.ofHours(1), Duration.ofHours(5), Duration.ofDays(1), Duration.ofDays(4)
        };
        sim.time.pass(pauses[choices.pick("pause", pauses.length)]);
        for (int i = 0; i < 4; i++) {
            sim.actors.perhaps("pause", sim.actRate * 8);
        }
    }

    /** Somebody starts an engine while another is at work. */
    void actMeanwhile() {
        boolean interrupted = Thread.interrupted();
        Incarnation second = sim.newProcess();
        second.isSecond = true;
        if (choices.happens("a read misses its object", 400)) {
            sim.counts.action("READ_TIME_HOOK");
            look(second, requests.suspected());
        } else {
            sim.counts.action("SECOND_ENGINE");
            act(second);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void act(Incarnation process) {
        RunId run = someRun();
        Deed deed = run == null ? Deed.RUN : deed(run);
        if (deed == Deed.RUN || run == null) {
            look(process);
        } else {
            act(process, deed, run);
        }
    }

    private void act(Incarnation process, Deed deed, RunId run) {
        JournalEntry.Begun begun = sim.disk.begun(run);
        if (begun == null) {
            return; // killed before its first line was safe: nobody knows of it
        }
        process.request = begun.request();
        Engines engines = new Engines(process);
        if (choices.happens("an engine of another bucket", 30)) {
            process.isElsewhere = true;
            process.bucket = engines.quiteAnotherBucket();
        }
        switch (deed) {
            case APPLY -> apply(engines, process, begun);
            case RESUME -> {
                process.kind = begun.kind();
                process.isResuming = true;
                process.mayChange =
                        begun.kind() != RunKind.RECONCILE || begun.request().isApplying();
                process.guardrails = sim.limitsOf.get(run);
                engines.operate("resume", engine -> engine.resume(run));
            }
            case UNDO -> {
                process.kind = RunKind.UNDO;
                process.mayChange = true;
                sim.totals.undone(run);
                engines.operate("undo", engine -> engine.undo(run));
            }
            default ->
                engines.tell("clear", engine -> {
                    engine.clear(run, "the operator");
                });
        }
    }

    private Deed deed(RunId run) {
        boolean ended = sim.disk.ended(run) != null;
        int usually = choices.pick("deed", 10);
        if (!ended) {
            return usually < 6 ? Deed.RESUME : usually < 8 ? Deed.UNDO : Deed.RUN;
        }
        return switch (usually) {
            case 0, 1, 2 -> Deed.RUN;
            case 3, 4, 5, 6 -> Deed.APPLY;
            case 7 -> Deed.UNDO;
            case 8 -> Deed.CLEAR;
            default -> Deed.RESUME;
        };
    }

    private @Nullable RunId someRun() {
        List<RunId> runs = sim.disk.runs();
        return runs.isEmpty() ? null : runs.get(runs.size() - 1 - choices.seldom("an earlier run", 300, runs.size()));
    }

    private void look(Incarnation process) {
        ReconcileRequest request = usual;
        if (request == null || choices.happens("another request", 300)) {
            request = requests.some();
        } else if (choices.happens("the other way", 300)) {
            request = request.isApplying()
                    ? request.toBuilder().dryRun().build()
                    : request.toBuilder().apply().build();
        }
        usual = request;
        look(process, request);
    }

    private void look(Incarnation process, ReconcileRequest asked) {
        process.request = asked;
        process.mayChange = asked.isApplying();
        Engines engines = new Engines(process);
        boolean guarded = asked.guardrails().equals(Guardrails.DEFAULT)
                && !asked.isTargeted()
                && asked.filter().isEmpty()
                && asked.coversTheSameAs(ReconcileRequest.dryRun())
                && asked.limit().isEmpty()
                && asked.cursor().isEmpty()
                && sim.table.rows().size() >= 8; // one or two rows may well be all that is wrong
        if (choices.happens("wrong bucket from the start", sim.surroundRate) && guarded) {
            process.bucket = engines.quiteAnotherBucket();
            process.met(Fault.BUCKET_WRONG_FROM_THE_START, "the start");
        }
        if (choices.happens("everything exists from the start", sim.surroundRate)) {
            process.lasting.add(Fault.EVERYTHING_EXISTS);
            process.met(Fault.EVERYTHING_EXISTS, "the start");
        }
        engines.operate("run", engine -> engine.run(asked));
    }

    private void apply(Engines engines, Incarnation process, JournalEntry.Begun begun) {
        process.kind = RunKind.APPLY;
        process.mayChange = true;
        engines.operate("apply", engine -> {
            ApplyRequest request = toApply(engine, process, begun);
            RunReport report = engine.apply(request);
            if (process.tampered) {
                sim.oracle.violated("H107", "applied a plan with a line that was changed");
            }
            return report;
        });
    }

    private ApplyRequest toApply(ReconcileEngine engine, Incarnation process, JournalEntry.Begun begun) {
        RunId run = begun.run();
        Plan whole = engine.plan(run, choices.happens("as CSV", 500) ? Plan.Form.CSV : Plan.Form.JSON_LINES);
        Plan plan = choices.happens("reviewed", 400) ? reviewed(whole, process) : whole;
        ApplyRequest request = plan == whole ? ApplyRequest.of(run) : ApplyRequest.of(plan);
        if (begun.request().orphanPolicy() == OrphanPolicy.DELETE && !choices.happens("unconfirmed", 150)) {
            try {
                request = request.confirmDeletion(engine.confirmation(plan));
                process.confirmed = true;
            } catch (IllegalArgumentException nothingToDelete) {
                sim.trace.line(sim.time.now(), process.name, "no confirmation: " + nothingToDelete.getMessage());
            }
        }
        if (choices.happens("accepts the counts", 300)) {
            RunReport report = engine.report(run);
            long marks = report.marks().proposed() + choices.seldom("one more", 100, 2);
            long objects = report.orphanChanges().proposed()
                    + report.uploads().aborts().proposed();
            process.guardrails = Guardrails.DEFAULT.accepting(marks).acceptingOrphans(objects);
            request = request.guardrails(process.guardrails);
        }
        if (choices.happens("findings are old", 200)) {
            request = request.findingTtl(Duration.ofMinutes(1));
        }
        return request;
    }

    private Plan reviewed(Plan whole, Incarnation process) {
        List<String> lines;
        try (var all = whole.lines()) {
            lines = new ArrayList<>(all.toList());
        }
        int number = 0;
        for (var each = lines.iterator(); each.hasNext(); ) {
            each.next();
            number++;
            boolean title = number == 1 && whole.form() == Plan.Form.CSV;
            if (choices.happens("line " + number + " is taken out", 300) && !title) {
                each.remove();
            }
        }
        if (choices.happens("lines are turned round", 200) && whole.form() == Plan.Form.JSON_LINES) {
            Collections.reverse(lines);
        }
        if (choices.happens("a line is changed", 100) && lines.size() > 1) {
            int last = lines.size() - 1;
            String changed = lines.get(last).replaceFirst("r(\\d)", "r1$1");
            process.tampered = !changed.equals(lines.get(last));
            lines.set(last, changed);
        }
        List<String> left = List.copyOf(lines);
        return new Plan(whole.run(), whole.form(), left::stream);
    }
}
