package dev.reconcile.cli.config;

import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values from the environment and from files into the texts of the configuration: a dollar sign and, in braces, NAME, NAME:-otherwise, or
 * file:/run/secrets/name; two dollar signs and a brace are a dollar sign and a brace. It works on single values after the file was parsed, so nothing
 * in a value can change the file's structure.
 */
final class Variables {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{(?<body>[^}]*)}|\\$\\{");
    private static final Pattern NAMED =
            Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<else>:-(?<otherwise>.*))?", Pattern.DOTALL);
    private static final int LARGEST_FILE = 1 << 16;

    private final Map<String, String> environment;
    private final Path directory;

    /** @param directory what names of files are relative to */
    Variables(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    static boolean areIn(String text) {
        return text.contains("${");
    }

    /** @throws IllegalArgumentException if a variable isn't set, a file can't be read, or a reference isn't closed */
    String resolve(String text) {
        if (!areIn(text)) {
            return text;
        }
        StringBuilder resolved = new StringBuilder();
        Matcher reference = REFERENCE.matcher(text);
        int from = 0;
        while (reference.find()) {
            resolved.append(text, from, reference.start());
            resolved.append(value(reference));
            from = reference.end();
        }
        return resolved.append(text, from, text.length()).toString();
    }

    private String value(Matcher reference) {
        if (reference.group().equals("$${")) {
            return "${";
        }
        String body = reference.group("body");
        if (body == null) {
            throw new IllegalArgumentException("has a ${ without its }; write $${ for the characters themselves");
        }
        if (body.startsWith("file:")) {
            return content(body.substring("file:".length()));
        }
        Matcher named = NAMED.matcher(body);
        if (!named.matches()) {
            throw new IllegalArgumentException(
                    "has a ${…} that names no variable, expected ${NAME}, ${NAME:-otherwise} or ${file:/path}; write $${ for the characters"
                            + " themselves");
        }
        String name = named.group("name");
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        if (named.group("else") == null) {
            String state = environment.containsKey(name) ? "is empty" : "isn't set";
            throw new IllegalArgumentException("needs the environment variable " + name + ", which " + state
                    + "; set it, or write ${" + name + ":-otherwise}");
        }
        return named.group("otherwise");
    }

    private String content(String name) {
        try {
            Path file = directory.resolve(name);
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException(
                        "needs the file " + ObjectKey.escape(name) + ", which is too large for a value");
            }
            return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "needs the file " + ObjectKey.escape(name) + ", which can't be read ("
                            + unreadable.getClass().getSimpleName() + ")",
                    unreadable);
        }
    }
}
