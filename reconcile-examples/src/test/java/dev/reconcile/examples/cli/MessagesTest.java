package dev.reconcile.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runbook knows every message that commands and runs can print: those of the sources, by their longest fixed part. */
class MessagesTest {

    private static final List<Path> SOURCES = List.of(
            Path.of("../reconcile-cli/src/main/java/dev/reconcile/cli"),
            Path.of("../reconcile-core/src/main/java/dev/reconcile/engine"));
    private static final Pattern SAID = Pattern.compile(
            "(?:new (?:IllegalArgumentException|JournalException|UncheckedIOException|ParameterException)"
                    + "|session\\.say|problems\\(?\\)?\\s*\\.add|tripped\\.add)\\(");

    /** Shorter ones are names and punctuation. */
    private static final int A_MESSAGE = 15;

    private static final int RECOGNISED = 40;

    private record Message(Path file, String part) {}

    @Test
    void everyMessageIsInTheRunbook() throws IOException {
        String runbook = Files.readString(Path.of("../docs/runbook.md"));
        String known = runbook.substring(runbook.indexOf("## Messages"));
        List<Message> messages = messages();
        assertThat(messages).as("messages found in the sources").hasSizeGreaterThan(60);
        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(known).as("a message of %s", message.file()).contains(message.part()));
    }

    private static List<Message> messages() throws IOException {
        List<Message> messages = new ArrayList<>();
        for (Path source : SOURCES) {
            try (Stream<Path> files = Files.list(source)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String text = Files.readString(file);
                    for (Matcher said = SAID.matcher(text); said.find(); ) {
                        longest(text, said.end()).ifPresent(part -> messages.add(new Message(file, part)));
                    }
                }
            }
        }
        return messages;
    }

    private static Optional<String> longest(String text, int from) {
        List<String> literals = new ArrayList<>();
        int depth = 1;
        for (int i = from; depth > 0; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                int end = i + 1;
                while (text.charAt(end) != '"') {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                literals.add(text.substring(i + 1, end));
                i = end;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
        return literals.stream()
                .max(Comparator.comparingInt(String::length))
                .filter(literal -> literal.length() >= A_MESSAGE)
                .map(String::strip)
                .map(literal -> literal.substring(0, Math.min(RECOGNISED, literal.length()))
                        .strip());
    }
}
