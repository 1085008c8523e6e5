package dev.reconcile.cli;

import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.report.HtmlReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A run as a page for a browser. */
final class Page {

    private Page() {}

    /** @param earlier a run to compare with; null for none */
    static void write(RunReport report, @Nullable RunId earlier, Work work, Path file, Session session) {
        Runs runs = work.runs();
        HtmlReport page = HtmlReport.of(report, () -> runs.history().findings(report.runId()))
                .prices(work.configuration().prices());
        if (earlier != null) {
            page = page.comparedWith(
                    runs.history().report(earlier), () -> runs.history().findings(earlier));
        }
        try {
            page.writeTo(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("The report can't be written to " + file, failed);
        }
        session.say("The page is in " + file);
    }
}
