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

/** The file as a tree of nodes with their places. What it quotes of the file in a message is never a value, which could be a secret. */
final class YamlFile {

    private static final int LARGEST = 1 << 20;

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
        } catch (YAMLException malformed) {
            problems.add(1, 1, "", "This is no YAML: it has characters that can't stand there, or is nested too deep");
        }
        return null;
    }

    private static String sentence(@Nullable String problem) {
        String said = problem == null ? "it is malformed" : problem;
        if (said.contains("TAB")) {
            return "This is no YAML: a tab; indent with spaces, two for each level";
        }
        if (said.contains("mapping values are not allowed")) {
            return "This is no YAML: a second colon in a line, or a line that is indented otherwise than its neighbours; quote a value"
                    + " that has a colon and a space, as \"a: b\"";
        }
        if (said.contains("could not find expected ':'")) {
            return "This is no YAML: a key without its colon, expected key: value";
        }
        if (said.startsWith("expected <block end>")) {
            return "This is no YAML: this line isn't indented as its neighbours are";
        }
        if (said.contains("but found another document")) {
            return "This is more than one document; one file is one configuration";
        }
        return "This is no YAML: " + said.lines().findFirst().orElse("it is malformed");
    }
}
