package dev.reconcile;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one run: its start, readable, and eight hex digits, three of them the milliseconds and five random, such as
 * {@code 20261103T081500Z-1f47a1c0}. Ids sort by the start of their runs.
 */
public record RunId(String value) implements Comparable<RunId> {

    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    public RunId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "Invalid run id: '" + value + "', expected a form like 20261103T081500Z-5b37a1c0");
        }
    }

    static RunId startingAt(Instant start, RandomGenerator random) {
        return new RunId(START.format(start)
                + String.format("-%03x%05x", Math.floorMod(start.toEpochMilli(), 1000L), random.nextInt(1 << 20)));
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
