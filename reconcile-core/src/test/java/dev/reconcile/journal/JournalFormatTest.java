package dev.reconcile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalFormatTest {

    private static final String HOSTILE = hostile();

    /** Every ASCII character and whatever breaks lines, terminals and encodings. */
    private static String hostile() {
        StringBuilder text = new StringBuilder();
        for (char c = 0; c < 0xa0; c++) {
            text.append(c);
        }
        return text + "\u2028\u2029\u202e\ufeff\uffff\ue000\u00e9\uD83D\uDE00\uDE00\uD83D </script>\r\n\uD800";
    }

    static List<JournalEntry> all() {
        return Entries.all();
    }

    private static void assertRoundTrip(JournalEntry entry) {
        String line = JournalFormat.line(entry);
        assertThat(line.chars()
                        .filter(c -> Character.isISOControl(c) || c == 0x2028 || Character.isSurrogate((char) c)))
                .as("characters that could break a line in %s", line)
                .isEmpty();
        JournalEntry back = JournalFormat.entry(line);
        if (entry instanceof JournalEntry.Begun begun) {
            assertSame((JournalEntry.Begun) back, begun);
        } else {
            assertThat(back).isEqualTo(entry);
        }
        assertThat(JournalFormat.line(back)).as("the same line again").isEqualTo(line);
    }

    private static void assertSame(JournalEntry.Begun actual, JournalEntry.Begun expected) {
        assertThat(actual).usingRecursiveComparison().ignoringFields("request").isEqualTo(expected);
        assertThat(settings(actual.request())).isEqualTo(settings(expected.request()));
    }

    /** What every getter says, so that a new one is looked at too. */
    private static Map<String, String> settings(ReconcileRequest request) {
        Map<String, String> settings = new TreeMap<>();
        Arrays.stream(ReconcileRequest.class.getMethods())
                .filter(method -> method.getDeclaringClass() == ReconcileRequest.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0)
                .filter(method -> !method.getName().equals("toBuilder"))
                .forEach(getter -> settings.put(getter.getName(), value(getter, request)));
        settings.put("flags", String.valueOf(request.keyPattern().map(Pattern::flags)));
        return settings;
    }

    private static String value(Method getter, ReconcileRequest request) {
        try {
            return String.valueOf(getter.invoke(request));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyKindOfEntryRoundTrips(JournalEntry entry) {
        assertRoundTrip(entry);
    }

    @Test
    void everyKindIsAmongTheEntries() {
        assertThat(Entries.all().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(JournalEntry.class.getPermittedSubclasses());
        assertThat(Entries.changes().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Change.class.getPermittedSubclasses());
        assertThat(Entries.findings().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(kindsOfFindings());
    }

    private static Class<?>[] kindsOfFindings() {
        return Arrays.stream(Finding.class.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? Arrays.stream(kind.getPermittedSubclasses()) : Stream.of(kind))
                .toArray(Class<?>[]::new);
    }

    @Test
    void everySettingOfARequestRoundTrips() {
        Map<String, String> usual = settings(ReconcileRequest.dryRun());
        Map<String, String> every = settings(Entries.everySetting());
        every.putAll(differing(usual, settings(Entries.restricted())));
        every.putAll(differing(usual, settings(Entries.targeted())));
        assertThat(differing(usual, every))
                .as("settings that aren't the default")
                .hasSameSizeAs(usual);
        List.of(
                        Entries.everySetting(),
                        Entries.restricted(),
                        Entries.targeted(),
                        ReconcileRequest.dryRun(),
                        ReconcileRequest.applying())
                .forEach(request -> assertRoundTrip(Entries.begun(request)));
    }

    private static Map<String, String> differing(Map<String, String> from, Map<String, String> settings) {
        Map<String, String> differing = new TreeMap<>(settings);
        differing.entrySet().removeAll(from.entrySet());
        return differing;
    }

    @Test
    @DisplayName("H41, H98: control characters, half pairs and line ends round-trip, and none stands in a line")
    void hostileTextRoundTrips() {
        String wellFormed = HOSTILE.replaceAll("[\uD800-\uDFFF]", "") + "\uD83D\uDE00";
        ObjectKey key = ObjectKey.of(wellFormed);
        RecordId id = new RecordId(HOSTILE);
        Reference reference = new Reference(id, HOSTILE, key, OptionalLong.of(Long.MAX_VALUE), true);
        Map<String, String> context = Map.of(wellFormed, HOSTILE, "", "");
        Instant at = Instant.MAX;
        assertRoundTrip(new JournalEntry.Found(
                Integer.MIN_VALUE,
                new Finding.Missing(reference, new RecordState(HOSTILE, HOSTILE, null, context)),
                List.of(new Look(HOSTILE, HOSTILE, Instant.MIN))));
        assertRoundTrip(new JournalEntry.Done("record:" + HOSTILE, ChangeOutcome.FAILED, HOSTILE, at, "", HOSTILE, at));
        assertRoundTrip(new JournalEntry.Intended(
                new Change.MarkRecord(new Mark(id, HOSTILE, "", List.of(reference), HOSTILE)), List.of(), -1, at));
        assertRoundTrip(new JournalEntry.Cleared("x".repeat(25_000_000), at));
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        String line = JournalFormat.line(Entries.all().get(1));
        String longer = line.replace("\"fence\"", "\"later\":{\"a\":[1,{}]},\"fence\"");
        assertThat(longer).isNotEqualTo(line);
        assertThat(JournalFormat.entry(longer)).isEqualTo(Entries.all().get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "17",
                "{}",
                "{\"entry\":\"resumed\"}",
                "{\"entry\":\"unheard-of\"}",
                "{\"entry\":\"cleared\",\"by\":\"x\",\"at\":\"yesterday\"}",
                "{\"entry\":\"cleared\",\"by\":\"x\",\"at\":\"2026-11-03T08:15:00Z\"} {}",
                "{\"entry\":\"done\",\"item\":\"a\",\"outcome\":\"ODD\",\"message\":null,\"changed_at\":null,"
                        + "\"version\":null,\"detail\":\"\",\"at\":\"2026-11-03T08:15:00Z\"}",
                "\u0000\u0000\u0000",
                "\u001b[2Jx"
            })
    void aDamagedLineIsRefusedWithAdvice(String line) {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> JournalFormat.entry(line, "Line 7 of journal x"))
                .withMessageContaining("Line 7 of journal x")
                .withMessageContaining("restore")
                .withNoCause()
                .satisfies(refused ->
                        assertThat(refused.getMessage().chars()).as("H98").noneMatch(Character::isISOControl));
    }

    @Test
    void everyFieldHasToBeThere() {
        for (JournalEntry entry : Entries.all()) {
            String line = JournalFormat.line(entry);
            String last = line.substring(0, line.lastIndexOf(",\"")) + "}";
            assertThatExceptionOfType(JournalException.class).as(last).isThrownBy(() -> JournalFormat.entry(last));
        }
    }

    @Test
    void aRequestWithASettingThatCannotBeIsRefused() {
        String line = JournalFormat.line(Entries.begun(ReconcileRequest.dryRun()));
        for (String wrong : List.of(
                line.replace("\"batch_size\":1000", "\"batch_size\":0"),
                line.replace("\"batch_size\":1000,", ""),
                line.replace("PT72H", "3 days"),
                line.replace("\"AUTO\"", "\"BEST\""))) {
            assertThat(wrong).isNotEqualTo(line);
            assertThatExceptionOfType(JournalException.class).isThrownBy(() -> JournalFormat.entry(wrong));
        }
    }

    @Test
    void aJournalOfALaterFormatSaysWhichVersionIsNeeded() {
        String line = JournalFormat.line(Entries.begun(ReconcileRequest.dryRun()));
        for (String later : List.of(
                line.replace("\"format\":1", "\"format\":2"),
                line.replace("\"format\":1", "\"format\":2").replace("\"holder\"", "\"renamed\""),
                "{\"entry\":\"unheard-of\",\"format\":2}")) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> JournalFormat.entry(later))
                    .withMessageContaining("format 2")
                    .withMessageContaining("newer");
        }
    }
}
