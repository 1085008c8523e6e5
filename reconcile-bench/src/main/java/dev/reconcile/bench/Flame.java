package dev.reconcile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import one.convert.Main;

/**
 * Where a contestant's CPU time goes: a flame graph as HTML, and its top frames as text. The samples are JFR's, every 10 ms of threads that
 * run; the compiler's and the collector's work isn't among them.
 */
public final class Flame {

    private static final int FRAMES = 25;

    /** Whether a frame was compiled, inlined or interpreted. */
    private static final Pattern FRAME_TYPE = Pattern.compile("_\\[.]");

    /** Native methods are sampled too, and so they are where a thread waits in one. */
    private static final String WAITING = "sun.nio.ch.(Net.poll|EPoll.wait|Net.accept).*";

    private Flame() {}

    /** Takes {@code --contestant OURS}, {@code --items 1000000}, {@code --latency 0}, and {@code --out} without its ending. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        Contestant contestant = Contestant.valueOf(arguments.text("contestant", Contestant.OURS.name()));
        DataSet data = DataSet.of(arguments);
        long latency = arguments.number("latency", 0);
        int concurrency = (int) arguments.number("concurrency", 8);
        int batch = (int) arguments.number("batch", 1000);
        String heap = arguments.text("heap", "256m");
        Path out = Path.of(arguments.text("out", "flame-" + contestant.title()));
        arguments.requireNoOthers();
        Path recording = Files.createTempFile("reconcile-bench-", ".jfr");
        try (Bench bench = Bench.start(data)) {
            bench.store().behave(latency, 0, 0);
            Trial trial = bench.run(
                    Contestant.class,
                    List.of("--contestant", contestant.name()),
                    bench.setting(concurrency, batch, 20_000),
                    heap,
                    List.of(
                            "-XX:StartFlightRecording=settings=profile,filename=" + recording,
                            "-Xlog:jfr+startup=off"));
            convert(recording, out, contestant.title() + ", " + Table.count(data.items()) + " items");
            System.out.printf(
                    Locale.ROOT,
                    "%n%s, %s items, %d ms a request: %.1f s of CPU time%n%n%s",
                    contestant.title(),
                    Table.count(data.items()),
                    latency,
                    trial.outcome().cpuSeconds(),
                    Files.readString(beside(out, ".md")));
        } finally {
            Files.deleteIfExists(recording);
        }
    }

    private static Path beside(Path out, String ending) {
        return out.resolveSibling(out.getFileName() + ending);
    }

    private static void convert(Path recording, Path out, String title) throws IOException {
        Path collapsed = Files.createTempFile("reconcile-bench-", ".collapsed");
        try {
            Main.convert(
                    recording.toString(),
                    collapsed.toString(),
                    new one.convert.Arguments("--norm", "--dot", "--exclude", WAITING, "--output", "collapsed"));
            Main.convert(
                    recording.toString(),
                    beside(out, ".html").toString(),
                    new one.convert.Arguments(
                            "--norm", "--dot", "--simple", "--title", title, "--minwidth", "0.3", "--output", "html"));
            Files.writeString(beside(out, ".md"), topFrames(Files.readAllLines(collapsed)));
        } finally {
            Files.deleteIfExists(collapsed);
        }
    }

    /** @param stacks as {@code outer;inner;innermost 12} */
    static String topFrames(List<String> stacks) {
        Map<String, Long> areas = new HashMap<>();
        Map<String, Long> own = new HashMap<>();
        Map<String, Long> withCalled = new HashMap<>();
        long total = 0;
        for (String line : stacks) {
            int space = line.lastIndexOf(' ');
            long samples = Long.parseLong(line.substring(space + 1));
            List<String> frames = List.of(
                    FRAME_TYPE.matcher(line.substring(0, space)).replaceAll("").split(";", -1));
            total += samples;
            areas.merge(Area.titleOf(frames), samples, Long::sum);
            own.merge(frames.get(frames.size() - 1), samples, Long::sum);
            new HashSet<>(frames).forEach(frame -> withCalled.merge(frame, samples, Long::sum));
        }
        return total + " samples, by what they are for:\n\n" + table("area", areas, total, area -> true)
                + "\nMethods of this library, with what they call:\n\n"
                + table("method", withCalled, total, frame -> frame.startsWith("dev.reconcile."))
                + "\nMethods by themselves:\n\n" + table("method", own, total, frame -> true);
    }

    private static Table table(String title, Map<String, Long> samples, long total, Predicate<String> shown) {
        Table table = new Table(title, "samples", "%");
        samples.entrySet().stream()
                .filter(each -> shown.test(each.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(FRAMES)
                .forEach(each -> table.row(List.of(
                        title.equals("area") ? each.getKey() : "`" + each.getKey() + "`",
                        String.valueOf(each.getValue()),
                        String.format(Locale.ROOT, "%.1f", 100.0 * each.getValue() / total))));
        return table;
    }
}
