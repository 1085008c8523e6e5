package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When things happened: counts by hour, or by day once there are too many hours to keep, so that memory is bounded. A column of the
 * chart is an hour, a day, a week, a month or a year long, whatever shows the whole time in at most {@value #COLUMNS}. Not thread-safe.
 */
final class Dates {

    static final int COLUMNS = 62;

    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final int KEPT = 20_000;

    private final NavigableMap<Long, KindCounts> counts = new TreeMap<>();
    private long width = HOUR;
    private long all;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** So many from one time up to the next column's. */
    record Column(Instant from, Instant to, KindCounts counts) {

        long count() {
            return counts.all();
        }
    }

    /** The columns of a chart, oldest first and without gaps, and how long each is. */
    record Chart(ChronoUnit unit, List<Column> columns) {}

    void add(FindingKind kind, Instant time) {
        count(counts, Math.floorDiv(time.getEpochSecond(), width) * width).add(kind);
        all++;
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
        if (counts.size() > KEPT) {
            coarsen();
        }
    }

    private void coarsen() {
        width = width == HOUR ? DAY : width * 2;
        NavigableMap<Long, KindCounts> coarse = new TreeMap<>();
        counts.forEach((second, more) ->
                count(coarse, Math.floorDiv(second, width) * width).plus(more));
        counts.clear();
        counts.putAll(coarse);
    }

    private static KindCounts count(Map<Long, KindCounts> in, long second) {
        return in.computeIfAbsent(second, none -> new KindCounts());
    }

    long count() {
        return all;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    /** The day of the most, the earlier of equals. Of one time at least. */
    Column busiest() {
        NavigableMap<Long, KindCounts> days = new TreeMap<>();
        counts.forEach(
                (second, more) -> count(days, Math.floorDiv(second, DAY) * DAY).plus(more));
        Column busiest = null;
        for (Map.Entry<Long, KindCounts> day : days.entrySet()) {
            Instant from = Instant.ofEpochSecond(day.getKey());
            Column column = new Column(from, from.plusSeconds(Math.max(DAY, width)), day.getValue());
            busiest = busiest == null || column.count() > busiest.count() ? column : busiest;
        }
        if (busiest == null) {
            throw new IllegalStateException("There is no time");
        }
        return busiest;
    }

    /** The day of the most, hour by hour; none if hours aren't known any more. Of one time at least. */
    Optional<Chart> busiestByHour() {
        ZonedDateTime day = busiest().from().atZone(ZoneOffset.UTC);
        return width == HOUR
                ? Optional.of(new Chart(ChronoUnit.HOURS, columns(day, day.plusHours(23), ChronoUnit.HOURS)))
                : Optional.empty();
    }

    /** Of one time at least. */
    Chart chart() {
        ZonedDateTime begin = time(counts.firstKey());
        ZonedDateTime end = time(counts.lastKey());
        for (ChronoUnit unit :
                List.of(ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS, ChronoUnit.YEARS)) {
            boolean fits = unit.between(begin(begin, unit), end) < COLUMNS;
            if (fits && (unit != ChronoUnit.HOURS || width == HOUR)) {
                return new Chart(unit, columns(begin, end, unit));
            }
        }
        return new Chart(ChronoUnit.DECADES, columns(begin, end, ChronoUnit.DECADES));
    }

    private List<Column> columns(ZonedDateTime first, ZonedDateTime last, ChronoUnit unit) {
        List<Column> columns = new ArrayList<>();
        for (ZonedDateTime from = begin(first, unit); !from.isAfter(last); from = from.plus(1, unit)) {
            ZonedDateTime to = from.plus(1, unit);
            KindCounts sum = new KindCounts();
            counts.subMap(from.toEpochSecond(), to.toEpochSecond()).values().forEach(sum::plus);
            columns.add(new Column(from.toInstant(), to.toInstant(), sum));
        }
        return columns;
    }

    private static ZonedDateTime begin(ZonedDateTime time, ChronoUnit unit) {
        ZonedDateTime day = time.truncatedTo(ChronoUnit.DAYS);
        return switch (unit) {
            case HOURS -> time.truncatedTo(ChronoUnit.HOURS);
            case WEEKS -> day.with(DayOfWeek.MONDAY);
            case MONTHS -> day.with(TemporalAdjusters.firstDayOfMonth());
            case YEARS -> day.with(TemporalAdjusters.firstDayOfYear());
            case DECADES -> day.with(TemporalAdjusters.firstDayOfYear()).withYear(time.getYear() / 10 * 10);
            default -> day;
        };
    }

    private static ZonedDateTime time(long second) {
        return Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC);
    }
}
