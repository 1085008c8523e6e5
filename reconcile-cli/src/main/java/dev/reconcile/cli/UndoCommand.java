package dev.reconcile.cli;

import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.UndoRequest;
import dev.reconcile.journal.RunKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back what a run changed. */
@Command(
        name = "undo",
        description =
                "Takes back what a run changed, where nobody has written since: rows get their status and message again, quarantined"
                        + " objects go back to their place.",
        footer = {
            "",
            "Examples:",
            "  reconcile undo last --dry-run",
            "  reconcile undo 20261122T031500Z-5b37a1c0",
            "  reconcile undo last --only record:17 --only object:images/17.jpg"
        })
final class UndoCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "RUN",
            description = "The run that changed things: its id, the beginning or end of that, or 'last'.")
    private String run = Runs.LAST;

    @Option(names = "--dry-run", description = "Only says what would be taken back, and what not and why.")
    private boolean dryRun;

    @Option(
            names = "--only",
            paramLabel = "ITEM",
            description = "Only this, as show --changes names it: record:17, object:images/17.jpg. Up to 1000 times.")
    private List<String> only = List.of();

    private final Session session;

    UndoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            RunId id = work.runs()
                    .named(
                            run,
                            each -> each.kind() != RunKind.UNDO
                                    && each.request().isApplying(),
                            "run that changed anything");
            UndoRequest asked =
                    only.isEmpty() ? UndoRequest.of(id) : UndoRequest.of(id).only(only);
            UndoRequest request = dryRun ? asked.dryRun() : asked;
            RunReport report = work.run(engine -> engine.undo(request));
            Ending.show(report, work.runs(), session);
            return ExitCode.ofChange(report).number();
        }
    }
}
