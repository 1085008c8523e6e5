package dev.reconcile.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Sizes, times and counts as people read them. */
final class Wording {

    private static final String UNITS = "KMGTPE";

    private Wording() {}

    /** The two largest units: {@code 3 d 4 h}, {@code 12 s}. */
    static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** In binary units, with one decimal: {@code 1.5 MiB}. */
    static String bytes(long size) {
        if (size < 1024) {
            return size + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(size)) / 10;
        return String.format(Locale.ROOT, "%.1f %ciB", (double) size / (1L << (unit * 10)), UNITS.charAt(unit - 1));
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** With its noun: {@code 1 row}, {@code 1,200 rows}. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ").replace("Z", " UTC");
    }
}
