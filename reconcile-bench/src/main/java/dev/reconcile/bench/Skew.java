package dev.reconcile.bench;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.Strategy;
import dev.reconcile.bench.RequestCounts.Counted;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What becomes of the engine where the catalog says little of where the objects are: beside evenly spread keys, and beside listing alone. */
public final class Skew {

    private Skew() {}

    /** Takes {@code --items 100000}, {@code --latency 20} and {@code --concurrency 16}. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        long items = arguments.number("items", 100_000);
        long latency = arguments.number("latency", 20);
        int concurrency = (int) arguments.number("concurrency", 16);
        arguments.requireNoOthers();
        Map<String, UnaryOperator<ReconcileRequest.Builder>> runs = new LinkedHashMap<>();
        runs.put("everything, orphans looked at", request -> request);
        runs.put("everything, scratch/ is nobody's", request -> request.keyPattern(Pattern.compile("(images|2).*")));
        runs.put(
                "missing only, SWEEP",
                request -> request.kinds(FindingKind.MISSING).strategy(Strategy.SWEEP));
        runs.put("missing only, AUTO", request -> request.kinds(FindingKind.MISSING));
        Table table = new Table(
                "layout",
                "run",
                "total s",
                "at the store s",
                "lists",
                "looks",
                "findings",
                "at the store, × listing alone");
        for (Layout layout : Layout.values()) {
            measure(new DataSet(items, layout, 10_000, 10_000), latency, concurrency, runs, table);
        }
        System.out.println("\n### " + Table.count(items) + " items, " + latency + " ms a request, " + concurrency
                + " at once\n\n" + table);
    }

    private static void measure(
            DataSet data,
            long latency,
            int concurrency,
            Map<String, UnaryOperator<ReconcileRequest.Builder>> runs,
            Table table)
            throws IOException, SQLException {
        try (Bench bench = Bench.start(data)) {
            Setting setting = bench.setting(concurrency, 500, 0);
            OwnRun.report(setting, request -> request.kinds(FindingKind.MISSING).strategy(Strategy.SWEEP)); // warms up
            listing(setting);
            bench.store().behave(latency, 0, 0);
            EndToEnd.say(data.layout() + ": listing alone");
            Outcome floor = listing(setting);
            table.row(List.of(
                    data.layout().name(), "listing alone", Table.number(floor.seconds()), "–", "–", "–", "–", "1.00"));
            for (Map.Entry<String, UnaryOperator<ReconcileRequest.Builder>> each : runs.entrySet()) {
                EndToEnd.say(data.layout() + ": " + each.getKey());
                bench.store().behave(latency, 0, 0);
                Counted before = bench.store().counts();
                RunReport report = OwnRun.report(setting, each.getValue());
                Counted asked = bench.store().counts().since(before);
                double atStore = (asked.spanMillis() + latency) / 1e3;
                table.row(List.of(
                        data.layout().name(),
                        each.getKey(),
                        Table.number(report.took().toNanos() / 1e9),
                        Table.number(atStore),
                        Table.count(asked.lists()),
                        Table.count(asked.heads()),
                        Table.count(report.missing() + report.objects().orphans()),
                        Table.number(atStore / floor.seconds())));
            }
        }
    }

    private static Outcome listing(Setting setting) throws IOException {
        try {
            return Listers.byStore(setting);
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("Listing failed", failed);
        }
    }
}
