package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.cost.PriceList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report as one HTML file for people who would rather look: what the run comes to and what to do next, where the drift is, when it
 * began, how large it is, what it costs, what was checked and what wasn't, and a table of the findings to search, sort, filter and
 * export. It can show what is new since another run, and what is gone.
 *
 * <p>The file is complete in itself and asks no network for anything. What comes from the catalog or the store can't become markup or
 * script in it (H98), and the page's own policy lets no other script run; control and direction characters are shown escaped; exported CSV
 * holds nothing that a spreadsheet takes for a formula (H99). It shows keys and columns of your records: keep it as you keep those.
 *
 * <p>Findings are read as streams, several times, and never held all at once, so memory is bounded however many there are. Charts and
 * counts are of all of them; the table has at most {@value #MAX_FINDINGS}, or {@link #maxFindings}, of which every kind gets a fair part.
 * The same input gives the same bytes. Immutable, and as thread-safe as the streams.
 */
public final class HtmlReport {

    /** How many findings the table has at most, unless told otherwise. */
    public static final int MAX_FINDINGS = 100_000;

    private record Compared(RunReport report, Supplier<Stream<Finding>> findings) {}

    private final RunReport report;
    private final Supplier<Stream<Finding>> findings;
    private final @Nullable Compared compared;
    private final @Nullable PriceList prices;
    private final int maxFindings;

    private HtmlReport(
            RunReport report,
            Supplier<Stream<Finding>> findings,
            @Nullable Compared compared,
            @Nullable PriceList prices,
            int maxFindings) {
        this.report = report;
        this.findings = findings;
        this.compared = compared;
        this.prices = prices;
        this.maxFindings = maxFindings;
    }

    /**
     * @param findings opens a stream of the run's findings, the same each time; it is opened several times and closed each time. Where there
     *     are no more than the report quotes, {@code report.examples()::stream} will do
     */
    public static HtmlReport of(RunReport report, Supplier<Stream<Finding>> findings) {
        return new HtmlReport(report, findings, null, null, MAX_FINDINGS);
    }

    /**
     * Shows what is new since an earlier run, what is gone, and what was found by both. Takes eight bytes of memory for each finding of
     * that run; with more than four million there, the report says that they aren't compared.
     *
     * @param itsFindings as {@link #of} takes them
     */
    public HtmlReport comparedWith(RunReport earlier, Supplier<Stream<Finding>> itsFindings) {
        return new HtmlReport(report, findings, new Compared(earlier, itsFindings), prices, maxFindings);
    }

    /** Says what the orphans cost a month and what the run's requests cost at most. */
    public HtmlReport prices(PriceList list) {
        return new HtmlReport(report, findings, compared, list, maxFindings);
    }

    /**
     * How many findings the table has at most: each takes some 200 bytes of the file, and of the browser's memory several times that.
     *
     * @param limit 0 for none at all, as where keys aren't to be in the table
     */
    public HtmlReport maxFindings(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("Invalid maxFindings: " + limit + ", expected none or more");
        }
        return new HtmlReport(report, findings, compared, prices, limit);
    }

    /**
     * Writes the page, which says that it is UTF-8. The writer is flushed and left open.
     *
     * @throws IOException if it can't be written; and whatever the streams throw
     */
    public void writeTo(Writer out) throws IOException {
        try {
            Optional<Earlier> earlier =
                    Optional.ofNullable(compared).map(run -> Earlier.of(run.report(), run.findings(), report.runId()));
            Survey survey = Survey.of(report, findings, earlier.filter(run -> !run.isTooLarge()));
            TableRows table = new TableRows(report, survey, maxFindings);
            new Page(new Html(out), report, survey, earlier).write(findings, table, Optional.ofNullable(prices));
        } catch (UncheckedIOException unwritable) {
            throw new IOException("The report of run " + report.runId() + " can't be written", unwritable);
        }
        out.flush();
    }

    /**
     * Writes the page into a file, over what is there.
     *
     * @throws IOException if it can't be written; and whatever the streams throw
     */
    public void writeTo(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writeTo(out);
        }
    }
}
