package dev.reconcile.cli;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.journal.RunKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** What to do after a run, with the exact command. */
final class NextSteps {

    private final Session session;
    private final RunReport report;
    private final Map<String, String> steps = new LinkedHashMap<>();

    private NextSteps(Session session, RunReport report) {
        this.session = session;
        this.report = report;
    }

    /** Empty if there is nothing to do. */
    static String after(RunReport report, Session session) {
        NextSteps next = new NextSteps(session, report);
        next.collect();
        if (next.steps.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nWhat to do next\n");
        next.steps.forEach((what, command) -> text.append(String.format("  %-42s %s%n", what, command)));
        return text.toString().replace("\r\n", "\n");
    }

    private void collect() {
        String run = report.runId().value();
        if (report.state() == RunState.CANCELLED || report.state() == RunState.INCOMPLETE) {
            step("go on where it stopped", "resume", run);
        }
        report.nextCursor()
                .ifPresent(cursor -> steps.put(
                        "go on with the records that follow",
                        "the same command with --cursor " + Shell.quoted(cursor.value())));
        if (report.kind() == RunKind.UNDO) {
            return;
        }
        if (report.state() == RunState.HALTED) {
            step("look at what was found", "show", run, "--findings");
            step("if it is true drift, accept exactly it", acceptingCommand());
        } else if (report.dryRun()) {
            afterADryRun(run);
        } else if (changed()) {
            step("see what was changed", "show", run, "--changes");
            step("take it back", "undo", run);
        }
    }

    private void afterADryRun(String run) {
        if (found() == 0) {
            return;
        }
        step("see all of it", "show", run, "--findings");
        step("look at it in a browser", "show", run, "--html", "drift.html");
        step("review it line by line", "show", run, "--export", "plan.csv");
        if (report.state() == RunState.CANCELLED) {
            return;
        }
        if (proposed() > 0) {
            step("carry it out", report.guardrails().isEmpty() ? new String[] {"apply", run} : acceptingCommand());
        }
        if (report.objects().orphans() > 0 && report.orphanChanges().proposed() == 0) {
            step("propose to quarantine the orphans", "plan", "--orphans", "quarantine");
        }
        if (report.recovered() > 0 && report.restores().proposed() == 0) {
            step("propose to give recovered rows their status", "plan", "--recovered", "restore_status");
        }
    }

    private String[] acceptingCommand() {
        long records = report.marks().proposed()
                + report.restores().proposed()
                + report.purges().proposed();
        long objects =
                report.orphanChanges().proposed() + report.uploads().aborts().proposed();
        String plan = report.kind() == RunKind.APPLY
                ? report.of().orElseThrow().value()
                : report.runId().value();
        boolean applies = report.dryRun() || report.kind() == RunKind.APPLY;
        String accept =
                (records > 0 ? "--accept " + records + " " : "") + (objects > 0 ? "--accept-orphans " + objects : "");
        return applies
                ? new String[] {"apply", plan, accept.strip()}
                : new String[] {"apply", "--execute", accept.strip()};
    }

    private void step(String what, String... command) {
        steps.put(what, session.command(command));
    }

    private long found() {
        return report.missing()
                + report.mismatched()
                + report.recovered()
                + report.expired()
                + report.objects().orphans()
                + (report.kinds().contains(FindingKind.UPLOAD)
                        ? report.uploads().listed()
                        : 0);
    }

    private long proposed() {
        return report.marks().proposed()
                + report.restores().proposed()
                + report.purges().proposed()
                + report.orphanChanges().proposed()
                + report.uploads().aborts().proposed();
    }

    private boolean changed() {
        return report.marks().applied()
                        + report.restores().applied()
                        + report.orphanChanges().applied()
                        + report.uploads().aborts().applied()
                > 0;
    }
}
