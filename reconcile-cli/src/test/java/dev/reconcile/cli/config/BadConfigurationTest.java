package dev.reconcile.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is a line that says where it is, what was expected, and mostly what it should have been. */
class BadConfigurationTest {

    /** What comes after the ten lines of the smallest configuration, and what is said about it. */
    private record Bad(String text, String message) {}

    static Stream<Bad> afterTheSmallest() {
        return Stream.of(
                new Bad("jurnal: {}", "reconcile.yaml:11:1: jurnal is no key; did you mean journal?"),
                new Bad("batch-size: 5", "reconcile.yaml:11:1: batch-size is no key here; it belongs in run"),
                new Bad(
                        "journal: {elsewhere: x}",
                        "reconcile.yaml:11:11: journal.elsewhere is no key here; it belongs in catalog.references.<role>.urls"),
                new Bad(
                        "journal: {colour: x}",
                        "reconcile.yaml:11:11: journal.colour is no key here, expected one of directory, tables"),
                new Bad(
                        "run: {batchSize: 3}",
                        "reconcile.yaml:11:7: run.batchSize is no key; did you mean batch-size?"),
                new Bad(
                        "run:\n  batch-size: 3\n  batch-size: 4",
                        "reconcile.yaml:13:3: run.batch-size is there twice, first in line 12"),
                new Bad(
                        "run: {batch-size: many}",
                        "reconcile.yaml:11:19: run.batch-size is 'many', expected a whole number as 8"),
                new Bad(
                        "run: {batch-size: [3, 4]}",
                        "reconcile.yaml:11:19: run.batch-size is a list, expected a whole number as 8"),
                new Bad(
                        "run: {batch-size: 0}",
                        "reconcile.yaml:11:7: run.batch-size is wrong: Invalid batch-size: 0, expected 1 to 10000"),
                new Bad(
                        "run: {deadline: 6}",
                        "reconcile.yaml:11:17: run.deadline is '6', expected a duration as 90s, 72h or 30d"),
                new Bad(
                        "run: {deadline: P1X}",
                        "reconcile.yaml:11:17: run.deadline is 'P1X', expected a duration as 90s, 72h or 30d"),
                new Bad(
                        "run: {orphan-grace: 1h}",
                        "reconcile.yaml:11:7: run.orphan-grace is wrong: Invalid orphan-grace: PT1H is under 24 h, in which uploads may"
                                + " still be under way; if they can't be, say unsafe-orphan-grace"),
                new Bad(
                        "run: {orphan-grace: 72h, unsafe-orphan-grace: 1h}",
                        "reconcile.yaml:11:6: run is wrong: either orphan-grace or unsafe-orphan-grace, not both"),
                new Bad(
                        "run: {strategy: prob}",
                        "reconcile.yaml:11:17: run.strategy is 'prob', expected one of auto, sweep, probe, mixed; did you mean probe?"),
                new Bad(
                        "run: {orphans: adopt}",
                        "reconcile.yaml:11:16: run.orphans is 'adopt', expected one of report, quarantine, tag, delete"),
                new Bad(
                        "run: {guardrails: {max-ratio: 200%}}",
                        "reconcile.yaml:11:31: run.guardrails.max-ratio is '200%', expected a share as 1% or 0.01"),
                new Bad(
                        "run: {key-pattern: \"[\"}",
                        "reconcile.yaml:11:20: run.key-pattern is '[', expected a regular expression as [0-9a-f]{32}[.]jpg"),
                new Bad(
                        "run: {prefix: media}",
                        "reconcile.yaml:11:7: run.prefix is wrong: Invalid prefix: 'media' doesn't end at a delimiter; use 'media/'"),
                new Bad(
                        "run: {purge: true}",
                        "reconcile.yaml:11:1: run is wrong: Invalid request: purge needs to know how long ago they have to be marked;"
                                + " say expired-after"),
                new Bad(
                        "run: {purge: perhaps}",
                        "reconcile.yaml:11:14: run.purge is 'perhaps', expected true or false"),
                new Bad(
                        "run: {kinds: []}",
                        "reconcile.yaml:11:7: run.kinds is wrong: the list is empty, expected at least one"),
                new Bad(
                        "run: 5",
                        "reconcile.yaml:11:6: run is a single value, expected keys and values, indented below it"),
                new Bad(
                        "engine: {memory: 32 megs}",
                        "reconcile.yaml:11:18: engine.memory is '32 megs', expected a size as 50MiB"),
                new Bad(
                        "engine: {memory: 4KiB}",
                        "reconcile.yaml:11:10: engine.memory is wrong: Invalid memoryBudget: 4096 bytes, expected at least 64 KiB"),
                new Bad(
                        "engine: {quarantine: /here}",
                        "reconcile.yaml:11:10: engine.quarantine is wrong: Invalid quarantine prefix: '/here', expected 2 to 100 characters that end with a slash and don't"
                                + " begin with one"),
                new Bad(
                        "schedule: {zone: UTC}",
                        "reconcile.yaml:11:11: schedule.cron is missing, expected cron: \"0 3 * * *\""),
                new Bad(
                        "schedule: {zone: Europe/Berln, cron: \"0 3 * * *\"}",
                        "reconcile.yaml:11:18: schedule.zone is 'Europe/Berln', expected a time zone as Europe/Berlin or UTC"),
                new Bad(
                        "journal: {directory: a, tables: {}}",
                        "reconcile.yaml:11:10: journal is wrong: the journal is either a directory or tables"),
                new Bad(
                        "engine: {spill-directory: \"${TMPDRI}\"}",
                        "reconcile.yaml:11:27: engine.spill-directory needs the environment variable TMPDRI, which isn't set; set it, or"
                                + " write ${TMPDRI:-otherwise}"),
                new Bad(
                        "engine: {spill-directory: \"${EMPTY}\"}",
                        "reconcile.yaml:11:27: engine.spill-directory needs the environment variable EMPTY, which is empty; set it, or"
                                + " write ${EMPTY:-otherwise}"),
                new Bad(
                        "engine: {spill-directory: \"${file:/none/such}\"}",
                        "reconcile.yaml:11:27: engine.spill-directory needs the file /none/such, which can't be read (NoSuchFileException)"),
                new Bad(
                        "engine: {spill-directory: \"${UNCLOSED\"}",
                        "reconcile.yaml:11:27: engine.spill-directory has a ${ without its }; write $${ for the characters themselves"),
                new Bad(
                        "run: {batch-size: \"${SECRET}\"}",
                        "reconcile.yaml:11:19: run.batch-size is something else, expected a whole number as 8"),
                new Bad(
                        "prices: {per-million-lists: -1}",
                        "reconcile.yaml:11:1: prices is wrong: Invalid price: -1, expected none or more"),
                new Bad(
                        "run:\n\tbatch-size: 3",
                        "reconcile.yaml:12:1: This is no YAML: a tab; indent with spaces, two for each level"),
                new Bad(
                        "run:\n  prefix: a: b",
                        "reconcile.yaml:12:12: This is no YAML: a second colon in a line, or a line that isn't indented as its neighbours"
                                + " are; quote a value that has a colon and a space, as \"a: b\""),
                new Bad(
                        "run:\n  prefix: a/\n limit: 3",
                        "reconcile.yaml:13:2: This is no YAML: this line isn't indented as its neighbours are"),
                new Bad("run", "reconcile.yaml:12:1: This is no YAML: a key without its colon, expected key: value"),
                new Bad("run: \"", "reconcile.yaml:12:1: This is no YAML: a quote that was opened before isn't closed"),
                new Bad(
                        "run: [a: b\nprices: x",
                        "reconcile.yaml:12:7: This is no YAML: a bracket that was opened before isn't closed, or a comma is missing"),
                new Bad(
                        "run: *secret",
                        "reconcile.yaml:11:6: This is no YAML: an alias of nothing; quote a value that begins with a star"),
                new Bad(
                        "run: @secret",
                        "reconcile.yaml:11:6: This is no YAML: a value begins with a character that YAML keeps for itself; quote it"),
                new Bad(
                        "run: !!java.net.URL [x]",
                        "reconcile.yaml:11:6: This is no YAML: a tag, which isn't taken here; quote a value that begins with an"
                                + " exclamation mark"),
                new Bad(
                        "---\nrun: x",
                        "reconcile.yaml:11:1: This is no YAML: a second document, after ---; one file is one configuration"),
                new Bad(
                        "run: {prefix: a\u0007b}",
                        "reconcile.yaml:11:16: This is no YAML: a control character; write it as an escape between double quotes"),
                new Bad("? [a]\n: b", "reconcile.yaml:11:3: has a key that is a list, expected a name"));
    }

    @ParameterizedTest
    @MethodSource("afterTheSmallest")
    void oneMistakeIsOneLine(Bad bad) {
        assertThatThrownBy(() -> parse(ConfigurationTest.SMALLEST + bad.text() + "\n"))
                .hasMessage(bad.message());
    }

    private static Configuration parse(String text) {
        return Configuration.parse(Path.of("reconcile.yaml"), text, Map.of("EMPTY", "", "SECRET", "s3cr3t"));
    }

    static Stream<Bad> catalogsAndStores() {
        return Stream.of(
                new Bad(
                        "",
                        "reconcile.yaml:1:1: There is nothing in it, expected catalog:, store: and so on; make it with: reconcile init"),
                new Bad("- a", "reconcile.yaml:1:1: The file is a list, expected keys and values, indented below it"),
                new Bad(
                        "store: {type: directory, path: x}",
                        "reconcile.yaml:1:1: catalog is missing, expected keys and values below catalog:"),
                new Bad(
                        with("catalog", "url: postgresql://db/x"),
                        "reconcile.yaml:1:11: catalog.url is wrong: it begins with no jdbc:, expected as"
                                + " jdbc:postgresql://host:5432/database"),
                new Bad(
                        with("references", "original: {}"),
                        "reconcile.yaml:1:109: catalog.references.original is wrong: a reference has either a column, as column:"
                                + " original_key, or a template, as template: \"{id}.jpg\""),
                new Bad(
                        with("references", ""),
                        "reconcile.yaml:1:10: catalog is wrong: references is empty, expected at least one role, as references: {content: {column: key}}"),
                new Bad(
                        with("references", "original: {column: url, urls: {bases: [cdn.example.com]}}"),
                        "reconcile.yaml:1:99: catalog.references.original is wrong: Invalid base URL: 'cdn.example.com', expected"
                                + " scheme://host or scheme://host/path/ without user, query and fragment"),
                new Bad(
                        with("store", "type: s4"),
                        "reconcile.yaml:2:15: store.type is 's4', expected one of s3, minio, r2, directory; did you mean s3?"),
                new Bad(
                        with("store", "bucket: x"),
                        "reconcile.yaml:2:8: store.type is missing, expected one of s3, minio, r2, directory"),
                new Bad(
                        with("store", "type: s3, bucket: images"),
                        "reconcile.yaml:2:8: store.region is missing, expected region: eu-central-1"),
                new Bad(
                        with("store", "type: s3, bucket: images, region: x, account: y"),
                        "reconcile.yaml:2:46: store.account is no key here; it belongs in store with type: r2"),
                new Bad(
                        with("store", "type: s3, bucket: images, region: x, access-key: y"),
                        "reconcile.yaml:2:8: store is wrong: access-key and secret-key go together, one is missing"),
                new Bad(
                        with("store", "type: s3, bucket: images, region: x, endpoint: \"http://u:p@host\""),
                        "reconcile.yaml:2:56: store.endpoint is something else, expected an address as https://s3.example.com"),
                new Bad(
                        with("store", "type: s3, bucket: images, region: x, endpoint: \"http://host/images\""),
                        "reconcile.yaml:2:46: store.endpoint is wrong: Invalid endpoint: expected http or https, a host and perhaps a"
                                + " port, and neither user, path (the bucket is named apart), query nor fragment, as"
                                + " https://s3.example.com"),
                new Bad(
                        with("store", "type: r2, bucket: images, account: s3cr3t, access-key: a, secret-key: b"),
                        "reconcile.yaml:2:35: store.account is wrong: Invalid account id: expected 32 hexadecimal digits in lower case,"
                                + " as the R2 overview of the dashboard shows them; neither a token nor an address"));
    }

    /** A whole configuration with other insides of one section. */
    private static String with(String section, String insides) {
        String references = section.equals("references") ? insides : "original: {column: k}";
        String url = section.equals("catalog") ? insides : "url: jdbc:h2:mem:x";
        String store = section.equals("store") ? insides : "type: s3, bucket: images, region: x";
        return "catalog: {" + url + ", table: images, status: {column: status, error: error}, references: {"
                + references + "}}\n" + "store: {" + store + "}\n";
    }

    @ParameterizedTest
    @MethodSource("catalogsAndStores")
    void soIsOneOfTheRequiredSections(Bad bad) {
        assertThatThrownBy(() -> parse(bad.text())).hasMessage(bad.message());
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfTheFile() {
        assertThatThrownBy(() -> parse(
                        "catalog: {url: \"${A}\", tabel: x}%nstore: {type: s3}%nrun: {batch-size: x}%n".formatted()))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        wrong -> assertThat(wrong.problems())
                                .containsSubsequence(
                                        "reconcile.yaml:1:16: catalog.url needs the environment variable A, which isn't set; set it, or write"
                                                + " ${A:-otherwise}",
                                        "reconcile.yaml:1:24: catalog.tabel is no key; did you mean table?",
                                        "reconcile.yaml:2:8: store.bucket is missing, expected bucket: images",
                                        "reconcile.yaml:3:19: run.batch-size is 'x', expected a whole number as 8"));
    }

    @Test
    void aKeyThatIsHostileIsEscaped() {
        assertThatThrownBy(() -> parse(ConfigurationTest.SMALLEST + "\"a\\u001b[2Jb\": 3\n"))
                .message()
                .doesNotContain("\u001b");
    }

    @Test
    void aFileThatCantBeReadSaysWhatToDo(@TempDir Path directory) throws Exception {
        Path none = directory.resolve("reconcile.yaml");
        Path latin = Files.write(directory.resolve("latin.yaml"), "a: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Configuration.load(none, Map.of()))
                .hasMessage("The configuration " + none
                        + " is not there; make it with: reconcile init, or name another with --config FILE");
        assertThatThrownBy(() -> Configuration.load(latin, Map.of())).hasMessageEndingWith("latin.yaml isn't UTF-8");
        assertThatThrownBy(() -> Configuration.load(directory, Map.of()))
                .hasMessageEndingWith("can't be read (IOException)");
    }

    @Test
    void noProblemShowsASecret() {
        String text = """
                catalog: {url: "jdbc:nosuch:u:s3cr3t@host", password: [s3cr3t], table: {a: s3cr3t}}
                store: {type: "${SECRET}", secret-key: s3cr3t}
                run: {strategy: "${SECRET}", deadline: "x${SECRET}"}
                """;

        assertThat(message(text).lines()).noneMatch(line -> line.contains("s3cr3t"));
    }

    private static String message(String text) {
        try {
            return parse(text).toString();
        } catch (ConfigurationException wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }
}
