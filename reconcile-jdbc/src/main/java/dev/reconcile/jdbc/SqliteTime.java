package dev.reconcile.jdbc;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps in SQLite, which has no type for them: text as its own functions write it, ISO 8601 with or without a zone, and Unix
 * time in seconds or milliseconds.
 */
final class SqliteTime {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    /** As seconds, in the year 5138; as milliseconds, in 1973. So a time is hardly ever taken for an older one. */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private SqliteTime() {}

    /** @return null if it is no time, so that the row counts as too young to judge */
    static @Nullable Instant instant(@Nullable String stored, ZoneId zone) {
        if (stored == null) {
            return null;
        }
        if (NUMBER.matcher(stored).matches()) {
            long number = Long.parseLong(stored);
            return number < FIRST_MILLISECOND ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
        }
        String iso = stored.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
        try {
            return OffsetDateTime.parse(iso.replaceFirst("([+-]\\d\\d)$", "$1:00"))
                    .toInstant();
        } catch (DateTimeException noOffset) {
            return local(iso, zone);
        }
    }

    private static @Nullable Instant local(String iso, ZoneId zone) {
        try {
            LocalDateTime time =
                    iso.length() == 10 ? LocalDate.parse(iso).atTime(23, 59, 59) : LocalDateTime.parse(iso);
            return time.atZone(zone).toInstant();
        } catch (DateTimeException none) {
            return null;
        }
    }

    /** In the form of what stood there before, so that the application can read it. */
    static Object written(Instant time, ZoneId zone, @Nullable String before) {
        String was = before == null ? "" : before;
        if (NUMBER.matcher(was).matches()) {
            return Long.parseLong(was) < FIRST_MILLISECOND ? time.getEpochSecond() : time.toEpochMilli();
        }
        String utc = LOCAL.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        String text = was.endsWith("Z")
                ? utc + "Z"
                : was.matches(".*\\d[+-]\\d\\d(:?\\d\\d)?") && was.length() > 10
                        ? utc + "+00:00"
                        : LOCAL.format(LocalDateTime.ofInstant(time, zone));
        return was.indexOf('T') == 10 ? text.replace(' ', 'T') : text;
    }
}
