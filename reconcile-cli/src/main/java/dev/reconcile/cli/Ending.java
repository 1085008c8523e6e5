package dev.reconcile.cli;

import dev.reconcile.Plan;
import dev.reconcile.RunReport;
import dev.reconcile.report.JsonReport;
import dev.reconcile.report.TextReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run's end is told: on the screen, and in files that were asked for. */
final class Ending {

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "Writes the plan to be reviewed: CSV, or JSON Lines if the name ends with .jsonl. Lines may be taken out, and the"
                            + " rest applied with: apply --plan FILE.")
    private @Nullable Path export;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page for a browser.")
    private @Nullable Path html;

    /** What is written on the screen. */
    static void show(RunReport report, Runs runs, Session session) {
        if (session.isJson()) {
            session.terminal().out().println(JsonReport.render(report));
        } else {
            session.terminal()
                    .out()
                    .print(TextReport.render(report, () -> runs.history().findings(report.runId())));
            session.terminal().out().print(NextSteps.after(report, session));
        }
    }

    /** Writes the files that were asked for. */
    void write(RunReport report, Work work, Session session) {
        if (export != null) {
            export(report, work.runs(), export, session);
        }
        if (html != null) {
            Page.write(report, null, work, html, session);
        }
    }

    static void export(RunReport report, Runs runs, Path file, Session session) {
        Plan.Form form = file.toString().endsWith(".jsonl") ? Plan.Form.JSON_LINES : Plan.Form.CSV;
        try {
            runs.history().plan(report.runId(), form).writeTo(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("The plan can't be written to " + file, failed);
        }
        session.say("The plan is in " + file + ". Take out what is to be left alone, change nothing else, then: "
                + session.command("apply", "--plan", Shell.quoted(file.toString())));
    }
}
