package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.store.RequestPrices;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the dashboard, the alerts and the guide name is what a real Prometheus registry shows after real runs, and all of it. */
class MetricsDocumentationTest {

    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
    private static final Pattern SAMPLE = Pattern.compile("(reconcile_\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern SELECTOR = Pattern.compile("(reconcile_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private static final PrometheusMeterRegistry REGISTRY = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** The values of each label of each metric that was scraped. */
    private static final Map<String, Map<String, Set<String>>> SCRAPED = new TreeMap<>();

    @BeforeAll
    static void scrapeAfterRealRuns() {
        Images images = new Images().whole("public", 20).lost("public", 2).orphans(2, 100);
        ReconcileMetrics metrics = ReconcileMetrics.builder(REGISTRY, Images.BUCKET)
                .prices(new RequestPrices("USD", BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE))
                .context("bucket_type", 5)
                .marked(images.catalog, "error")
                .build();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(REGISTRY));
        ReconcileEngine engine = ObservedEngine.of(images.engine(metrics), observations);
        engine.run(ReconcileRequest.dryRun());
        engine.run(ReconcileRequest.applying());
        engine.run(ReconcileRequest.builder().where("bucket_type", "public").build());
        engine.run(ReconcileRequest.builder().integrity(Integrity.CHECKSUM).build());
        images.blind(metrics).run(ReconcileRequest.dryRun());
        try (MissingHook hook = MissingHook.builder(engine, images.catalog).build()) {
            HookMetrics.of(hook).bindTo(REGISTRY);
        }
        QueueMetrics.of("spool", () -> 0)
                .bytes(() -> 0)
                .capacity(() -> 10)
                .dropped(() -> 0)
                .bindTo(REGISTRY);
        REGISTRY.scrape().lines().forEach(MetricsDocumentationTest::take);
    }

    private static void take(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (sample.matches()) {
            Map<String, Set<String>> labels = SCRAPED.computeIfAbsent(sample.group(1), any -> new TreeMap<>());
            Matcher label = MATCHER.matcher(String.valueOf(sample.group(2)));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), any -> new HashSet<>()).add(label.group(3));
            }
        }
    }

    private static void assertKnown(String expression, String where) {
        Set<String> labels = new HashSet<>();
        boolean any = false;
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            any = true;
            String metric = selector.group(1);
            assertThat(SCRAPED.keySet()).as("%s: %s", where, expression).contains(metric);
            labels.addAll(SCRAPED.get(metric).keySet());
            Matcher matcher = MATCHER.matcher(String.valueOf(selector.group(2)));
            while (matcher.find()) {
                assertThat(SCRAPED.get(metric))
                        .as("%s: labels of %s", where, metric)
                        .containsKey(matcher.group(1));
                if (!matcher.group(2).equals("=~")) {
                    assertThat(SCRAPED.get(metric).get(matcher.group(1)))
                            .as("%s: values of %s of %s", where, matcher.group(1), metric)
                            .contains(matcher.group(3));
                }
            }
        }
        assertThat(any).as("%s names a metric: %s", where, expression).isTrue();
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            assertThat(labels)
                    .as("%s: %s", where, expression)
                    .contains(grouping.group(1).split("\\s*,\\s*"));
        }
    }

    private static void assertGrouped(String text, String expression, String where) {
        Set<String> grouped = new HashSet<>();
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            grouped.addAll(List.of(grouping.group(1).split("\\s*,\\s*")));
        }
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            assertThat(grouped).as("%s: %s of %s", where, text, expression).contains(placeholder.group(1));
        }
    }

    @Test
    void theDashboardAsksForWhatIsThere() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Files.readString(DOCS.resolve("observability").resolve("grafana.json")));
        List<JsonNode> targets = dashboard.findValues("targets").stream()
                .flatMap(each -> {
                    List<JsonNode> all = new ArrayList<>();
                    each.forEach(all::add);
                    return all.stream();
                })
                .toList();

        assertThat(targets).hasSizeGreaterThan(20);
        for (JsonNode target : targets) {
            String expression = target.get("expr").asText();
            assertKnown(expression, "dashboard");
            assertGrouped(target.get("legendFormat").asText(), expression, "dashboard");
        }
        assertThat(dashboard.get("panels"))
                .extracting(panel -> panel.get("id").asInt())
                .doesNotHaveDuplicates();
        assertKnown(
                dashboard
                        .at("/templating/list/1/query")
                        .asText()
                        .replace("label_values(", "")
                        .replace(", store)", ""),
                "variable");
    }

    @Test
    void theAlertsAskForWhatIsThere() throws IOException {
        JsonNode alerts = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(DOCS.resolve("observability").resolve("alerts.yml")));
        JsonNode rules = alerts.at("/groups/0/rules");

        assertThat(rules).hasSizeGreaterThan(8);
        for (JsonNode rule : rules) {
            String name = rule.get("alert").asText();
            String expression = rule.get("expr").asText();
            assertKnown(expression, name);
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            assertGrouped(rule.at("/annotations/summary").asText(), expression, name);
        }
    }

    @Test
    void whatTheCodeEmitsIsInTheGuideAndNothingElse() throws IOException {
        List<String> documented = Files.readString(DOCS.resolve("guide").resolve("metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `reconcile.") && line.contains("` | `reconcile_"))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Measure.values())
                        .map(MetricsDocumentationTest::row)
                        .toList());
    }

    private static String row(Measure measure) {
        String tags = measure.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
        return "| `" + measure.id + "` | `" + prometheusName(measure) + "` | "
                + measure.type.name().toLowerCase(Locale.ROOT) + " | " + tags + " | " + measure.description + " |";
    }

    private static String prometheusName(Measure measure) {
        String name = measure.id.replace('.', '_') + (measure.unit.isEmpty() ? "" : "_" + measure.unit);
        return measure.type == Meter.Type.COUNTER ? name + "_total" : name;
    }

    @Test
    void everyMeasureIsScrapedUnderItsNameAndWithItsTags() {
        Set<String> names = new TreeSet<>();
        for (Measure measure : Measure.values()) {
            String name = prometheusName(measure);
            List<String> series = measure.type == Meter.Type.TIMER
                    ? List.of(name + "_count", name + "_sum", name + "_max")
                    : List.of(name);
            for (String each : series) {
                names.add(each);
                assertThat(SCRAPED.keySet()).contains(each);
                Set<String> tags = new TreeSet<>(measure.tags());
                if (!tags.contains("queue") && !measure.name().startsWith("HOOK")) { // of no run
                    tags.addAll(List.of("store", "bucket"));
                }
                assertThat(SCRAPED.get(each).keySet()).as(each).isEqualTo(tags);
            }
        }
        Set<String> observed = new TreeSet<>(SCRAPED.keySet());
        observed.removeAll(names);
        assertThat(observed)
                .as("beside the timers that Micrometer makes of the observation")
                .containsExactlyInAnyOrder(
                        "reconcile_run_active_seconds_count",
                        "reconcile_run_active_seconds_max",
                        "reconcile_run_active_seconds_sum",
                        "reconcile_run_seconds_count",
                        "reconcile_run_seconds_sum",
                        "reconcile_run_seconds_max");
    }
}
