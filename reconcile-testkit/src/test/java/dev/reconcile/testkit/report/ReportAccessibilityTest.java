package dev.reconcile.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconcile.cost.PriceList;
import dev.reconcile.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the report can be read by screen readers, in contrast, and by whoever doesn't see its colours. In a real browser. */
class ReportAccessibilityTest {

    /** Text whose contrast with what lies behind it is under 4.5 (3 where it is large), as WCAG 2.2 AA has it. */
    private static final String FAINT = """
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const rgba = (colour) => {
              canvas.clearRect(0, 0, 1, 1);
              canvas.fillStyle = colour;
              canvas.fillRect(0, 0, 1, 1);
              return [...canvas.getImageData(0, 0, 1, 1).data];
            };
            const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
              .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
              .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = (element) => {
              for (let e = element; e; e = e.parentElement) {
                const colour = rgba(getComputedStyle(e).backgroundColor);
                if (colour[3] === 255) return colour;
              }
              return rgba(getComputedStyle(document.body).backgroundColor);
            };
            const faint = new Set();
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
              const e = walk.currentNode.parentElement;
              if (walk.currentNode.data.trim() === '' || e.closest('script, noscript, option, .sr') || !e.checkVisibility()) continue;
              const style = getComputedStyle(e);
              const ink = rgba(e.namespaceURI.endsWith('svg') ? style.fill : style.color);
              const [a, b] = [luminance(ink), luminance(behind(e))];
              const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              const size = parseFloat(style.fontSize);
              const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
              if (contrast < needed) faint.add(e.localName + '.' + e.className + ' ' + contrast.toFixed(2) + ' ' + walk.currentNode.data.slice(0, 20));
            }
            return [...faint]
            """;

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static Path report;

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

    private static void open(String scheme) {
        chromium.colorScheme(scheme);
        chromium.size(1280, 900);
        chromium.open(report);
        chromium.run("document.querySelector('button.tile').click(); document.querySelector('button.more').click();"
                + "document.querySelectorAll('details').forEach(d => { d.open = true; })");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textStandsOut(String scheme) {
        open(scheme);

        assertThat(chromium.texts(FAINT)).isEmpty();
    }

    @Test
    void landmarksAndHeadingsTellTheStructure() {
        open("light");

        assertThat(
                        chromium.texts(
                                "return ['header', 'main', 'footer', 'h1', '#findings form[role=search]'].map(s => s + document.querySelectorAll(s).length)"))
                .containsExactly("header1", "main1", "footer1", "h11", "#findings form[role=search]1");
        assertThat(chromium.texts("const skipped = []; let level = 0;"
                        + "for (const h of document.querySelectorAll('h1, h2, h3, h4')) {"
                        + "  const next = Number(h.localName[1]);"
                        + "  if (next > level + 1) skipped.push(h.textContent);"
                        + "  level = next;"
                        + "} return skipped"))
                .as("headings after a skipped level")
                .isEmpty();
        assertThat(
                        chromium.texts(
                                "return [...document.querySelectorAll('section')].filter(s => !document.getElementById(s.getAttribute('aria-labelledby'))).map(s => s.id)"))
                .as("sections without a name")
                .isEmpty();
        assertThat(
                        chromium.text(
                                "return document.documentElement.lang + document.querySelector('#count').getAttribute('aria-live')"))
                .isEqualTo("enpolite");
    }

    /** As the browser tells assistive technology, not as we guess. */
    @Test
    void everythingThatCanBeUsedHasANameAndTablesAreTables() {
        open("light");
        JsonNode nodes =
                chromium.devtools("Accessibility.getFullAXTree", Map.of()).get("nodes");

        int controls = 0;
        for (JsonNode node : nodes) {
            String role = node.at("/role/value").asText();
            if (List.of("button", "link", "combobox", "searchbox", "textbox", "image", "img", "region", "table")
                            .contains(role)
                    && !node.get("ignored").asBoolean()) {
                boolean named =
                        role.equals("table") || !node.at("/name/value").asText().isBlank();
                assertThat(named).as("%s", node).isTrue();
                controls++;
            }
        }
        assertThat(controls).isGreaterThan(100);
        assertThat(chromium.texts(
                        "return [...document.querySelectorAll('table')].filter(t => !t.querySelector('thead th[scope=col]')"
                                + " || !t.querySelector('tbody th[scope=row]')).map(t => t.outerHTML.slice(0, 200))"))
                .as("tables without heads of columns and rows")
                .isEmpty();
        assertThat(
                        chromium.texts(
                                "const seen = new Set(); return [...document.querySelectorAll('[id]')].map(e => e.id).filter(id => seen.has(id) || !seen.add(id))"))
                .as("ids used twice")
                .isEmpty();
    }

    @Test
    void kindsAreToldByMoreThanTheirColour() {
        open("light");

        assertThat(
                        chromium.number(
                                "return [...document.querySelectorAll('#table tbody .kind')].filter(k => k.textContent === '').length"))
                .isZero();
        List<String> shapes = chromium.texts(
                "return ['missing', 'mismatch', 'recovered', 'orphan', 'upload'].map(k => {"
                        + "const s = getComputedStyle(document.querySelector('.legend .k-' + k)); return s.clipPath + s.borderRadius })");
        assertThat(shapes).doesNotHaveDuplicates();
        assertThat(chromium.texts(
                        "return [...document.querySelectorAll('.tile')].map(t => t.getAttribute('aria-label'))"))
                .allSatisfy(name -> assertThat(name).containsPattern(": [\\d,.]+ findings?, [\\d.]+ %; [\\d,]+ "));
    }

    /** By axe-core, where scripts/axe has fetched it or RECONCILE_AXE names its file. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void axeFindsNothing(String scheme) throws IOException {
        Path axe = axe();
        assumeTrue(Files.exists(axe), "no axe-core: scripts/axe fetches it");
        open(scheme);
        chromium.run(Files.readString(axe) + "; window.axe = axe; return 0");

        JsonNode violations =
                chromium.run("return window.axe.run().then(r => r.violations.map(v => v.id + ': ' + v.help + ' '"
                        + " + v.nodes.slice(0, 5).map(n => n.target + ' ' + n.failureSummary).join(' | ')))");

        assertThat(violations).isEmpty();
    }

    private static Path axe() {
        String given = System.getenv("RECONCILE_AXE");
        String cache = System.getenv("XDG_CACHE_HOME");
        return given != null
                ? Path.of(given)
                : Path.of(
                        cache != null ? cache : System.getProperty("user.home") + "/.cache",
                        "reconcile",
                        "axe-core-4.10.3",
                        "axe.min.js");
    }
}
