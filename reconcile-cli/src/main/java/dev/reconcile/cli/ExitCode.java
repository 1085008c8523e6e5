package dev.reconcile.cli;

import dev.reconcile.RunReport;
import java.util.stream.Stream;

/** How a command ends. The numbers are a promise to scripts. */
public enum ExitCode {
    /** What was asked is done, and no drift is left that it was to find. */
    OK(0),
    /** Everything was looked at, and there is drift. */
    DRIFT(1),
    /** The command or the configuration is wrong; nothing was begun. */
    USAGE(2),
    /** The run didn't come to its end, or couldn't look at everything; it can be resumed. */
    INCOMPLETE(3),
    /** A guardrail stopped the run before its first change. */
    HALTED(4),
    /** The store, the database, the journal or the disk refused. */
    FAILED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Of a run that looked for drift. */
    static ExitCode ofSearch(RunReport report) {
        return switch (report.state()) {
            case COMPLETE -> report.isClean() ? OK : DRIFT;
            case HALTED -> HALTED;
            case INCOMPLETE, CANCELLED -> INCOMPLETE;
        };
    }

    /** Of a run that was to change things: what it couldn't do stays as drift. */
    static ExitCode ofChange(RunReport report) {
        return switch (report.state()) {
            case COMPLETE -> everythingDone(report) ? OK : DRIFT;
            case HALTED -> HALTED;
            case INCOMPLETE, CANCELLED -> INCOMPLETE;
        };
    }

    private static boolean everythingDone(RunReport report) {
        if (report.dryRun()) {
            return report.notApplied().isEmpty();
        }
        return Stream.of(
                        report.marks(),
                        report.restores(),
                        report.purges(),
                        report.orphanChanges(),
                        report.uploads().aborts())
                .allMatch(counts -> counts.applied() + counts.already() == counts.proposed());
    }
}
