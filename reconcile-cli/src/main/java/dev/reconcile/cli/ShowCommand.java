package dev.reconcile.cli;

import dev.reconcile.Change;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.PastChange;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.report.FindingLines;
import dev.reconcile.store.ObjectKey;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run found and did. */
@Command(
        name = "show",
        description = "Shows a run: its report, or all it found or changed. Asks neither the bucket nor the table.",
        footer = {
            "",
            "Examples:",
            "  reconcile show last",
            "  reconcile show last --findings --kind missing --prefix images/2026/",
            "  reconcile show last --findings --csv > findings.csv",
            "  reconcile show 5b37a1c0 --html drift.html --compare 9c01fe22",
            "  reconcile show last --export plan.csv"
        })
final class ShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Its id, the beginning or end of that, or 'last'.")
    private String run = Runs.LAST;

    @Option(names = "--findings", description = "Everything it found, a line each.")
    private boolean findings;

    @Option(names = "--changes", description = "Everything it changed or left alone, a line each.")
    private boolean changes;

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "With --findings: only these kinds: ${COMPLETION-CANDIDATES}.")
    private List<FindingKind> kinds = List.of();

    @Option(names = "--role", paramLabel = "ROLE", description = "With --findings: only of references with this role.")
    private @Nullable String role;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only keys that begin so.")
    private String prefix = "";

    @Option(names = "--search", paramLabel = "TEXT", description = "Only lines with this in them.")
    private String search = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many lines; by default 50 on a terminal, all elsewhere.")
    private @Nullable Long limit;

    @Option(names = "--offset", paramLabel = "N", description = "Leaves out the first so many.")
    private long offset;

    @Option(names = "--csv", description = "With --findings: CSV, for a spreadsheet.")
    private boolean csv;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the report as a page for a browser.")
    private @Nullable Path html;

    @Option(
            names = "--compare",
            paramLabel = "RUN",
            description = "With --html: shows what is new since that run, and what is gone.")
    private @Nullable String compare;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Writes the run's plan to be reviewed: CSV, or JSON Lines if the name ends with .jsonl.")
    private @Nullable Path export;

    private final Session session;

    ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            Runs runs = work.runs();
            RunId id = runs.named(run);
            if (findings) {
                show(runs.history().findings(id), this::isWanted, this::line, csv ? FindingLines.titles() : null);
            } else if (changes) {
                show(runs.history().changes(id), this::isWanted, this::line, null);
            }
            if (html != null || export != null) {
                files(work, runs.history().report(id));
            } else if (!findings && !changes) {
                report(runs, runs.history().summary(id));
            }
            return ExitCode.OK.number();
        }
    }

    private void report(Runs runs, RunSummary summary) {
        RunReport report = summary.report().orElse(null);
        if (report == null) {
            session.terminal()
                    .out()
                    .println("Run " + summary.id() + ", begun " + Wording.time(summary.startedAt()) + " by "
                            + ObjectKey.escape(summary.holder())
                            + ", hasn't ended: it is under way, or was killed. Then go on with it: "
                            + session.command("resume", summary.id().value()));
            return;
        }
        Ending.show(report, runs, session);
    }

    private void files(Work work, RunReport report) {
        if (html != null) {
            Page.write(report, compare == null ? null : work.runs().named(compare), work, html, session);
        }
        if (export != null) {
            Ending.export(report, work.runs(), export, session);
        }
    }

    private <T> void show(Stream<T> all, Predicate<T> wanted, Function<T, String> line, @Nullable String titles) {
        PrintStream out = session.terminal().out();
        boolean paged = limit == null && session.terminal().outIsTerminal();
        long most = limit != null ? limit : paged ? 50 : Long.MAX_VALUE;
        if (titles != null) {
            out.println(titles);
        }
        long[] seen = new long[1];
        try (all) {
            all.filter(wanted)
                    .map(line)
                    .filter(text -> search.isEmpty() || text.contains(search))
                    .forEach(text -> {
                        seen[0]++;
                        if (seen[0] > offset && seen[0] - offset <= most) {
                            out.println(text);
                        }
                    });
        }
        long left = seen[0] - offset - most;
        if (left > 0) {
            session.say(Wording.count(left) + " more of " + Wording.count(seen[0]) + "; go on with --offset "
                    + (offset + most) + ", or say --limit");
        } else if (seen[0] == 0) {
            session.say("There are none.");
        }
    }

    private boolean isWanted(Finding finding) {
        boolean ofRole = role == null
                || (finding instanceof Finding.OfReference of
                        && of.reference().role().equals(role));
        return ofRole
                && (kinds.isEmpty() || kinds.contains(finding.kind()))
                && finding.key().value().startsWith(prefix);
    }

    private boolean isWanted(PastChange change) {
        return prefix.isEmpty() || change.item().startsWith("object:" + prefix);
    }

    private String line(Finding finding) {
        if (session.isJson()) {
            return FindingLines.json(finding);
        }
        if (csv) {
            return FindingLines.csv(finding);
        }
        String of = finding instanceof Finding.OfReference reference
                ? "record " + ObjectKey.escape(reference.recordId().value()) + ": "
                : "";
        return String.format(Locale.ROOT, "%-9s %s%s", finding.kind(), of, finding.message());
    }

    private String line(PastChange change) {
        return session.isJson()
                ? Json.change(change)
                : String.format(
                        Locale.ROOT,
                        "%-10s %-15s %s%s",
                        outcome(change),
                        name(change),
                        ObjectKey.escape(change.item()),
                        change.detail().isEmpty() ? "" : ", " + change.detail());
    }

    static String outcome(PastChange change) {
        return change.outcome()
                .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                .orElse("open");
    }

    /** What was to be done, as plans name it. */
    static String name(PastChange change) {
        Change made = change.change().orElse(null);
        if (made == null) {
            return "none";
        }
        String name = made.getClass().getSimpleName();
        return name.replace("Record", "").replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
