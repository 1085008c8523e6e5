package dev.reconcile.cli.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 72h}, {@code 30d}, {@code 1h30m}, {@code 500ms}, {@code PT1H}. */
final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d|w)");
    private static final Pattern FORM = Pattern.compile("(" + PART.pattern() + "\\s*)+");

    private Durations() {}

    /** @throws IllegalArgumentException if it is none */
    static Duration parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("p")) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException malformed) {
                throw new IllegalArgumentException("no duration", malformed);
            }
        }
        if (!FORM.matcher(lower).matches()) {
            throw new IllegalArgumentException("no duration");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(lower); part.find(); ) {
            sum = sum.plus(of(Long.parseLong(part.group(1)), part.group(2)));
        }
        return sum;
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofDays(7 * amount);
        };
    }
}
