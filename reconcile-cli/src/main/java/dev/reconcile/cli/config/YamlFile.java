package dev.reconcile.cli.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** The file as a tree of nodes with their places. What it quotes of the file in a message is never a value, which could be a secret. */
final class YamlFile {

    private static final int LARGEST = 1 << 20;

    /** The parser's own words name what they stumble over, which may be a secret, and not what to do. */
    private record Sentence(String part, String meaning) {}

    private static final List<Sentence> SENTENCES = List.of(
            new Sentence("TAB", "a tab; indent with spaces, two for each level"),
            new Sentence(
                    "mapping values are not allowed",
                    "a second colon in a line, or a line that isn't indented as its neighbours are; quote a value that has a colon"
                            + " and a space, as \"a: b\""),
            new Sentence("could not find expected ':'", "a key without its colon, expected key: value"),
            new Sentence("expected <block end>", "this line isn't indented as its neighbours are"),
            new Sentence("unexpected end of stream", "a quote that was opened before isn't closed"),
            new Sentence("expected ',' or", "a bracket that was opened before isn't closed, or a comma is missing"),
            new Sentence("undefined alias", "an alias of nothing; quote a value that begins with a star"),
            new Sentence(
                    "cannot start any token", "a value begins with a character that YAML keeps for itself; quote it"),
            new Sentence("tag", "a tag, which isn't taken here; quote a value that begins with an exclamation mark"),
            new Sentence("another document", "a second document, after ---; one file is one configuration"));

    private YamlFile() {}

    /** @throws ConfigurationException if it can't be read */
    static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw problem(file, "is larger than a configuration can be; is it the right file?");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException absent) {
            throw problem(file, "is not there; make it with: reconcile init, or name another with --config FILE");
        } catch (CharacterCodingException notUtf8) {
            throw problem(file, "isn't UTF-8");
        } catch (IOException unreadable) {
            throw problem(file, "can't be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    private static ConfigurationException problem(Path file, String what) {
        return new ConfigurationException(List.of("The configuration " + file + " " + what));
    }

    /** @return null if there is a problem, or nothing in it */
    static @Nullable Node parse(String text, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(20);
        try {
            return new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark();
            problems.add(mark, "", sentence(malformed.getProblem()));
        } catch (ReaderException unprintable) {
            String before = text.substring(0, Math.min(text.length(), unprintable.getPosition()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            problems.add(
                    line,
                    before.length() - before.lastIndexOf('\n'),
                    "",
                    "This is no YAML: a control character; write it as an escape between double quotes");
        } catch (YAMLException malformed) {
            problems.add(1, 1, "", "This is no YAML: it is nested too deep, or refers to itself too often");
        }
        return null;
    }

    private static String sentence(@Nullable String problem) {
        String said = problem == null ? "" : problem;
        return "This is no YAML: "
                + SENTENCES.stream()
                        .filter(each -> said.contains(each.part()))
                        .map(Sentence::meaning)
                        .findFirst()
                        .orElse("something can't stand here; quote values with special characters");
    }
}
