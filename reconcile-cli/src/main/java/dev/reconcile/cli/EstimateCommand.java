package dev.reconcile.cli;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.cost.Estimate;
import dev.reconcile.cost.PriceList;
import dev.reconcile.journal.RunKind;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a run would take. */
@Command(
        name = "estimate",
        description =
                "Says how many requests, how much time and money a run would take. Counts the rows; how many objects there are it takes from the"
                        + " last run, or from --objects.",
        footer = {
            "",
            "Examples:",
            "  reconcile estimate",
            "  reconcile estimate --objects 40000000 --rate 3500",
            "  reconcile estimate --integrity content --bytes 2000000000000"
        })
final class EstimateCommand implements Callable<Integer> {

    @Mixin
    private final Selection selection = new Selection();

    @Option(names = "--objects", paramLabel = "N", description = "How many objects the bucket has.")
    private @Nullable Long objects;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "How large they are together, for runs that read content.")
    private long bytes;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            defaultValue = "20",
            description = "How long a request to the store takes, in milliseconds; default ${DEFAULT-VALUE}.")
    private int latency;

    private final Session session;

    EstimateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            ReconcileRequest request =
                    selection.on(work.configuration().request()).dryRun().build();
            long records = work.connections().catalog().count(request.filter());
            int roles = work.connections().catalog().profile().roles().size();
            Optional<RunReport> last = last(work.runs());
            long references = last.filter(report -> report.records() > 0)
                    .map(report -> Math.round((double) records * report.references() / report.records()))
                    .orElse(records * roles);
            long known = objects != null
                    ? objects
                    : last.map(report -> report.objects().listed())
                            .filter(listed -> listed > 0)
                            .orElse(references);
            PriceList prices = work.configuration().prices();
            Estimate estimate = Estimate.of(
                    request,
                    new Estimate.Scale(records, references, known, bytes),
                    prices.requests(),
                    Duration.ofMillis(latency),
                    Duration.ofMillis(20));
            tell(records, references, known, estimate, prices);
            return ExitCode.OK.number();
        }
    }

    /** The last one that listed the bucket. */
    private static Optional<RunReport> last(Runs runs) {
        return runs.last(run -> run.kind() == RunKind.RECONCILE
                        && run.report()
                                .filter(report -> report.objects().listed() > 0)
                                .isPresent())
                .flatMap(RunSummary::report);
    }

    /** To a hundredth of a cent. */
    static String money(Estimate estimate) {
        return estimate.money()
                .setScale(4, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private void tell(long records, long references, long known, Estimate estimate, PriceList prices) {
        String money = money(estimate);
        RunReport.RequestCounts requests = estimate.requests();
        if (session.isJson()) {
            session.terminal().out().println(Json.estimate(records, references, known, estimate));
            return;
        }
        var out = session.terminal().out();
        out.println("For " + Wording.count(records, "row") + ", " + Wording.count(references, "reference") + ", "
                + Wording.count(known, "object") + ":");
        out.println("  requests  " + Wording.count(requests.lists()) + " lists, " + Wording.count(requests.stats())
                + " looks, " + Wording.count(requests.contentReads()) + " reads of content, "
                + Wording.count(requests.catalogReads()) + " pages of rows");
        out.println(
                "  time      about " + Wording.duration(estimate.time()) + ", by this request's concurrency and rate");
        out.println("  money     " + money + " " + estimate.currency() + " (" + prices.name() + ")");
        out.println("Each difference adds a look or two, each repair a change.");
    }
}
