package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.cost.PriceList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static final int KIND = 0;
    private static final int KEY = 3;
    private static final int STATE = 11;

    private static JsonNode script(String page, String id) throws Exception {
        Matcher script = Pattern.compile(
                        "<script type=\"application/json\" id=\"" + id + "\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(script.find()).as("script %s", id).isTrue();
        return new ObjectMapper().readTree(script.group(1));
    }

    private static List<String> rows(String page) throws Exception {
        List<String> rows = new ArrayList<>();
        script(page, "rows").forEach(row -> rows.add(row.get(KEY).asText() + " " + row.get(STATE)));
        return rows;
    }

    @Test
    void sameInputGivesTheSameBytes() throws Exception {
        Reports reports = Reports.of(5, 5, Reports.missing("1", "a/b"), Reports.orphan("c/d"));

        assertThat(reports.rendered()).isEqualTo(reports.rendered());
    }

    @Test
    void fileHasWhatAWriterGets(@TempDir Path folder) throws Exception {
        Reports reports = Reports.of(5, 5, Reports.missing("1", "bücher/ü"));
        Path file = folder.resolve("report.html");

        reports.html().writeTo(file);

        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(reports.rendered());
    }

    @Test
    void policyLetsInOurScriptAndStyleByTheirHashAndNothingElse() throws Exception {
        String page = Reports.of(5, 5, Reports.missing("1", "a")).rendered();
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertThat(policy.find()).isTrue();
        assertThat(policy.start()).as("before anything it is to hold back").isLessThan(page.indexOf("<style"));
        String directives = policy.group(1).replace("&#39;", "'");

        assertThat(directives)
                .startsWith("default-src 'none'; ")
                .contains(
                        "script-src " + hash(page, "<script>", "</script>"),
                        "style-src " + hash(page, "<style>", "</style>"))
                .contains("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page).doesNotContain(" style=", " onclick=", "http://", "https://");
    }

    private static String hash(String page, String from, String to) throws Exception {
        int start = page.indexOf(from) + from.length();
        String text = page.substring(start, page.indexOf(to, start));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    @Test
    void streamsAreClosedHoweverOftenTheyAreOpened() throws Exception {
        Reports reports = Reports.of(5, 5);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();

        Reports.rendered(HtmlReport.of(reports.report(), () -> stream(open, opened, Reports.missing(3, "a/")))
                .comparedWith(reports.report(), () -> stream(open, opened, Reports.missing(5, "a/"))));

        assertThat(opened).hasValueGreaterThan(2);
        assertThat(open).hasValue(0);
    }

    private static Stream<Finding> stream(AtomicInteger open, AtomicInteger opened, List<Finding> findings) {
        open.incrementAndGet();
        opened.incrementAndGet();
        return findings.stream().onClose(open::decrementAndGet);
    }

    @Test
    void tableIsLimitedFairlyAndSaysSoWhileCountsAreOfAll() throws Exception {
        List<Finding> findings = new ArrayList<>(Reports.missing(9_000, "lost/"));
        for (int i = 0; i < 30; i++) {
            findings.add(Reports.orphan("left/" + i));
        }
        Reports reports = Reports.of(20_000, 20_000, findings.toArray(Finding[]::new));

        String page = Reports.rendered(reports.html().maxFindings(100));

        assertThat(rows(page)).hasSize(100);
        long orphans = 0;
        for (JsonNode row : script(page, "rows")) {
            orphans += row.get(KIND).asInt() == KindCounts.place(FindingKind.ORPHAN) ? 1 : 0;
        }
        assertThat(orphans).as("all of the smaller kind").isEqualTo(30);
        assertThat(page)
                .contains("The table has 100 of 9,030 findings: 8,930 are left out")
                .contains(">9,000</span>");
        assertThat(script(page, "facts").at("/tree/9")).as("folders").hasSize(2);
    }

    @Test
    void aTableOfNoneHasNoKeys() throws Exception {
        String page = Reports.rendered(
                Reports.of(5, 5, Reports.missing("1", "secret.jpg")).html().maxFindings(0));

        assertThat(page).doesNotContain("secret.jpg").contains("1 is left out");
    }

    @Test
    void invalidLimitIsRefused() {
        HtmlReport report = Reports.ofNothing().html();

        assertThatIllegalArgumentException().isThrownBy(() -> report.maxFindings(-1));
    }

    @Test
    void nothingFoundHasNoEmptyCharts() throws Exception {
        assertThat(Reports.of(9, 9).rendered())
                .contains(
                        "Everything that was checked is in order", "<section id=\"checked\"", "<section id=\"safety\"")
                .doesNotContain(
                        "<section id=\"roles\"",
                        "<section id=\"when\"",
                        "<section id=\"findings\"",
                        "href=\"#findings\"");
    }

    @Test
    void comparisonTellsNewGoneAndStillThere() throws Exception {
        Reports now = Reports.of(9, 9, Reports.missing("1", "a"), Reports.missing("2", "b"), Reports.orphan("a"));
        Reports before = Reports.of(9, 9, Reports.missing("1", "a"), Reports.missing("3", "b"), Reports.orphan("z"));
        before.run = Reports.EARLIER;

        String page = Reports.rendered(now.html().comparedWith(before.report(), before.findings::stream));

        assertThat(rows(page)).as("1 new, 2 still there, 3 gone").containsExactly("a 2", "b 1", "a 1", "b 3", "z 3");
        assertThat(page)
                .contains("Since run " + Reports.EARLIER, "<span data-filter=\"state:1\">2</span>")
                .contains("<span data-filter=\"state:2\">1</span>", "<span data-filter=\"state:3\">2</span>");
    }

    @Test
    void whatWasNotLookedForIsNotGone() throws Exception {
        Reports now = Reports.of(9, 0, Reports.missing("1", "a"));
        now.kinds = EnumSet.of(FindingKind.MISSING);
        Reports before = Reports.of(9, 9, Reports.missing("1", "a"), Reports.orphan("z"), Reports.orphan("y"));
        before.run = Reports.EARLIER;

        String page = Reports.rendered(now.html().comparedWith(before.report(), before.findings::stream));

        assertThat(rows(page)).containsExactly("a 2");
        assertThat(page)
                .contains(
                        "2 findings of the earlier run are of kinds that this run didn’t look for; they aren’t counted as gone.");
    }

    @Test
    void comparisonOfAnIncompleteRunOrOfAnotherStoreSaysSo() throws Exception {
        Reports now = Reports.of(9, 9, Reports.missing("1", "a"));
        now.state = dev.reconcile.RunState.INCOMPLETE;
        Reports before = Reports.of(9, 9, Reports.missing("2", "b"));
        before.run = Reports.EARLIER;
        before.store = "s3://other";

        String page = Reports.rendered(now.html().comparedWith(before.report(), before.findings::stream));

        assertThat(page)
                .contains("what is gone may only not have been looked at", "that run was of images and s3://other");
    }

    @Test
    void fewerFindingsThanTheRunCountedAreSaid() throws Exception {
        Reports reports = Reports.of(9, 9, Reports.missing("1", "a"), Reports.missing("2", "b"));

        String page = Reports.rendered(
                HtmlReport.of(reports.report(), () -> reports.findings.stream().limit(1)));

        assertThat(page).contains("The run counted 2 findings and this report was given 1:");
    }

    @Test
    void pricesSayWhatRequestsCost() throws Exception {
        String page = Reports.rendered(Reports.of(9, 9).html().prices(PriceList.AWS_US_EAST_1));

        assertThat(page)
                .contains("The store’s cost at most <strong>&lt; 0.01 USD</strong> (AWS us-east-1, November 2026)");
    }

    @Test
    void unknownSkippedAndConflictStandApart() throws Exception {
        Reports reports = Reports.of(9, 9);
        reports.roles = List.of(new dev.reconcile.RunReport.RoleCounts(
                "original",
                100,
                40,
                0,
                0,
                0,
                0,
                0,
                11,
                20,
                29,
                5,
                3,
                0,
                dev.reconcile.RunReport.VerificationCounts.NONE));

        String page = reports.rendered();

        assertThat(page.substring(page.indexOf("id=\"safety\""), page.indexOf("id=\"run\"")))
                .containsSubsequence(
                        ">Unknown<", ">29 <", ">Skipped<", ">31 <", ">Conflict<", ">5 <", ">Hidden<", ">3 <")
                .doesNotContain("65", "36", "34", "60");
    }
}
