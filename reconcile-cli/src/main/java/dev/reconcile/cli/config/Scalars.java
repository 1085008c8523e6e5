package dev.reconcile.cli.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of single values: how each is read, and how it is called in a message. */
final class Scalars {

    /**
     * One kind.
     *
     * @param expected as in "expected a duration as 72h"
     * @param parse throws if it is none
     */
    record Scalar(String expected, Function<String, Object> parse) {}

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);
    private static final Map<Class<?>, Scalar> KINDS = Map.ofEntries(
            Map.entry(String.class, new Scalar("a text", text -> text)),
            Map.entry(Secret.class, new Scalar("a text", Secret::new)),
            Map.entry(Integer.class, new Scalar("a whole number as 8", text -> Integer.valueOf(whole(text)))),
            Map.entry(Long.class, new Scalar("a whole number as 1000", text -> Long.valueOf(whole(text)))),
            Map.entry(Boolean.class, new Scalar("true or false", Scalars::truth)),
            Map.entry(BigDecimal.class, new Scalar("a number as 0.40", BigDecimal::new)),
            Map.entry(Duration.class, new Scalar("a duration as 90s, 72h or 30d", Durations::parse)),
            Map.entry(ByteSize.class, new Scalar("a size as 50MiB", ByteSize::parse)),
            Map.entry(Share.class, new Scalar("a share as 1% or 0.01", Share::parse)),
            Map.entry(ZoneId.class, new Scalar("a time zone as Europe/Berlin or UTC", ZoneId::of)),
            Map.entry(URI.class, new Scalar("an address as https://s3.example.com", Scalars::address)),
            Map.entry(Path.class, new Scalar("a path as /var/lib/reconcile", Path::of)),
            Map.entry(Pattern.class, new Scalar("a regular expression as [0-9a-f]{32}[.]jpg", Pattern::compile)));

    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return type.isEnum() || KINDS.containsKey(BOXES.getOrDefault(type, type));
    }

    static Scalar of(Class<?> type) {
        if (type.isEnum()) {
            List<String> names = names(type);
            return new Scalar("one of " + String.join(", ", names), text -> constant(type, text));
        }
        Scalar kind = KINDS.get(BOXES.getOrDefault(type, type));
        if (kind == null) {
            throw new IllegalStateException("No single value: " + type);
        }
        return kind;
    }

    /** Of an enum's constants. */
    static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> name((Enum<?>) constant))
                .toList();
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object constant(Class<?> type, String text) {
        for (Object each : type.getEnumConstants()) {
            if (name((Enum<?>) each).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return each;
            }
        }
        throw new IllegalArgumentException("no such constant");
    }

    private static String whole(String text) {
        String plain = text.replace("_", "");
        if (!WHOLE.matcher(plain).matches()) {
            throw new IllegalArgumentException("no whole number");
        }
        return plain;
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("neither");
        };
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        if (!address.isAbsolute() || address.getHost() == null || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("no address");
        }
        return address;
    }
}
