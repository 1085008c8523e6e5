package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Findings of one direction as a few lines: where most of them are, and what most of them have in common. */
final class DriftText {

    private static final int FOLDERS = 7;
    private static final int VALUES = 10_000;

    /** Fewer have something in common by chance. */
    private static final int FEW = 3;

    private record Folder(String path, PrefixTree.Node node) {}

    private final Survey survey;
    private final Map<String, Long> common = new TreeMap<>();

    private DriftText(RunReport report, Supplier<Stream<Finding>> findings) {
        this.survey = Survey.of(report, findings, Optional.empty());
        Survey.each(findings, this::count);
    }

    /** Without line ends; none if nothing was found. */
    static List<String> lines(RunReport report, Supplier<Stream<Finding>> all, Predicate<Finding> of) {
        DriftText text = new DriftText(report, () -> all.get().filter(of));
        if (text.survey.count() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(text.folders());
        lines.addAll(text.causes());
        return lines;
    }

    private void count(Row row) {
        if (row.finding() instanceof Finding.OfReference of) {
            of.context().forEach((column, value) -> count(column + " = " + value));
        }
    }

    private void count(String value) {
        if (common.containsKey(value) || common.size() < VALUES) {
            common.merge(value, 1L, Long::sum);
        }
    }

    private List<String> folders() {
        List<Folder> shown = new ArrayList<>(List.of(new Folder("", survey.prefixes.root())));
        while (true) {
            Folder widest = shown.stream()
                    .filter(folder -> !folder.node().children.isEmpty())
                    .max(Comparator.comparingLong(folder -> folder.node().count()))
                    .orElse(null);
            if (widest == null || shown.size() - 1 + opened(widest).size() > FOLDERS) {
                break;
            }
            shown.remove(widest);
            shown.addAll(opened(widest));
        }
        if (shown.size() == 1
                && shown.get(0).path().isEmpty()
                && shown.get(0).node().children.size() > FOLDERS) {
            Folder root = shown.remove(0);
            root.node().largest().stream().limit(FOLDERS).forEach(child -> shown.add(new Folder(child.name, child)));
            addRest(shown, "elsewhere", root.node().rest(FOLDERS));
        }
        shown.sort(Comparator.comparingLong((Folder folder) -> folder.node().count())
                .reversed());
        List<String> lines = new ArrayList<>(List.of("  where"));
        shown.forEach(folder -> lines.add(line(folder)));
        return lines;
    }

    private static List<Folder> opened(Folder folder) {
        List<Folder> children = new ArrayList<>();
        folder.node().children.forEach((name, child) -> children.add(new Folder(folder.path() + name, child)));
        addRest(children, folder.path(), folder.node().rest(Integer.MAX_VALUE));
        return children;
    }

    private static void addRest(List<Folder> to, String path, PrefixTree.Node rest) {
        if (rest.count() > 0) {
            to.add(new Folder(path, rest));
        }
    }

    private static String line(Folder folder) {
        String path = folder.path().isEmpty() ? "(no folder)" : ObjectKey.escape(folder.path());
        String bytes = folder.node().bytes > 0 ? ", " + Words.bytes(folder.node().bytes) : "";
        return String.format("    %-40s %s%s", path, Words.count(folder.node().count()), bytes);
    }

    private List<String> causes() {
        List<String> causes = new ArrayList<>();
        when(survey.changedDates, "of these rows were last written on", causes);
        when(survey.writtenDates, "of these objects were written on", causes);
        common.entrySet().stream()
                .filter(each -> isMost(each.getValue(), survey.count()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(FEW)
                .forEach(each -> causes.add(
                        "    " + share(each.getValue(), survey.count()) + " have " + ObjectKey.escape(each.getKey())));
        if (!causes.isEmpty()) {
            causes.add(0, "  in common");
        }
        return causes;
    }

    private static void when(Dates dates, String what, List<String> causes) {
        if (dates.count() < FEW) {
            return;
        }
        Dates.Column busiest = dates.busiest();
        if (isMost(busiest.count(), dates.count())) {
            causes.add("    " + share(busiest.count(), dates.count()) + " " + what + " " + Words.day(busiest.from())
                    + ": what happened then?");
        } else {
            causes.add("    " + Words.count(dates.count()) + " " + what.replace(" on", "") + " between "
                    + Words.day(dates.first()) + " and " + Words.day(dates.last()));
        }
    }

    private static boolean isMost(long some, long all) {
        return some >= FEW && some * 2 > all;
    }

    private static String share(long some, long all) {
        return some == all ? "all " + Words.count(all) : Words.count(some) + " of " + Words.count(all);
    }
}
