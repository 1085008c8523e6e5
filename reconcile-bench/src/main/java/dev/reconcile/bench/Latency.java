package dev.reconcile.bench;

import dev.reconcile.RunReport;
import dev.reconcile.bench.RequestCounts.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the engine's time falls as it asks more at once, at several latencies. In one JVM, warmed up, so that what is compared is waiting
 * and not the start of a JVM.
 */
public final class Latency {

    private Latency() {}

    /** Takes {@code --items 256000}, {@code --latencies 1,10,50,100} and {@code --concurrencies 1,2,4,8,16,32,64}. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        DataSet data = new DataSet(arguments.number("items", 256_000), Layout.UNIFORM, 50_000, 50_000);
        List<Long> latencies = arguments.numbers("latencies", "1,10,50,100");
        List<Long> concurrencies = arguments.numbers("concurrencies", "1,2,4,8,16,32,64");
        int batch = (int) arguments.number("batch", 1000);
        arguments.requireNoOthers();
        try (Bench bench = Bench.start(data)) {
            for (int warming = 0; warming < 3; warming++) {
                OwnRun.run(bench.setting(16, batch, 0));
            }
            for (long latency : latencies) {
                Table table = new Table(
                        "at once", "total s", "at the store s", "requests", "at the store, speed-up", "of linear");
                double one = Double.NaN;
                for (long concurrency : concurrencies) {
                    EndToEnd.say(latency + " ms, " + concurrency + " at once");
                    bench.store().behave(latency, 0, 0);
                    Counted before = bench.store().counts();
                    RunReport report =
                            OwnRun.report(bench.setting(Math.toIntExact(concurrency), batch, 0), request -> request);
                    Counted asked = bench.store().counts().since(before);
                    double atStore = (asked.spanMillis() + latency) / 1e3;
                    one = Double.isNaN(one) ? atStore * concurrency : one;
                    List<String> row = new ArrayList<>();
                    row.add(String.valueOf(concurrency));
                    row.add(Table.number(report.took().toNanos() / 1e9));
                    row.add(Table.number(atStore));
                    row.add(Table.count(asked.requests()));
                    row.add(Table.number(one / atStore));
                    row.add(String.format(Locale.ROOT, "%.0f %%", 100 * one / atStore / concurrency));
                    table.row(row);
                }
                System.out.println(
                        "\n### " + latency + " ms a request, " + Table.count(data.items()) + " items\n\n" + table);
            }
        }
    }
}
