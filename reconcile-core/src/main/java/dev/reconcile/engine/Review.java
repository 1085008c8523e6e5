package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Plan;
import dev.reconcile.store.ObjectKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a reviewer left of a plan against the plan itself: lines may be missing or in another order, but each has to say what the
 * journal says (H107).
 */
final class Review {

    private static final Pattern JSON_NUMBER = Pattern.compile("\\{\"line\":(\\d{1,9}),.*");
    private static final Pattern CSV_NUMBER = Pattern.compile("\"?(\\d{1,9})\"?,.*");

    private record Line(int number, String text) {

        static final Codec<Line> CODEC = new Codec<>() {
            @Override
            public void write(Line line, DataOutput out) throws IOException {
                out.writeInt(line.number);
                Codec.writeText(line.text, out);
            }

            @Override
            public Line read(DataInput in) throws IOException {
                return new Line(in.readInt(), Codec.readText(in));
            }

            @Override
            public int weight(Line line) {
                return 64 + line.text.length();
            }
        };
    }

    private Review() {}

    /**
     * The numbers of the lines that were left.
     *
     * @throws IllegalArgumentException if a line isn't one of the plan's, word for word, or is there twice
     */
    static BitSet selected(Plan reviewed, Findings findings, PlanLines lines, Workspace workspace) {
        BitSet selected = new BitSet();
        try (SpillingSorter<Line> sorter = workspace.sorter(Line.CODEC, Comparator.comparingInt(Line::number))) {
            try (Stream<String> all = reviewed.lines()) {
                all.filter(line -> !isTitles(line)).forEach(line -> sorter.add(new Line(number(reviewed, line), line)));
            }
            try (CloseableIterator<Line> left = sorter.sorted().all();
                    Findings.Numbered planned = findings.numbered()) {
                Line line = next(left);
                while (line != null && planned.hasNext()) {
                    Finding finding = planned.next();
                    if (planned.number() == line.number()) {
                        String said = lines.line(line.number(), finding, reviewed.form());
                        requireSame(reviewed, said, line.text());
                        selected.set(line.number());
                        line = next(left);
                        requireOnce(line, selected);
                    }
                }
                if (line != null) {
                    throw new IllegalArgumentException("Invalid plan: run " + reviewed.run() + " has no line "
                            + line.number() + "; export the plan again and take lines out of that");
                }
            }
        }
        return selected;
    }

    private static boolean isTitles(String line) {
        return line.replace("\"", "").equals(PlanLines.titles());
    }

    private static @Nullable Line next(Iterator<Line> lines) {
        return lines.hasNext() ? lines.next() : null;
    }

    private static int number(Plan plan, String line) {
        Matcher matcher = (plan.form() == Plan.Form.CSV ? CSV_NUMBER : JSON_NUMBER).matcher(line);
        if (!matcher.matches()) {
            throw changed(plan, "a line without its number", line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static void requireSame(Plan plan, String said, String says) {
        boolean same =
                plan.form() == Plan.Form.CSV ? PlanLines.cells(said).equals(PlanLines.cells(says)) : said.equals(says);
        if (!same) {
            throw changed(plan, "a line that was changed", says);
        }
    }

    private static void requireOnce(@Nullable Line line, BitSet selected) {
        if (line != null && selected.get(line.number())) {
            throw new IllegalArgumentException("Invalid plan: line " + line.number() + " is there twice");
        }
    }

    private static IllegalArgumentException changed(Plan plan, String what, String line) {
        String excerpt = ObjectKey.escape(line.length() > 120 ? line.substring(0, 120) + "…" : line);
        return new IllegalArgumentException("Invalid plan of run " + plan.run() + ": it has " + what + ": " + excerpt
                + "; lines may be taken out, but not changed: export the plan again");
    }
}
