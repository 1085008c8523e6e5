package dev.reconcile.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.RecordState;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.report.HtmlReport;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.testkit.HostileKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H98, H99: a browser is shown all that a name can hold, in each place that shows a name, and runs nothing of it. */
class HostileReportBrowserTest {

    private static final List<String> MARKUP = List.of(
            "<script>document.title='owned'</script>",
            "</script><script>document.title='owned'</script>",
            "<!--<script>",
            "<img src=x onerror=document.title='owned'>",
            "<svg/onload=document.title='owned'>",
            "\"><iframe src=\"javascript:alert(1)\">",
            "' autofocus onfocus='alert(1)",
            "javascript:alert(1)",
            "http://192.0.2.1/pixel.png",
            "url(http://192.0.2.1/x)",
            "</title><link rel=stylesheet href=http://192.0.2.1/x.css>",
            "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
            "<base href=http://192.0.2.1/>",
            "<form action=http://192.0.2.1/><input name=q id=q>",
            "{{constructor.constructor('alert(1)')()}}",
            "__proto__",
            "constructor",
            "a\u0000b\u001b[2J\r\nc",
            "\u202Egnp.exe\u202C",
            "a\u2028b\u2029c",
            "=HYPERLINK(\"http://192.0.2.1/\",\"x\")",
            "+1+1",
            "-1+1",
            "@SUM(1)",
            "\t=1+1",
            "\uFF1D1+1",
            "\uD83D\uDE00\u0301\u0301\u0301");

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static Path report;
    private static int count;

    @BeforeAll
    static void openBrowser() throws IOException {
        assumeTrue(Chromium.isInstalled(), "no Chromium: scripts/chromium installs it");
        chromium = Chromium.start();
        List<Finding> findings = new ArrayList<>();
        Set<String> names = new TreeSet<>(HostileKeys.all());
        names.addAll(MARKUP);
        names.forEach(name -> findings.addAll(findings(name)));
        count = findings.size();
        report = folder.resolve("hostile.html");
        HtmlReport.of(report(findings), findings::stream)
                .comparedWith(
                        ReportExample.earlierReport(), () -> findings.stream().skip(50))
                .writeTo(report);
    }

    private static List<Finding> findings(String name) {
        ObjectKey key = ObjectKey.of(name);
        RecordState state = new RecordState(name, name, ReportExample.OUTAGE, Map.of(name, name, "x" + name, name));
        Reference reference = new Reference(new RecordId(name), name, key, OptionalLong.of(1), true);
        StoredObject object = new StoredObject(key, 1, name, ReportExample.OUTAGE, name);
        return List.of(
                new Finding.Missing(reference, state),
                new Finding.Mismatch(reference, state, object, new Difference(name, name, name)),
                new Finding.Orphan(object));
    }

    /** With every name of the corpus of markup where a report has room for names. */
    private static RunReport report(List<Finding> findings) {
        RunReport of = ReportExample.report(findings, ReportExample.NOW, "20261103T030000Z-1f47a1c0");
        String all = String.join(" ", MARKUP);
        return new RunReport(
                of.runId(),
                of.kind(),
                of.of(),
                Optional.of(all),
                false,
                RunState.INCOMPLETE,
                of.strategy(),
                all,
                all,
                of.startedAt(),
                of.took(),
                of.timings(),
                of.kinds(),
                of.records(),
                of.roles(),
                of.objects(),
                of.unusable(),
                of.marks(),
                of.restores(),
                of.purges(),
                of.orphanChanges(),
                of.uploads(),
                MARKUP.stream()
                        .map(each -> new RunReport.NotApplied(each, ChangeOutcome.FAILED, each))
                        .toList(),
                all,
                of.requests(),
                MARKUP,
                MARKUP,
                List.of(),
                Optional.of(new RecordId(all)));
    }

    @AfterAll
    static void closeBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void nothingRunsAndNothingIsAskedForAndNoElementIsMade() {
        chromium.requests();
        chromium.console();
        chromium.colorScheme("light");
        chromium.open(report);
        pageSize(1_000);
        for (int page = 0; page * 1_000 < count; page++) {
            everyDetail();
            chromium.click(".pages [data-to=next]");
        }
        pageSize(50);
        everyPrefix();

        assertThat(chromium.dialog()).isEmpty();
        assertThat(chromium.requests()).containsExactly(report.toUri().toString());
        assertThat(chromium.console()).isEmpty();
        assertThat(chromium.text("return document.title")).startsWith("Incomplete: ");
        assertThat(chromium.texts("return [...document.querySelectorAll('body *')].map(e => e.localName)"))
                .doesNotContain("img", "iframe", "link", "base", "object", "embed", "meta");
        assertThat(chromium.texts("return [...document.scripts].map(s => s.type + s.id)"))
                .containsExactly("application/jsonfacts", "application/jsonrows", "");
        assertThat(
                        chromium.texts(
                                "return [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name)"
                                        + ".filter(n => n.startsWith('on') || n === 'srcset' || n === 'formaction' || n === 'srcdoc')"))
                .isEmpty();
        assertThat(
                        chromium.texts(
                                "return [...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') || e.src)"))
                .allSatisfy(address -> assertThat(address).startsWith("#"));
        assertThat(chromium.number("return document.querySelectorAll('#q').length"))
                .isEqualTo(1);
    }

    private static void pageSize(int rows) {
        chromium.run(
                "const size = document.querySelector('.pages select'); size.value = arguments[0]; size.dispatchEvent(new Event('change'))",
                rows);
    }

    /** Opens the details of some rows of every kind and name. */
    private static void everyDetail() {
        JsonNode odd = chromium.run("const odd = []; const n = document.querySelectorAll('button.more').length;"
                + "for (let i = 0; i < n; i += 7) {"
                + "  document.querySelectorAll('button.more')[i].click();"
                + "  const shown = document.querySelectorAll('button.more')[i].closest('tr').nextElementSibling.textContent;"
                + "  if (/[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]/u.test(shown)) odd.push(shown);"
                + "} return odd");
        assertThat(odd).isEmpty();
    }

    /** Goes into every folder of the treemap's first level and comes back. */
    private static void everyPrefix() {
        long wrong = chromium.number("let wrong = 0; const n = document.querySelectorAll('button.tile').length;"
                + "for (let i = 0; i < n; i++) {"
                + "  document.querySelectorAll('button.tile')[i].click();"
                + "  if (document.querySelector('#count').textContent.startsWith('0 ')) wrong++;"
                + "  const back = document.querySelector('.crumbs button');"
                + "  if (back) back.click();"
                + "} return wrong");
        assertThat(wrong).as("folders under which the table has nothing").isZero();
    }

    @Test
    void whatIsShownHasNoControlOrDirectionCharacters() {
        chromium.colorScheme("light");
        chromium.open(report);

        assertThat(chromium.texts(
                        "const odd = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
                                + "while (walk.nextNode()) {"
                                + "  const n = walk.currentNode;"
                                + "  if (!n.parentElement.closest('script') && /[^\\P{C}\\n]|[\\p{Zl}\\p{Zp}]/u.test(n.data)) odd.push(n.data);"
                                + "} return odd"))
                .isEmpty();
    }

    @Test
    void exportedCsvHasNoFormulaAndExportedJsonEveryKeyAsItIs() throws IOException {
        Path downloads = Files.createDirectory(folder.resolve("hostile"));
        chromium.devtools(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        chromium.colorScheme("light");
        chromium.open(report);

        chromium.click("#csv");
        chromium.click("#json");
        Path csv = downloads.resolve("reconcile-20261103T030000Z-1f47a1c0.csv");
        Path json = downloads.resolve("reconcile-20261103T030000Z-1f47a1c0.json");
        chromium.await("return 0", any -> Files.exists(csv) && Files.exists(json));

        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).as("no line break got in").hasSize(count + 1);
        for (String line : lines) {
            assertThat(line.codePoints().skip(1))
                    .noneMatch(
                            c -> Character.getType(c) == Character.CONTROL || Character.getType(c) == Character.FORMAT);
            assertThat(cells(line)).noneMatch(cell -> !cell.isEmpty() && "=+-@\t\r\uFF1D".indexOf(cell.charAt(0)) >= 0);
        }
        Set<String> exported = new TreeSet<>();
        new ObjectMapper().readTree(json.toFile()).get("findings").forEach(each -> {
            exported.add(each.get("key").asText());
            if (each.get("kind").asText().equals("missing")) {
                assertThat(each.at("/context").size()).isEqualTo(2);
            }
        });
        Set<String> keys = new TreeSet<>(HostileKeys.all());
        keys.addAll(MARKUP);
        assertThat(exported).isEqualTo(keys);
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
