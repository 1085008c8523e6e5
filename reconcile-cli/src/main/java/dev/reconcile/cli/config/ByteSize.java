package dev.reconcile.cli.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes: {@code 50MiB}, {@code 10MB}, {@code 4096}. */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]i?)?b?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Long> UNITS = Map.of(
            "k",
            1_000L,
            "ki",
            1L << 10,
            "m",
            1_000_000L,
            "mi",
            1L << 20,
            "g",
            1_000_000_000L,
            "gi",
            1L << 30,
            "t",
            1_000_000_000_000L,
            "ti",
            1L << 40);

    /** @throws IllegalArgumentException if it is none */
    static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("no size");
        }
        String unit = form.group(2);
        long factor = unit == null ? 1 : UNITS.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L);
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), factor));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("too large", tooLarge);
        }
    }
}
