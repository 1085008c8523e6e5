package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts of findings by the interval that a value of theirs falls in. Not thread-safe. */
final class Bins {

    private static final long UNKNOWN = Long.MIN_VALUE;

    /** {@code from} inclusive, {@code to} exclusive. */
    static final class Bin {
        final String label;
        final String note;
        final long from;
        final long to;
        final KindCounts counts = new KindCounts();
        long bytes;

        private Bin(String label, String note, long from, long to) {
            this.label = label;
            this.note = note;
            this.from = from;
            this.to = to;
        }

        long count() {
            return counts.all();
        }
    }

    private final List<Bin> bins = new ArrayList<>();

    private Bins() {}

    /** By age at a time, in seconds since 1970: the younger, the narrower. */
    static Bins ofAges(Instant at) {
        Bins ages = new Bins();
        String[] labels = {
            "under 1 hour",
            "1 to 6 hours",
            "6 to 24 hours",
            "1 to 3 days",
            "3 to 7 days",
            "1 to 4 weeks",
            "1 to 3 months",
            "3 to 12 months",
            "1 to 3 years",
            "over 3 years"
        };
        long[] hours = {1, 6, 24, 72, 168, 672, 2190, 8760, 26_280};
        long now = at.getEpochSecond();
        for (int i = 0; i < labels.length; i++) {
            long from = i < hours.length ? now - Duration.ofHours(hours[i]).toSeconds() + 1 : Long.MIN_VALUE + 1;
            long to = i == 0
                    ? Long.MAX_VALUE
                    : now - Duration.ofHours(hours[i - 1]).toSeconds() + 1;
            String note = i < hours.length ? "since " + date(from - 1, hours[i]) : "before " + date(to - 1, 8760);
            ages.bins.add(new Bin(labels[i], note, from, to));
        }
        ages.bins.add(new Bin("not known", "", UNKNOWN, UNKNOWN + 1));
        return ages;
    }

    private static String date(long second, long hours) {
        Instant time = Instant.ofEpochSecond(second);
        return hours <= 24 ? Words.day(time) + ", " + Words.minute(time).substring(11, 16) : Words.day(time);
    }

    /** By size in bytes; -1 is not known. */
    static Bins ofSizes() {
        Bins sizes = new Bins();
        String[] labels = {
            "0 B",
            "1 B to 1 KiB",
            "1 to 64 KiB",
            "64 KiB to 1 MiB",
            "1 to 16 MiB",
            "16 to 256 MiB",
            "256 MiB to 4 GiB",
            "4 GiB and more"
        };
        int[] powers = {0, 10, 16, 20, 24, 28, 32};
        for (int i = 0; i < labels.length; i++) {
            sizes.bins.add(new Bin(
                    labels[i],
                    "",
                    i == 0 ? 0 : 1L << powers[i - 1],
                    i < powers.length ? 1L << powers[i] : Long.MAX_VALUE));
        }
        sizes.bins.add(new Bin("not known", "", -1, 0));
        return sizes;
    }

    void add(FindingKind kind, long value, long bytes) {
        for (Bin bin : bins) {
            if (value >= bin.from && value < bin.to) {
                bin.counts.add(kind);
                bin.bytes += Math.max(0, bytes);
                return;
            }
        }
        throw new IllegalArgumentException("Invalid value: no interval has " + value);
    }

    void addUnknown(FindingKind kind, long bytes) {
        add(kind, bins.get(bins.size() - 1).from, bytes);
    }

    List<Bin> bins() {
        return bins;
    }

    long count() {
        return bins.stream().mapToLong(Bin::count).sum();
    }

    /** Of those whose value is known. */
    long known() {
        return count() - bins.get(bins.size() - 1).count();
    }
}
