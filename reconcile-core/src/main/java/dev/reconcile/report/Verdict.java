package dev.reconcile.report;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.journal.RunKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run comes to, in plain words.
 *
 * @param headline one line
 * @param next what a person does about it, in order
 */
record Verdict(Tone tone, String headline, String explanation, List<String> next) {

    /** How bad it is. */
    enum Tone {
        GOOD,
        DRIFT,
        DOUBT,
        STOPPED
    }

    static Verdict of(RunReport report) {
        if (report.state() == RunState.HALTED) {
            return halted(report);
        }
        if (report.state() == RunState.CANCELLED) {
            return new Verdict(
                    Tone.STOPPED,
                    "Cancelled: " + found(report),
                    "The run was interrupted. What it found and changed until then is below; it isn’t all.",
                    List.of("Resume run " + report.runId() + ": it goes on where it was stopped."));
        }
        if (report.state() == RunState.INCOMPLETE) {
            return new Verdict(
                    Tone.DOUBT,
                    "Incomplete: " + found(report),
                    "Something could not be looked at. What was found stands, but it may not be all. An error is never taken for a missing object.",
                    List.of(
                            "Mend the cause of the problems above.",
                            "Then resume run " + report.runId() + ", or run again."));
        }
        return report.kind() == RunKind.UNDO ? undone(report) : complete(report);
    }

    private static Verdict halted(RunReport report) {
        long records = report.marks().proposed()
                + report.restores().proposed()
                + report.purges().proposed();
        long objects =
                report.orphanChanges().proposed() + report.uploads().aborts().proposed();
        List<String> next = new ArrayList<>();
        next.add("Look at where the drift is and when it began: one bad afternoon looks"
                + " different from a wrong prefix or an empty listing.");
        next.add("If it isn’t true drift, mend the cause and run again.");
        next.add("If all of it is, accept exactly this number, and no other: "
                + Words.count(records, "change of a record", "changes of records")
                + (objects > 0 ? " and " + Words.count(objects, "of an object", "of objects") : "")
                + ".");
        return new Verdict(
                Tone.STOPPED,
                "Halted before the first change: " + found(report),
                "More is out of order than the guardrails allow. Nothing was changed.",
                next);
    }

    private static Verdict undone(RunReport report) {
        long done = report.marks().applied()
                + report.restores().applied()
                + report.orphanChanges().applied();
        return new Verdict(
                report.notApplied().isEmpty() ? Tone.GOOD : Tone.DRIFT,
                (report.dryRun()
                                ? "What would be taken back of run "
                                : "Taken back: " + Words.count(done, "change", "changes") + " of run ")
                        + report.of().map(Object::toString).orElse("?"),
                report.notApplied().isEmpty()
                        ? "Everything that could be put back was."
                        : "What somebody has written since was left as it is; it is listed below.",
                List.of());
    }

    private static Verdict complete(RunReport report) {
        long judged =
                report.kinds().contains(FindingKind.ORPHAN) ? report.objects().listed() : 0;
        long checked = report.checked() + judged;
        if (report.isClean() && checked > 0 && FindingsSection.counted(report) == 0) {
            return new Verdict(
                    Tone.GOOD,
                    "Everything that was checked is in order",
                    report.references() > report.checked()
                            ? "Not all was checked: what was too young, marked already or not required is counted below."
                            : "",
                    List.of());
        }
        if (FindingsSection.counted(report) == 0) {
            return new Verdict(
                    Tone.DOUBT,
                    "Nothing was checked, so nothing is known",
                    "The run is complete, but nothing was there to look at, or all of it was too young, marked already or not required.",
                    List.of("See the counts under “What was checked”, and the run’s filter, prefix and graces."));
        }
        return drift(report);
    }

    private static Verdict drift(RunReport report) {
        List<String> next = new ArrayList<>();
        if (report.dryRun()) {
            next.add("Look at where the drift is and when it began, and find its cause.");
            next.add("Export the plan of run " + report.runId() + ", take out what isn’t to be done, and apply it.");
            if (!report.guardrails().isEmpty()) {
                next.add("An applying run would halt before its first change, for the limits above.");
            }
            return new Verdict(Tone.DRIFT, found(report), "This was a dry run: nothing was changed.", next);
        }
        long applied = applied(report);
        long failed = proposed(report) - applied;
        if (failed > 0) {
            next.add(Words.count(failed, "proposed change wasn’t", "proposed changes weren’t")
                    + " made: see why under “Changes”.");
        }
        if (applied > 0) {
            next.add("If it was a mistake, undo run " + report.runId()
                    + ": whatever nobody has written since goes back to what it was.");
        }
        return new Verdict(
                Tone.DRIFT,
                found(report),
                applied == 0 ? "Nothing was changed." : Words.count(applied, "change was", "changes were") + " made.",
                next);
    }

    private static long proposed(RunReport report) {
        return report.marks().proposed()
                + report.restores().proposed()
                + report.purges().proposed()
                + report.orphanChanges().proposed()
                + report.uploads().aborts().proposed();
    }

    private static long applied(RunReport report) {
        return report.marks().applied()
                + report.restores().applied()
                + report.purges().applied()
                + report.orphanChanges().applied()
                + report.uploads().aborts().applied();
    }

    private static String found(RunReport report) {
        List<String> parts = new ArrayList<>();
        add(parts, report.missing(), "missing", "missing");
        add(parts, report.mismatched(), "mismatched", "mismatched");
        add(parts, report.objects().orphans(), "orphan", "orphans");
        add(parts, report.recovered(), "recovered", "recovered");
        add(parts, report.expired(), "expired", "expired");
        add(parts, report.uploads().listed(), "unfinished upload", "unfinished uploads");
        return parts.isEmpty() ? "nothing found" : String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String one, String many) {
        if (count > 0) {
            parts.add(Words.count(count, one, many));
        }
    }
}
