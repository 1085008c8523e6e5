package dev.reconcile.cli.config;

import dev.reconcile.store.ObjectKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.yaml.snakeyaml.error.Mark;

/** What is wrong with a file, by the place where it is wrong. */
final class Problems {

    private record Problem(int line, int column, String text) {}

    private final String file;
    private final Map<String, Mark> places = new HashMap<>();
    private final TreeSet<Problem> found = new TreeSet<>(Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::text));

    Problems(String file) {
        this.file = ObjectKey.escape(file);
    }

    /** Remembers where a key stands. */
    void place(String path, Mark mark) {
        places.put(path, mark);
    }

    /** @param text a clause about the key, or a sentence if there is no key */
    void add(Mark mark, String path, String text) {
        add(mark.getLine() + 1, mark.getColumn() + 1, path, text);
    }

    void add(int line, int column, String path, String text) {
        String key = path.isEmpty() ? "" : ObjectKey.escape(path) + ' ';
        found.add(new Problem(line, column, key + ObjectKey.escape(text)));
    }

    /** At the key, or the nearest one above it that is in the file. */
    void addAt(String path, String text) {
        String above = path;
        while (!places.containsKey(above) && above.contains(".")) {
            above = above.substring(0, above.lastIndexOf('.'));
        }
        Mark mark = places.get(above);
        add(mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, path, text);
    }

    boolean areThere() {
        return !found.isEmpty();
    }

    ConfigurationException exception() {
        List<String> lines = found.stream()
                .map(each -> file + ":" + each.line() + ":" + each.column() + ": " + each.text())
                .toList();
        return new ConfigurationException(lines);
    }
}
