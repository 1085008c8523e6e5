package dev.reconcile.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A command line of {@code --name value} pairs. */
final class Arguments {

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    private Arguments() {}

    static Arguments of(String... args) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        "Invalid arguments: expected pairs of --name and value, got " + Arrays.toString(args));
            }
            arguments.values.put(args[i].substring(2), args[i + 1]);
        }
        return arguments;
    }

    long number(String name, long otherwise) {
        return Long.parseLong(text(name, String.valueOf(otherwise)).replace("_", ""));
    }

    String text(String name, String otherwise) {
        known.add(name);
        return values.getOrDefault(name, otherwise);
    }

    List<Long> numbers(String name, String otherwise) {
        return Arrays.stream(text(name, otherwise).split(",", -1))
                .map(each -> Long.valueOf(each.trim().replace("_", "")))
                .toList();
    }

    String required(String name) {
        @Nullable String value = values.get(name);
        known.add(name);
        if (value == null) {
            throw new IllegalArgumentException("Missing argument: --" + name);
        }
        return value;
    }

    /** Called when everything was read. */
    void requireNoOthers() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Unknown argument: --" + name + ", expected some of " + known);
            }
        }
    }
}
