package dev.reconcile.bench;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.Strategy;
import dev.reconcile.bench.RequestCounts.Counted;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A store that allows so many requests a second: how much of that the engine uses, and how many requests it wastes. */
public final class Throttling {

    private Throttling() {}

    /** Takes {@code --rates 50,200,1000}, {@code --latency 20}, {@code --concurrency 32} and {@code --seconds 10} for the shortest run. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        List<Long> rates = arguments.numbers("rates", "50,200,1000");
        long latency = arguments.number("latency", 20);
        int concurrency = (int) arguments.number("concurrency", 32);
        long seconds = arguments.number("seconds", 10);
        arguments.requireNoOthers();
        long slowest = rates.stream().mapToLong(Long::longValue).min().orElseThrow();
        DataSet data = new DataSet(slowest * seconds * 1000, Layout.UNIFORM, 50_000, 50_000);
        Table table = new Table(
                "allowed a second",
                "run",
                "state",
                "first to last request s",
                "requests",
                "refused",
                "refused %",
                "of the allowed rate");
        try (Bench bench = Bench.start(data)) {
            Setting setting = bench.setting(concurrency, 500, 0);
            OwnRun.report(setting, request -> request); // warms up
            for (long rate : rates) {
                if (rate == slowest) {
                    table.row(row(bench, setting, rate, latency, "listing", request -> request));
                }
                table.row(row(
                        bench,
                        setting,
                        rate,
                        latency,
                        "looking",
                        request -> request.kinds(FindingKind.MISSING)
                                .strategy(Strategy.PROBE)
                                .limit(Math.toIntExact(rate * seconds))));
            }
        }
        System.out.println("\n### " + latency + " ms a request, " + concurrency + " at once\n\n" + table);
    }

    private static List<String> row(
            Bench bench,
            Setting setting,
            long rate,
            long latency,
            String title,
            UnaryOperator<ReconcileRequest.Builder> change)
            throws IOException {
        EndToEnd.say(title + " at " + rate + " a second");
        long burst = Math.max(1, rate / 10);
        bench.store().behave(latency, (double) rate, burst);
        Counted before = bench.store().counts();
        RunReport report = OwnRun.report(setting, change);
        Counted asked = bench.store().counts().since(before);
        double span = Math.max(1, asked.spanMillis()) / 1e3;
        return List.of(
                String.valueOf(rate),
                title,
                report.state().name(),
                Table.number(span),
                Table.count(asked.requests()),
                Table.count(asked.refused()),
                share((double) asked.refused(), (double) asked.requests()),
                share((double) (asked.requests() - asked.refused() - burst), (double) rate * span));
    }

    private static String share(double part, double whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part / whole);
    }
}
