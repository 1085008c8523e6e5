package dev.reconcile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** At 02:00 the clock is set to 03:00. */
    private static final Instant SPRING = Instant.parse("2027-03-27T23:00:00Z");

    /** At 03:00 the clock is set back to 02:00. */
    private static final Instant AUTUMN = Instant.parse("2026-10-24T22:00:00Z");

    private static List<String> firings(String cron, Instant from, int count) {
        CronTimes times = CronTimes.of(cron, BERLIN);
        List<String> firings = new ArrayList<>();
        for (Instant at = from.minusNanos(1); firings.size() < count; ) {
            at = times.next(at).orElseThrow();
            LocalDateTime local = LocalDateTime.ofInstant(at, BERLIN);
            firings.add(local + " " + BERLIN.getRules().getOffset(at));
        }
        return firings;
    }

    @Test
    void aNightlyTimeIsThatOfTheZonesClock() {
        assertThat(firings("0 3 * * *", SPRING, 2))
                .containsExactly("2027-03-28T03:00 +02:00", "2027-03-29T03:00 +02:00");
        assertThat(firings("0 3 * * *", AUTUMN, 2))
                .containsExactly("2026-10-25T03:00 +01:00", "2026-10-26T03:00 +01:00");
    }

    @Test
    void aTimeThatTheClockSkipsDoesNotFire() {
        assertThat(firings("30 2 * * *", SPRING, 2))
                .containsExactly("2027-03-29T02:30 +02:00", "2027-03-30T02:30 +02:00");
        assertThat(firings("0 * * * *", SPRING, 4))
                .containsExactly(
                        "2027-03-28T00:00 +01:00",
                        "2027-03-28T01:00 +01:00",
                        "2027-03-28T03:00 +02:00",
                        "2027-03-28T04:00 +02:00");
    }

    @Test
    void aTimeThatTheClockShowsTwiceFiresOnce() {
        assertThat(firings("30 2 * * *", AUTUMN, 2))
                .containsExactly("2026-10-25T02:30 +02:00", "2026-10-26T02:30 +01:00");
    }

    @Test
    void everyHourIsEveryHour() {
        assertThat(firings("0 * * * *", AUTUMN, 5))
                .containsExactly(
                        "2026-10-25T00:00 +02:00",
                        "2026-10-25T01:00 +02:00",
                        "2026-10-25T02:00 +02:00",
                        "2026-10-25T02:00 +01:00",
                        "2026-10-25T03:00 +01:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30 2 * * *", "0 2 * * *", "0 * * * *", "*/20 * * * *", "15 1-4 * * *", "0 3 * * *"})
    void whatFiresDoesNotDependOnWhenOneAsks(String cron) {
        CronTimes times = CronTimes.of(cron, BERLIN);
        for (Instant from : List.of(SPRING, AUTUMN)) {
            List<Instant> firings = new ArrayList<>();
            Instant end = from.plus(Duration.ofHours(8));
            for (Instant at = from; ; ) {
                at = times.next(at).orElseThrow();
                if (at.isAfter(end)) {
                    break;
                }
                firings.add(at);
            }
            for (Instant asked = from; !asked.isAfter(end); asked = asked.plus(Duration.ofMinutes(5))) {
                Instant now = asked;
                assertThat(times.next(now))
                        .as("next of %s after %s", cron, now)
                        .hasValueSatisfying(next -> assertThat(firings.stream()
                                        .filter(firing -> firing.isAfter(now))
                                        .findFirst()
                                        .orElse(next))
                                .isEqualTo(next));
                assertThat(times.last(now))
                        .as("last of %s at %s", cron, now)
                        .hasValueSatisfying(last -> assertThat(firings.stream()
                                        .filter(firing -> !firing.isAfter(now))
                                        .reduce((one, later) -> later)
                                        .orElse(last))
                                .isEqualTo(last));
            }
        }
    }

    @Test
    void aFiringIsTheLastOneAtItsOwnInstant() {
        CronTimes times = CronTimes.of("0 3 * * *", ZoneOffset.UTC);
        Instant three = Instant.parse("2026-11-03T03:00:00Z");

        assertThat(times.last(three)).contains(three);
        assertThat(times.next(three)).contains(Instant.parse("2026-11-04T03:00:00Z"));
        assertThat(times.next(three.minusNanos(1))).contains(three);
    }

    @ParameterizedTest
    @CsvSource({"'',", "'61 * * * *',", "'* * * *',", "'0 3 * * * *',", "'@daily',", "'0 0 30 2 *', never fires"})
    void whatIsNoExpressionIsRefused(String cron, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronTimes.of(cron, BERLIN))
                .withMessageStartingWith("Invalid cron expression: '")
                .withMessageContaining(why == null ? "" : why);
    }
}
