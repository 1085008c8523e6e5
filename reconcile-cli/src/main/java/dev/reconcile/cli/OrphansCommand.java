package dev.reconcile.cli;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Change;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.PastChange;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.UndoRequest;
import dev.reconcile.journal.RunKind;
import dev.reconcile.report.FindingLines;
import dev.reconcile.store.ObjectKey;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Objects without a row: which there are, which are in quarantine, and what becomes of them. */
@Command(
        name = "orphans",
        description = "Objects without a row: lists them, brings them back from quarantine, deletes them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OrphansCommand.ListThem.class, OrphansCommand.Restore.class, OrphansCommand.Delete.class})
final class OrphansCommand implements Runnable {

    /** At most so many items go into one undo. */
    private static final int AT_ONCE = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about them? list, restore or delete");
    }

    private static boolean foundOrphans(RunSummary run) {
        return run.kind() == RunKind.RECONCILE && run.request().seeks(FindingKind.ORPHAN);
    }

    /** Those that a run found. */
    @Command(
            name = "list",
            description = "Lists the objects without a row that a run found. Asks neither the bucket nor the table.",
            footer = {
                "",
                "Examples:",
                "  reconcile orphans list",
                "  reconcile orphans list last --csv > orphans.csv",
                "  reconcile orphans list --quarantined"
            })
    static final class ListThem implements Callable<Integer> {

        @Parameters(
                arity = "0..1",
                paramLabel = "RUN",
                description = "The run; by default the last one that looked for orphans.")
        private String run = Runs.LAST;

        @Option(names = "--quarantined", description = "Those that the last applying run, or RUN, put into quarantine.")
        private boolean quarantined;

        @Option(names = "--csv", description = "CSV, for a spreadsheet.")
        private boolean csv;

        private final Session session;

        ListThem(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (Work work = Work.open(session)) {
                Runs runs = work.runs();
                if (quarantined) {
                    quarantined(runs);
                } else {
                    found(runs);
                }
                return ExitCode.OK.number();
            }
        }

        private void found(Runs runs) {
            PrintStream out = session.terminal().out();
            RunId id = runs.named(run, OrphansCommand::foundOrphans, "run that looked for orphans");
            if (csv) {
                out.println(FindingLines.titles());
            }
            try (Stream<Finding> all = runs.history().findings(id)) {
                all.filter(Finding.Orphan.class::isInstance)
                        .map(Finding.Orphan.class::cast)
                        .forEach(orphan -> out.println(line(orphan)));
            }
        }

        private String line(Finding.Orphan orphan) {
            if (session.isJson()) {
                return FindingLines.json(orphan);
            }
            return csv
                    ? FindingLines.csv(orphan)
                    : String.format(
                            Locale.ROOT,
                            "%10s  %-23s  %s",
                            Wording.bytes(orphan.object().size()),
                            orphan.object().lastModified() == null
                                    ? ""
                                    : Wording.time(orphan.object().lastModified()),
                            orphan.key());
        }

        private void quarantined(Runs runs) {
            RunId id = runs.named(
                    run,
                    each -> each.request().isApplying() && each.kind() != RunKind.UNDO,
                    "run that changed anything");
            try (Stream<PastChange> all = runs.history().changes(id)) {
                all.filter(change -> change.change()
                                .filter(Change.Quarantine.class::isInstance)
                                .isPresent())
                        .forEach(change -> session.terminal()
                                .out()
                                .println(session.isJson() ? Json.change(change) : said(change)));
            }
        }

        private static String said(PastChange change) {
            Change.Quarantine quarantine = (Change.Quarantine) change.change().orElseThrow();
            return String.format(
                    Locale.ROOT,
                    "%-10s %s -> %s",
                    ShowCommand.outcome(change),
                    quarantine.object().key(),
                    quarantine.target());
        }
    }

    /** Back from quarantine, tags and delete markers. */
    @Command(
            name = "restore",
            description =
                    "Brings objects back to their place that a run quarantined, and takes back tags and delete markers. Rows that the run"
                            + " marked stay as they are.",
            footer = {
                "",
                "Examples:",
                "  reconcile orphans restore last images/17.jpg images/18.jpg",
                "  reconcile orphans restore 20261122T031500Z-5b37a1c0 --all --dry-run"
            })
    static final class Restore implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "RUN", description = "The run that changed them, or 'last'.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String run;

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "KEY",
                description = "Which objects; their keys as they were.")
        private List<String> keys = List.of();

        @Option(names = "--all", description = "All objects that the run changed, up to " + AT_ONCE + ".")
        private boolean all;

        @Option(names = "--dry-run", description = "Only says what would be brought back.")
        private boolean dryRun;

        private final Session session;

        Restore(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            if (keys.isEmpty() != all) {
                throw new IllegalArgumentException("Which objects? Name their keys, or say --all");
            }
            try (Work work = Work.open(session)) {
                RunId id = work.runs()
                        .named(
                                run,
                                each -> each.request().isApplying() && each.kind() != RunKind.UNDO,
                                "run that changed anything");
                List<String> items = all
                        ? changed(work, id)
                        : keys.stream().map(key -> "object:" + key).toList();
                UndoRequest asked = UndoRequest.of(id).only(items);
                RunReport report = work.run(engine -> engine.undo(dryRun ? asked.dryRun() : asked));
                Ending.show(report, work.runs(), session);
                return ExitCode.ofChange(report).number();
            }
        }

        private static List<String> changed(Work work, RunId id) {
            try (Stream<PastChange> changes = work.runs().history().changes(id)) {
                List<String> items = changes.map(PastChange::item)
                        .filter(item -> item.startsWith("object:"))
                        .limit(AT_ONCE + 1L)
                        .toList();
                if (items.size() > AT_ONCE) {
                    throw new IllegalArgumentException("Run " + id + " changed more than " + AT_ONCE
                            + " objects: name keys, or take back all of the run with: reconcile undo " + id);
                }
                if (items.isEmpty()) {
                    throw new IllegalArgumentException("Run " + id + " changed no object");
                }
                return items;
            }
        }
    }

    /** For good. */
    @Command(
            name = "delete",
            description =
                    "Deletes the objects without a row that a plan proposes to delete, and nothing else of that plan. Without --confirm it only says"
                            + " how many they are, and the code.",
            footer = {
                "",
                "Make the plan first: reconcile plan --orphans delete. Objects are deleted only if two complete runs, hours apart, saw them.",
                "",
                "Examples:",
                "  reconcile orphans delete last",
                "  reconcile orphans delete last --confirm 5b37a1c09c01fe22"
            })
    static final class Delete implements Callable<Integer> {

        @Parameters(
                arity = "0..1",
                paramLabel = "RUN",
                description = "The dry run whose plan it is; by default the last that proposes to delete.")
        private String run = Runs.LAST;

        @Option(names = "--confirm", paramLabel = "CODE", description = "That you have looked at exactly this plan.")
        private @Nullable String confirmation;

        @Mixin
        private final Acceptance acceptance = new Acceptance();

        private final Session session;

        Delete(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (Work work = Work.open(session)) {
                RunId id = work.runs()
                        .named(
                                run,
                                each -> foundOrphans(each)
                                        && each.request().orphanPolicy() == OrphanPolicy.DELETE
                                        && !each.request().isApplying()
                                        && each.report().isPresent(),
                                "dry run that proposes to delete orphans, as plan --orphans delete does");
                ReconcileRequest planned = work.runs().history().summary(id).request();
                if (planned.orphanPolicy() != OrphanPolicy.DELETE) {
                    throw new IllegalArgumentException(
                            "The plan of run " + id + " doesn't propose to delete; make one that does: "
                                    + session.command("plan", "--orphans", "delete"));
                }
                Plan orphans = onlyOrphans(work.runs(), id);
                if (confirmation == null) {
                    return ask(work, orphans);
                }
                ApplyRequest request = ApplyRequest.of(orphans).confirmDeletion(confirmation);
                ApplyRequest accepting =
                        acceptance.isGiven() ? request.guardrails(acceptance.on(planned.guardrails())) : request;
                RunReport report = work.run(engine -> engine.apply(accepting));
                Ending.show(report, work.runs(), session);
                return ExitCode.ofChange(report).number();
            }
        }

        private static Plan onlyOrphans(Runs runs, RunId id) {
            Plan all = runs.history().plan(id, Plan.Form.JSON_LINES);
            return new Plan(
                    id, Plan.Form.JSON_LINES, () -> all.lines().filter(line -> line.contains(",\"kind\":\"orphan\",")));
        }

        private int ask(Work work, Plan orphans) {
            long[] sum = new long[2];
            try (Stream<Finding> all = work.runs().history().findings(orphans.run())) {
                all.filter(Finding.Orphan.class::isInstance)
                        .map(Finding.Orphan.class::cast)
                        .forEach(orphan -> {
                            sum[0]++;
                            sum[1] += orphan.object().size();
                        });
            }
            if (sum[0] == 0) {
                session.say("There are none.");
                return ExitCode.OK.number();
            }
            String code = work.engine().confirmation(orphans);
            PrintStream out = session.terminal().out();
            out.println(Wording.count(sum[0], "object") + " of " + Wording.bytes(sum[1]) + " would be deleted from "
                    + ObjectKey.escape(work.connections().store().profile().identity()) + ".");
            out.println("Look at them: "
                    + session.command("orphans", "list", orphans.run().value()));
            out.println("Then delete them: "
                    + session.command("orphans", "delete", orphans.run().value(), "--confirm", code));
            return ExitCode.DRIFT.number();
        }
    }
}
