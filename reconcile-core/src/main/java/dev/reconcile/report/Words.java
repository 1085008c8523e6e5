package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and kinds as people read them, the same everywhere: English, UTC, powers of 1024. */
final class Words {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 object}, {@code 2 objects}. */
    static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String number = unit == 0 || value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS[unit];
    }

    static String percent(long part, long whole) {
        if (whole == 0) {
            return "–";
        }
        double percent = 100.0 * part / whole;
        if (part > 0 && percent < 0.01) {
            return "< 0.01 %";
        }
        if (part < whole && percent > 99.99) {
            return "> 99.99 %";
        }
        return String.format(Locale.ROOT, percent < 1 && part > 0 ? "%.2f %%" : "%.1f %%", percent);
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    static String minute(Instant time) {
        return MINUTE.format(time) + " UTC";
    }

    static String day(Instant time) {
        return DAY.format(time);
    }

    /** Two decimals; what is less than a cent isn't nothing. */
    static String money(BigDecimal amount, String currency) {
        BigDecimal cent = new BigDecimal("0.01");
        if (amount.signum() > 0 && amount.compareTo(cent) < 0) {
            return "< 0.01 " + currency;
        }
        return String.format(Locale.ROOT, "%,.2f %s", amount.setScale(2, RoundingMode.HALF_UP), currency);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As a heading or a label. */
    static String name(FindingKind kind) {
        return switch (kind) {
            case MISSING -> "Missing";
            case MISMATCH -> "Mismatch";
            case RECOVERED -> "Recovered";
            case ORPHAN -> "Orphan";
            case UPLOAD -> "Unfinished upload";
            case EXPIRED -> "Expired";
        };
    }

    /** What it means. */
    static String meaning(FindingKind kind) {
        return switch (kind) {
            case MISSING -> "a row names an object that isn’t there";
            case MISMATCH -> "the object isn’t what its row says";
            case RECOVERED -> "marked by an earlier run, and its object is back";
            case ORPHAN -> "an object that no row names";
            case UPLOAD -> "an upload that was begun and never finished";
            case EXPIRED -> "marked long ago, and no better";
        };
    }
}
