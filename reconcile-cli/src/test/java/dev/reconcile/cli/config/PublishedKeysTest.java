package dev.reconcile.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema, the guide and the example say what the records are. */
class PublishedKeysTest {

    private static final Path SCHEMA = Path.of("src/main/resources/dev/reconcile/cli/reconcile.schema.json");
    private static final Path GUIDE = Path.of("../docs/guide/configuration.md");
    private static final Path EXAMPLE = Path.of("../docs/reconcile.example.yaml");

    @Test
    void theSchemaIsThatOfTheRecords() throws IOException {
        assertThat(SCHEMA).hasContent(written("reconcile.schema.json", SchemaText.of(Document.class)));
    }

    @Test
    void theGuideListsEveryKey() throws IOException {
        String guide = Files.readString(GUIDE);
        String begin = "<!-- keys: made from the records, see PublishedKeysTest -->\n";
        assertThat(guide.substring(guide.indexOf(begin) + begin.length(), guide.indexOf("<!-- end of keys -->")))
                .isEqualTo(written("keys.md", GuideText.of()));
    }

    /** What is expected, also as a file to copy from. */
    private static String written(String name, String text) throws IOException {
        Path file = Path.of("target/published", name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return text;
    }

    @Test
    void theExampleIsReadAndFitsTheSchema() throws IOException {
        Configuration.load(EXAMPLE, Map.of("DB_PASSWORD", "x"));
        assertThat(violations(Files.readString(EXAMPLE))).isEmpty();
    }

    @Test
    void everyKeyIsInTheExample() throws IOException {
        String example = Files.readString(EXAMPLE);
        assertThat(Keys.all())
                .allSatisfy(place -> assertThat(example)
                        .as(place.path())
                        .containsPattern("(?m)[ #{]" + place.name() + ":|^" + place.name() + ":"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catalog.tabel: {}",
                "run: {batch-size: many}",
                "run: {mark-grace: 72}",
                "run: {orphans: remove}",
                "run: {guardrails: {max-ratio: lots}}",
                "schedule: {cron: 0 3 * * *}",
                "journal: [a]",
                "engine: {memory: big}",
                "catalogue: {}"
            })
    void whatTheReaderRefusesTheSchemaRefusesToo(String wrong) throws IOException {
        String text = ConfigurationTest.SMALLEST + wrong + "\n";
        assertThat(ConfigurationTest.problems(text)).isNotEmpty();
        assertThat(violations(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run: {batch-size: \"${SIZE:-500}\", mark-grace: PT2H, statuses: ready}",
                "run: {deadline: 1h30m, guardrails: {max-ratio: 0.02, min-share: 40%}}",
                "engine: {memory: 1048576}",
                "run: {unlimited-requests: yes}",
                "schedule: {cron: \"0 3 * * *\", zone: Europe/Berlin, apply: true}",
                "journal: {tables: {}}"
            })
    void whatTheReaderTakesTheSchemaTakesToo(String right) throws IOException {
        String text = ConfigurationTest.SMALLEST + right + "\n";
        ConfigurationTest.parse(text);
        assertThat(violations(text)).isEmpty();
    }

    private static Set<ValidationMessage> violations(String yaml) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
        JsonNode configuration = new YAMLMapper().readTree(yaml);
        return schema.validate(configuration);
    }
}
