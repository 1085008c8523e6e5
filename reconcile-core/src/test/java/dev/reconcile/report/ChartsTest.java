package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Intervals without gaps or overlaps, and dates within bounds. */
class ChartsTest {

    private static final Instant NOW = Reports.NOW;

    private static Dates dates(Instant... times) {
        Dates dates = new Dates();
        for (Instant time : times) {
            dates.add(FindingKind.ORPHAN, time);
        }
        return dates;
    }

    @Test
    void everyAgeHasOneInterval() {
        for (Duration age : new Duration[] {
            Duration.ZERO,
            Duration.ofMinutes(59),
            Duration.ofHours(1),
            Duration.ofDays(3),
            Duration.ofDays(400),
            Duration.ofDays(20_000)
        }) {
            Bins ages = Bins.ofAges(NOW);
            ages.add(FindingKind.MISSING, NOW.minus(age).getEpochSecond(), 5);
            assertThat(ages.known()).as("%s", age).isEqualTo(1);
        }
        Bins ages = Bins.ofAges(NOW);
        ages.add(FindingKind.MISSING, NOW.minus(Duration.ofHours(1)).getEpochSecond(), 5);
        assertThat(ages.bins().get(1).count())
                .as("one hour is no more under one hour")
                .isEqualTo(1);
        ages.addUnknown(FindingKind.MISSING, 5);
        assertThat(ages.known()).isEqualTo(1);
        assertThat(ages.count()).isEqualTo(2);
    }

    @Test
    void everySizeHasOneInterval() {
        for (long size : new long[] {0, 1, 1023, 1024, 1L << 32, Long.MAX_VALUE - 1}) {
            Bins sizes = Bins.ofSizes();
            sizes.add(FindingKind.ORPHAN, size, size);
            assertThat(sizes.known()).as("%s", size).isEqualTo(1);
        }
    }

    @Test
    void columnsAreAsLongAsShowsTheWholeTime() {
        assertThat(dates(NOW).chart().unit()).isEqualTo(ChronoUnit.HOURS);
        assertThat(dates(NOW, NOW.minus(Duration.ofDays(20))).chart().unit()).isEqualTo(ChronoUnit.DAYS);
        assertThat(dates(NOW, NOW.minus(Duration.ofDays(200))).chart().unit()).isEqualTo(ChronoUnit.WEEKS);
        assertThat(dates(NOW, NOW.minus(Duration.ofDays(1_000))).chart().unit()).isEqualTo(ChronoUnit.MONTHS);
        assertThat(dates(NOW, NOW.minus(Duration.ofDays(9_000))).chart().unit()).isEqualTo(ChronoUnit.YEARS);
        assertThat(dates(NOW, Instant.EPOCH).chart().columns()).hasSizeLessThanOrEqualTo(Dates.COLUMNS);
    }

    @Test
    void columnsHaveNoGapsAndEverythingIsInOne() {
        Dates dates = dates(
                NOW, NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(12)));

        assertThat(dates.chart().columns()).hasSize(31);
        assertThat(dates.chart().columns().stream()
                        .mapToLong(Dates.Column::count)
                        .sum())
                .isEqualTo(4);
        assertThat(dates.busiest().from()).isEqualTo(Instant.parse("2026-10-04T00:00:00Z"));
        assertThat(dates.busiest().count()).isEqualTo(2);
        assertThat(dates.first()).isEqualTo(NOW.minus(Duration.ofDays(30)));
    }

    @Test
    void moreHoursThanCanBeKeptAreCountedByDay() {
        Dates dates = new Dates();
        for (int hour = 0; hour < 30_000; hour++) {
            dates.add(FindingKind.ORPHAN, NOW.minus(Duration.ofHours(hour)));
        }

        assertThat(dates.count()).isEqualTo(30_000);
        assertThat(dates.chart().columns().stream()
                        .mapToLong(Dates.Column::count)
                        .sum())
                .isEqualTo(30_000);
        assertThat(dates.busiest().count()).isEqualTo(24);
    }
}
