package dev.reconcile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every contestant over the same bucket and table, round after round, and the medians of the rounds as a Markdown table. Fails if one
 * of them doesn't see exactly the drift that was built in.
 */
public final class EndToEnd {

    private final Arguments arguments;
    private final int rounds;
    private final int concurrency;
    private final int batch;
    private final long sample;
    private final String heap;
    private final List<Long> latencies;
    private final Optional<Path> out;

    private EndToEnd(Arguments arguments) {
        this.arguments = arguments;
        this.rounds = (int) arguments.number("rounds", 5);
        this.concurrency = (int) arguments.number("concurrency", 8);
        this.batch = (int) arguments.number("batch", 1000);
        this.sample = arguments.number("sample", 20_000);
        this.heap = arguments.text("heap", "256m");
        this.latencies = arguments.numbers("latencies", "0,20");
        String file = arguments.text("out", "");
        this.out = file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    }

    /** Takes {@code --sizes 100000,1000000}, {@code --rounds 5}, {@code --latencies 0,20}, {@code --concurrency 8} and others. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        EndToEnd benchmark = new EndToEnd(arguments);
        List<Long> sizes = arguments.numbers("sizes", "100_000,1_000_000");
        Layout layout = Layout.valueOf(arguments.text("layout", Layout.UNIFORM.name()));
        long missingEvery = arguments.number("missing-every", 10_000);
        long orphanEvery = arguments.number("orphan-every", 10_000);
        List<Entrant> entrants = benchmark.entrants();
        arguments.requireNoOthers();
        for (long size : sizes) {
            benchmark.measure(new DataSet(size, layout, missingEvery, orphanEvery), entrants);
        }
    }

    private List<Entrant> entrants() {
        List<String> wanted = Arrays.asList(arguments.text("only", "").split(",", -1));
        List<Entrant> all = new ArrayList<>();
        for (Contestant each : Contestant.values()) {
            all.add(Entrant.of(each, heap));
        }
        all.addAll(Script.all());
        List<Entrant> chosen = all.stream()
                .filter(each -> wanted.equals(List.of("")) || wanted.contains(each.title()))
                .toList();
        for (Entrant each : chosen) {
            each.lacks().ifPresent(what -> say("Skipped: " + each.title() + ", as " + what));
        }
        return chosen.stream().filter(each -> each.lacks().isEmpty()).toList();
    }

    private void measure(DataSet data, List<Entrant> entrants) throws Exception {
        DataSet.Totals totals = data.totals();
        say("Making " + totals.rows() + " rows for " + totals.objects() + " objects");
        try (Bench bench = Bench.start(data)) {
            for (long latency : latencies) {
                bench.store().behave(latency, 0, 0);
                Map<Entrant, List<Trial>> trials = new LinkedHashMap<>();
                for (int round = 1; round <= rounds; round++) {
                    for (Entrant each : entrants) {
                        Trial trial = each.run(bench, bench.setting(concurrency, batch, sampleAt(latency)));
                        requireRight(each, trial, totals);
                        trials.computeIfAbsent(each, first -> new ArrayList<>()).add(trial);
                        say(String.format(
                                Locale.ROOT,
                                "%d items, %d ms, round %d of %d: %s took %.2f s",
                                data.items(),
                                latency,
                                round,
                                rounds,
                                each.title(),
                                trial.wall()));
                    }
                }
                report(data, totals, latency, trials);
            }
        }
    }

    /** A look takes a latency, and a fifth of all rows' looks follow one another. */
    private long sampleAt(long latency) {
        return latency == 0 ? sample : Math.min(sample, 2000);
    }

    private static void requireRight(Entrant entrant, Trial trial, DataSet.Totals totals) {
        Outcome outcome = trial.outcome();
        boolean whole = outcome.rows() < 0 || outcome.rows() >= totals.rows();
        boolean right = (!whole || outcome.missing() < 0 || outcome.missing() == totals.missing())
                && (outcome.orphans() < 0 || outcome.orphans() == totals.orphans())
                && (outcome.objects() < 0 || outcome.objects() >= totals.objects());
        if (!right) {
            throw new IllegalStateException(entrant.title() + " saw " + outcome + " of " + totals);
        }
    }

    private void report(DataSet data, DataSet.Totals totals, long latency, Map<Entrant, List<Trial>> trials)
            throws IOException {
        Table table = new Table(
                "contestant",
                "wall s",
                "± %",
                "at work s",
                "walk s",
                "CPU s",
                "of it compiling",
                "of it GC",
                "peak MiB",
                "requests",
                "store CPU s",
                "database CPU s",
                "cores busy elsewhere",
                "× ours");
        double ours = trials.entrySet().stream()
                .filter(each -> each.getKey().title().equals(Contestant.OURS.title()))
                .mapToDouble(each -> wall(each.getValue(), totals))
                .findFirst()
                .orElse(Double.NaN);
        trials.forEach((entrant, of) -> table.row(row(entrant, of, totals, ours)));
        String text = "\n### " + Table.count(data.items()) + " items, " + data.layout() + ", " + latency
                + " ms a request, concurrency " + concurrency + ", pages of " + batch + " rows, -Xmx" + heap
                + ", median of " + rounds + ", " + Instant.now().truncatedTo(ChronoUnit.MINUTES) + "\n\n"
                + Table.count(totals.rows()) + " rows, " + Table.count(totals.objects()) + " objects, "
                + totals.missing() + " missing, " + totals.orphans() + " orphans.\n\n" + table + floors(trials, totals);
        System.out.println(text);
        if (out.isPresent()) {
            Files.writeString(out.get(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** A sample's time is scaled to all rows. */
    private static double scale(List<Trial> trials, DataSet.Totals totals) {
        long rows = trials.get(0).outcome().rows();
        return rows <= 0 || rows >= totals.rows() ? 1 : (double) totals.rows() / rows;
    }

    private static double wall(List<Trial> trials, DataSet.Totals totals) {
        double more = scale(trials, totals) - 1;
        return Trial.median(trials, each -> each.wall() + more * each.outcome().walkSeconds());
    }

    /** The compiler has no more to do for more rows. */
    private static double cpu(List<Trial> trials, DataSet.Totals totals) {
        double more = scale(trials, totals) - 1;
        return Trial.median(
                trials,
                each -> each.outcome().cpuSeconds()
                        + more * (each.outcome().cpuSeconds() - each.outcome().compileSeconds()));
    }

    private List<String> row(Entrant entrant, List<Trial> of, DataSet.Totals totals, double ours) {
        double scale = scale(of, totals);
        double wall = wall(of, totals);
        double walk = Trial.median(of, each -> each.outcome().walkSeconds());
        return List.of(
                entrant.title()
                        + (scale == 1
                                ? ""
                                : " (scaled from "
                                        + Table.count(of.get(0).outcome().rows()) + " rows)"),
                Table.number(wall),
                String.valueOf(Math.round(100 * Trial.spread(of))),
                Table.number(Trial.median(
                        of,
                        each -> each.outcome().seconds()
                                + (scale - 1) * each.outcome().walkSeconds())),
                walk == 0 ? "–" : Table.number(walk),
                Table.number(cpu(of, totals)),
                Table.number(Trial.median(of, each -> each.outcome().compileSeconds())),
                Table.number(Trial.median(of, each -> each.outcome().collectSeconds())),
                Table.count(Math.round(Trial.median(of, each -> each.outcome().peakKib() / 1024.0))),
                Table.count(Math.round(
                        scale * Trial.median(of, each -> each.requests().requests()))),
                Table.number(scale * Trial.median(of, Trial::storeSeconds)),
                Table.number(scale * Trial.median(of, Trial::databaseSeconds)),
                Table.number(Trial.median(of, Trial::othersBusy)),
                Table.number(wall / ours));
    }

    /** Wall times depend on what else the machine does; CPU times much less so. */
    private static String floors(Map<Entrant, List<Trial>> trials, DataSet.Totals totals) {
        Map<String, List<Trial>> of = new LinkedHashMap<>();
        trials.forEach((entrant, its) -> of.put(entrant.title(), its));
        List<Trial> ours = of.get(Contestant.OURS.title());
        List<Trial> list = of.get(Contestant.LIST_SDK.title());
        List<Trial> scan = of.get(Contestant.SCAN_JDBC.title());
        if (ours == null || list == null || scan == null) {
            return "";
        }
        double wall = wall(ours, totals);
        double cpu = Trial.median(ours, each -> each.outcome().cpuSeconds());
        return String.format(
                Locale.ROOT,
                "%nOurs takes %.2f × the wall time of the larger floor (%s), and %.2f × the CPU time of both floors.%n",
                wall / Math.max(wall(list, totals), wall(scan, totals)),
                wall(list, totals) > wall(scan, totals) ? "list-sdk" : "scan-jdbc",
                cpu
                        / (Trial.median(list, each -> each.outcome().cpuSeconds())
                                + Trial.median(scan, each -> each.outcome().cpuSeconds())));
    }

    static void say(String text) {
        System.err.println("==> " + text);
    }
}
