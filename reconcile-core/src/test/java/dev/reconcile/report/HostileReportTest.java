package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ChangeOutcome;
import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.RecordState;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.VerificationCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** H98: whatever stands in any text from the catalog, the store or a host, the page has the same elements. */
class HostileReportTest {

    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "-->",
            "]]>",
            "<img src=x onerror=alert(1)>",
            "\" onmouseover=\"alert(1)",
            "' onfocus='alert(1)",
            "javascript:alert(1)",
            "&lt;b&gt; &amp; &#x3c;",
            "{}",
            "a\u0000b\u0007\u001b[31m\r\n\t",
            "\u202Egpj.exe\u202C\u2066\u2069",
            "a\u2028b\u2029c\u0085",
            "=cmd|' /C calc'!A0",
            "__proto__",
            "\uFEFF\u200B\uE000\uFFFF",
            "`${alert(1)}`",
            "</style></title></textarea></noscript>");

    private static final Pattern TAG = Pattern.compile("<[!/a-zA-Z][^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>");

    private static String page(String text) throws Exception {
        Reference reference = new Reference(new RecordId(text), text, ObjectKey.of(text), OptionalLong.of(5), true);
        RecordState state = new RecordState(text, text, Reports.NOW, Map.of(text, text));
        StoredObject object = new StoredObject(ObjectKey.of("in/" + text), 7, text, Reports.NOW, text);
        List<Finding> findings = List.of(
                new Finding.Missing(reference, state),
                new Finding.Mismatch(reference, state, object, new Difference(text, text, text)),
                new Finding.Recovered(reference, state, object, Reports.EARLIER),
                new Finding.Expired(reference, state, Reports.EARLIER, Reports.NOW),
                new Finding.Orphan(object),
                new Finding.Unfinished(new Upload(ObjectKey.of(text), text, Reports.NOW)));
        ChangeCounts changes = new ChangeCounts(1, 1, 1, 0, 0, 0, 0, 0, 0, 0);
        RunReport report = new RunReport(
                Reports.RUN,
                RunKind.RECONCILE,
                Optional.empty(),
                Optional.of(text),
                false,
                RunState.INCOMPLETE,
                Strategy.SWEEP,
                text,
                text,
                Reports.NOW,
                Duration.ofSeconds(1),
                Map.of(),
                EnumSet.allOf(dev.reconcile.FindingKind.class),
                1,
                List.of(new RoleCounts(text, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, VerificationCounts.NONE)),
                new RunReport.ObjectCounts(1, 1, 7, 0, 0, 0, 0, 0, 0, 0, Map.of(text, 7L)),
                new RunReport.UnusableCounts(
                        1,
                        0,
                        0,
                        List.of(new UnusableReference(
                                new RecordId(text), text, UnusableReference.Kind.FOREIGN, text, text))),
                changes,
                ChangeCounts.NONE,
                ChangeCounts.NONE,
                changes,
                RunReport.UploadCounts.NONE,
                List.of(new RunReport.NotApplied(text, ChangeOutcome.FAILED, text)),
                text,
                new RunReport.RequestCounts(1, 1, 1, 1, 1, 1, 1, 1, 0),
                List.of(text),
                List.of(text),
                List.of(),
                Optional.of(new RecordId(text)));
        return Reports.rendered(HtmlReport.of(report, findings::stream));
    }

    private static List<String> elements(String page) {
        String before = page.substring(0, page.indexOf("<script type=\"application/json\" id=\"facts\">"));
        return TAG.matcher(before)
                .results()
                .map(tag -> tag.group().replaceAll("\"[^\"]*\"", "\"\""))
                .toList();
    }

    @Test
    void noTextChangesTheElementsOfThePage() throws Exception {
        for (String hostile : HOSTILE) {
            String harmless = hostile.replaceAll("[^/]", "x"); // with as many folders
            assertThat(elements(page(hostile)))
                    .as("%s", ObjectKey.escape(hostile))
                    .isEqualTo(elements(page(harmless)));
        }
    }

    @Test
    void noControlOrDirectionCharacterIsInThePage() throws Exception {
        for (String hostile : HOSTILE) {
            assertThat(page(hostile).codePoints().filter(c -> c != '\n'))
                    .as("%s", ObjectKey.escape(hostile))
                    .noneMatch(c -> Character.getType(c) == Character.CONTROL
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.LINE_SEPARATOR
                            || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
        }
    }

    @Test
    void dataCannotEndItsScript() throws Exception {
        for (String hostile : HOSTILE) {
            String page = page(hostile);
            String data = page.substring(page.indexOf("id=\"facts\">") + 11, page.indexOf("<script>"));
            assertThat(data.split("<", -1))
                    .as("only the ends and the begin of our own: %s", ObjectKey.escape(hostile))
                    .hasSize(4);
        }
    }

    @Test
    void halvesOfSurrogatePairsAreWritten() throws Exception {
        RecordState state = new RecordState("\uD800", "\uDC00x", Reports.NOW, Map.of("\uDBFF", "\uDBFF"));
        Reference reference =
                new Reference(new RecordId("\uD800"), "original", ObjectKey.of("k"), OptionalLong.empty(), true);
        Reports reports = Reports.of(1, 1, new Finding.Missing(reference, state));

        assertThat(reports.rendered().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .as("UTF-8 without a replaced character")
                .doesNotContain((byte) '\uFFFD')
                .isNotEmpty();
        assertThat(java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(reports.rendered()))
                .isTrue();
    }
}
