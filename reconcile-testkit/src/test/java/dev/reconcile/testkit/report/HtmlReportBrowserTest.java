package dev.reconcile.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.cost.PriceList;
import dev.reconcile.report.HtmlReport;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with the report, in a real browser. Skipped where there is none: scripts/chromium installs it. */
class HtmlReportBrowserTest {

    private static final String ENTER = "\uE007";
    private static final String ESCAPE = "\uE00C";
    private static final String TAB = "\uE004";
    private static final String RIGHT = "\uE014";

    private static final String COUNT = "return document.querySelector('#count').textContent";
    private static final String KEYS =
            "return [...document.querySelectorAll('#table tbody th')].map(th => th.textContent)";
    private static final String FOCUSED = "const a = document.activeElement; return a.id || a.textContent";

    @TempDir
    static Path folder;

    private static Path report;
    private static Chromium chromium;

    @BeforeAll
    static void openBrowser() throws IOException {
        assumeTrue(Chromium.isInstalled(), "no Chromium: scripts/chromium installs it");
        report = folder.resolve("report.html");
        HtmlReport.of(ReportExample.report(), () -> ReportExample.findings().stream())
                .comparedWith(ReportExample.earlierReport(), () -> ReportExample.earlierFindings().stream())
                .prices(PriceList.AWS_US_EAST_1)
                .writeTo(report);
        chromium = Chromium.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openReport() {
        chromium.colorScheme("light");
        chromium.size(1280, 900);
        chromium.open(report);
    }

    /** How many findings the table says it shows. */
    private static int shown() {
        String count = chromium.text(COUNT);
        return Integer.parseInt(count.substring(0, count.indexOf(' ')).replace(",", ""));
    }

    private static void search(String text) {
        chromium.run("const q = document.querySelector('#q'); q.value = ''; q.focus()");
        chromium.type("#q", text);
    }

    private static void choose(String select, String option) {
        chromium.run(
                "const s = document.querySelector(arguments[0]);"
                        + "s.value = [...s.options].find(o => o.text === arguments[1]).value;"
                        + "s.dispatchEvent(new Event('change'))",
                select,
                option);
    }

    @Test
    void searchFindsByKeyRecordAndContext() {
        search("880017");
        chromium.await(COUNT, count -> count.asText().startsWith("1 of "));
        assertThat(chromium.texts(KEYS)).singleElement().asString().contains("img_880017");

        search("acme 2026-10-28");
        chromium.await(COUNT, count -> count.asText().contains(" of "));
        chromium.await(KEYS, keys -> keys.size() == 100);
        assertThat(chromium.texts(KEYS)).allSatisfy(key -> assertThat(key).contains("acme"));

        search("no such thing");
        chromium.await(COUNT, count -> count.asText().startsWith("0 of "));
        assertThat(chromium.text("return document.querySelector('#table tbody').textContent"))
                .startsWith("Nothing matches");
    }

    @Test
    void columnsSortUpDownAndNotAtAll() {
        List<String> unsorted = chromium.texts(KEYS);

        chromium.click("th[data-column=key] button");
        List<String> up = chromium.texts(KEYS);
        assertThat(up).isSorted();
        assertThat(chromium.text("return document.querySelector('th[data-column=key]').ariaSort"))
                .isEqualTo("ascending");

        chromium.click("th[data-column=key] button");
        assertThat(chromium.texts(KEYS)).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(chromium.text("return document.querySelector('th[data-column=key]').ariaSort"))
                .isEqualTo("descending");

        chromium.click("th[data-column=key] button");
        assertThat(chromium.texts(KEYS)).isEqualTo(unsorted);
        assertThat(chromium.number("return document.querySelectorAll('[aria-sort]').length"))
                .isZero();
    }

    @Test
    void numbersInTheChartsAskForWhatTheyCount() {
        chromium.click("#roles tbody tr:nth-child(1) td:nth-child(2) button");

        assertThat(chromium.text("return document.querySelector('#kind').selectedOptions[0].text"))
                .isEqualTo("Missing");
        assertThat(chromium.text("return document.querySelector('#role').selectedOptions[0].text"))
                .isEqualTo("original");
        assertThat(chromium.text(FOCUSED)).as("the heading of the findings").isEqualTo("findings-h");

        // every number in a chart is that of the rows it asks for
        JsonNode wrong = chromium.run("const wrong = [];"
                + "for (const button of document.querySelectorAll('main section:not(#prefixes) button.ask:not(.key)')) {"
                + "  button.click();"
                + "  const shown = document.querySelector('#count').textContent.split(' ')[0];"
                + "  if (shown !== button.textContent) wrong.push(button.closest('section').id + ' ' + button.textContent + ': ' + shown);"
                + "} return wrong");
        assertThat(wrong).isEmpty();
        assertThat(chromium.number("return document.querySelectorAll('button.ask').length"))
                .isGreaterThan(40);
    }

    @Test
    void treemapFiltersByPrefixWithTheMouse() {
        String first = chromium.text("return document.querySelector('button.tile').textContent");
        assertThat(first).startsWith("acme/");

        chromium.click("button.tile");

        assertThat(chromium.text("return document.querySelector('.chip').textContent"))
                .startsWith("Prefix tenants/acme/");
        long expected = ReportExample.findings().stream()
                .filter(finding -> finding.key().value().startsWith("tenants/acme/"))
                .count();
        assertThat(shown()).isEqualTo(expected);
        assertThat(chromium.texts(KEYS)).allSatisfy(key -> assertThat(key).startsWith("tenants/acme/"));
        assertThat(chromium.text("return document.querySelector('.below').textContent"))
                .contains("Show the " + expected + " findings under this prefix");
    }

    @Test
    void treemapHasATableThatSaysTheSameAndGoesTheSameWay() {
        String tiles =
                "return [...document.querySelectorAll('.tile')].map(t => t.getAttribute('aria-label').match(/: ([\\d,]+) /)[1])";
        String table =
                "return [...document.querySelectorAll('#prefix-table tbody td:nth-child(2)')].map(td => td.textContent)";
        assertThat(chromium.texts(table)).hasSizeGreaterThan(10).isEqualTo(chromium.texts(tiles));

        chromium.click("#prefix-table summary");
        chromium.click("#prefix-table tbody tr:nth-child(2) button");

        assertThat(chromium.text("return document.querySelector('.crumbs [aria-current]').textContent"))
                .isEqualTo("globex/");
        assertThat(chromium.texts(table)).isEqualTo(chromium.texts(tiles));
        assertThat(chromium.text("return document.querySelector('#prefix-table tbody button').textContent"))
                .startsWith("tenants/globex/");
    }

    @Test
    void keysWithoutFoldersHaveNoTreemapButATable() throws IOException {
        Path flat = folder.resolve("flat.html");
        List<Finding> findings = List.of(
                new Finding.Orphan(new StoredObject(ObjectKey.of("a.jpg"), 1, "e", ReportExample.OUTAGE, null)),
                new Finding.Orphan(new StoredObject(ObjectKey.of("b.jpg"), 1, "e", ReportExample.OUTAGE, null)));
        HtmlReport.of(ReportExample.report(findings, ReportExample.NOW, "20261103T030000Z-1f47a1c0"), findings::stream)
                .writeTo(flat);

        chromium.open(flat);

        assertThat(chromium.text("return document.querySelector('#treemap').checkVisibility()"))
                .isEqualTo("false");
        assertThat(chromium.text("return document.querySelector('#prefix-table tbody').innerText"))
                .startsWith("keys without a folder")
                .contains("2");
        assertThat(chromium.console()).isEmpty();
    }

    @Test
    void leafOfTheTreemapShowsItsFindings() {
        for (int level = 0; level < 10 && !chromium.text(FOCUSED).equals("findings-h"); level++) {
            chromium.run("document.querySelector('button.tile').click()");
        }

        assertThat(chromium.text(FOCUSED)).isEqualTo("findings-h");
        assertThat(chromium.text("return document.querySelector('.chip').textContent"))
                .matches("Prefix tenants/acme/\\w+/2026/\\d+/ ×");
        assertThat(shown()).isPositive();
    }

    @Test
    void treemapCanBeWalkedWithTheKeyboard() {
        chromium.run("document.querySelector('button.tile').focus()");
        chromium.press(RIGHT);
        assertThat(chromium.text(FOCUSED)).startsWith("globex/");

        chromium.press(ENTER);
        assertThat(chromium.text("return document.querySelector('.crumbs [aria-current]').textContent"))
                .isEqualTo("globex/");
        assertThat(chromium.text(FOCUSED)).as("into the folder").contains("/");
        assertThat(chromium.text("return document.querySelector('.chip').textContent"))
                .startsWith("Prefix tenants/globex/");

        chromium.press(ESCAPE);
        assertThat(chromium.text("return document.querySelector('.crumbs [aria-current]').textContent"))
                .isEqualTo("tenants/");
        chromium.press(TAB);
        assertThat(chromium.text(FOCUSED)).as("one stop for all tiles").startsWith("Show the");
    }

    @Test
    void allCanBeReachedByKeyboardAndIsSeenToHaveTheFocus() {
        chromium.run("document.activeElement.blur()");
        StringBuilder visited = new StringBuilder();
        for (int i = 0; i < 140; i++) {
            chromium.press(TAB);
            visited.append(
                    chromium.text("const a = document.activeElement; return (a.id || a.className || a.tagName) + ' '"));
            if (visited.toString().contains("more")) {
                break;
            }
            assertThat(chromium.text("return getComputedStyle(document.activeElement).outlineStyle"))
                    .as("focus ring on %s", visited)
                    .isNotEqualTo("none");
        }
        assertThat(visited.toString()).contains("skip", "theme", "tile", "q kind role state csv json", "more");
    }

    @Test
    void detailsOpenInPlace() {
        search("880017");
        chromium.await(COUNT, count -> count.asText().startsWith("1 of "));
        chromium.click("button.more");

        assertThat(chromium.text("return document.querySelector('button.more').getAttribute('aria-expanded')"))
                .isEqualTo("true");
        assertThat(chromium.text("return document.querySelector('.details').innerText"))
                .contains("img_880017", "Expected size", "Row changed", "tenant", "acme")
                .doesNotContain("undefined", "null");
    }

    @Test
    void comparisonFiltersNewGoneAndStillThere() {
        long all = chromium.number("return JSON.parse(document.getElementById('rows').textContent).length");
        assertThat(shown())
                .as("what is gone isn't shown at first")
                .isEqualTo(ReportExample.findings().size());
        long sum = 0;
        for (String state : List.of("New", "Still there", "Gone")) {
            choose("#state", state);
            sum += shown();
            assertThat(
                            chromium.texts(
                                    "return [...document.querySelectorAll('#table tbody td:nth-child(2)')].map(td => td.textContent)"))
                    .containsOnly(state);
        }
        assertThat(sum).isEqualTo(all);
        assertThat(all).isGreaterThan(ReportExample.findings().size());
    }

    @Test
    void exportedFilesHoldWhatIsShown() throws IOException {
        Path downloads = Files.createDirectory(folder.resolve("downloads"));
        chromium.devtools(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        choose("#kind", "Mismatch");
        choose("#state", "New");
        int shown = shown();
        String name = "reconcile-" + ReportExample.report().runId();

        chromium.click("#csv");
        List<String> lines = Files.readAllLines(downloaded(downloads.resolve(name + ".csv")));
        assertThat(lines).hasSize(shown + 1);
        assertThat(lines.get(0))
                .endsWith(
                        "kind,compared,role,record,key,size,written,row_changed,status,message,detail,storage_class,etag,context");
        assertThat(lines.get(1)).startsWith("mismatch,new,original,");

        chromium.click("#json");
        JsonNode json = new ObjectMapper()
                .readTree(downloaded(downloads.resolve(name + ".json")).toFile());
        assertThat(json.get("run").asText())
                .isEqualTo(ReportExample.report().runId().value());
        assertThat(json.get("findings")).hasSize(shown).allSatisfy(finding -> {
            assertThat(finding.get("kind").asText()).isEqualTo("mismatch");
            assertThat(finding.at("/context/tenant").asText()).isNotEmpty();
        });
    }

    private static Path downloaded(Path file) {
        chromium.await("return 0", any -> Files.exists(file));
        return file;
    }

    @Test
    void hundredThousandFindingsStayUsable() throws IOException {
        Path large = folder.resolve("large.html");
        RunReport of = ReportExample.report();
        HtmlReport.of(of, () -> ReportExample.many(100_000)).writeTo(large);

        chromium.open(large);

        assertThat(chromium.text(COUNT)).isEqualTo("100,000 findings");
        assertThat(chromium.number("return document.querySelectorAll('#table tbody tr').length"))
                .as("a page of rows, not all")
                .isEqualTo(100);
        search("img_77777.");
        chromium.await(COUNT, count -> count.asText().equals("1 of 100,000 findings"));
        assertThat(chromium.texts(KEYS)).singleElement().asString().contains("img_77777.");
        chromium.click(".chip.clear");
        chromium.click("th[data-column=key] button");
        assertThat(chromium.texts(KEYS)).hasSize(100).isSorted();
        chromium.click(".pages [data-to=last]");
        assertThat(chromium.text("return document.querySelector('.place').textContent"))
                .isEqualTo("Page 1,000 of 1,000");
        choose("#kind", "Orphan");
        assertThat(chromium.text(COUNT)).endsWith(" of 100,000 findings").isNotEqualTo("100,000 findings");
        assertThat(chromium.number("return document.querySelectorAll('*').length"))
                .as("elements on the page")
                .isLessThan(6_000);
        assertThat(chromium.console()).isEmpty();
    }

    @Test
    void darkFollowsTheSystemUntilAPersonChooses() {
        String background = "return getComputedStyle(document.body).backgroundColor";
        String light = chromium.text(background);
        chromium.colorScheme("dark");
        String dark = chromium.text(background);
        assertThat(dark).isNotEqualTo(light);

        choose("#theme", "Light");
        assertThat(chromium.text(background)).isEqualTo(light);
        choose("#theme", "Dark");
        chromium.colorScheme("light");
        assertThat(chromium.text(background)).isEqualTo(dark);
        choose("#theme", "System");
        assertThat(chromium.text(background)).isEqualTo(light);
    }

    @Test
    void printIsLightAndHasNoControls() {
        choose("#theme", "Dark");
        chromium.printMedia();

        assertThat(chromium.text("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(
                        chromium.texts(
                                "return ['.tools', '.contents', '.theme', '.pages'].map(s => getComputedStyle(document.querySelector(s)).display)"))
                .containsOnly("none");
        chromium.run("dispatchEvent(new Event('beforeprint'))");
        assertThat(chromium.number("return document.querySelectorAll('#table tbody tr').length"))
                .isEqualTo(501);
        assertThat(chromium.text("return document.querySelector('#table tbody tr:last-child').textContent"))
                .startsWith("The first 500 of ");
        assertThat(chromium.number("return document.querySelectorAll('details:not([open])').length"))
                .isZero();
        chromium.run("dispatchEvent(new Event('afterprint'))");
        assertThat(chromium.number("return document.querySelectorAll('#table tbody tr').length"))
                .isEqualTo(100);

        choose("#theme", "System");
        assertThat(chromium.pdf()).startsWith("%PDF-".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void narrowPageDoesNotScrollSideways() {
        chromium.size(360, 740);
        chromium.open(report);

        assertThat(chromium.number("return document.documentElement.scrollWidth"))
                .isEqualTo(360);
    }

    @Test
    void everythingButTheTableIsThereWithoutJavaScript() {
        chromium.devtools("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            chromium.open(report);
            // a driver's own questions are still answered
            assertThat(chromium.texts(
                            "return [...document.querySelectorAll('.needs-script')].map(e => String(e.hidden))"))
                    .containsOnly("true");
            assertThat(chromium.text("return document.querySelector('#prefix-table').open"))
                    .isEqualTo("true");
            assertThat(chromium.text("return document.querySelector('#findings noscript').textContent"))
                    .contains("needs JavaScript");
        } finally {
            chromium.devtools("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
    }

    @Test
    void pageAsksNoNetworkForAnythingAndBreaksNoRuleOfItsPolicy() {
        chromium.requests();
        chromium.console();
        chromium.open(report);
        chromium.click("button.tile");

        assertThat(chromium.requests()).containsExactly(report.toUri().toString());
        assertThat(chromium.console()).isEmpty();
    }
}
