package dev.reconcile.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * What one call of the command line has at hand: the terminal, the environment, and the options that every command takes. Not thread-safe.
 */
public final class Session {

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Options options = new Options();

    public Session(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = Map.copyOf(environment);
    }

    public Terminal terminal() {
        return terminal;
    }

    /** The process's environment, for secrets in the configuration. */
    public Map<String, String> environment() {
        return environment;
    }

    Options options() {
        return options;
    }

    /** The configuration file that was named, or the usual one. */
    public Path configuration() {
        return options.configuration;
    }

    /** Whether the result is to be JSON. */
    public boolean isJson() {
        return options.json;
    }

    /** Whether to write nothing but results and errors. */
    public boolean isQuiet() {
        return options.quiet;
    }

    /** A command to be typed next, with the configuration of this one. */
    String command(String... words) {
        StringBuilder command = new StringBuilder("reconcile");
        if (!options.configuration.equals(Path.of("reconcile.yaml"))) {
            command.append(" -c ").append(Shell.quoted(options.configuration.toString()));
        }
        for (String word : words) {
            command.append(' ').append(word);
        }
        return command.toString();
    }

    /** A line for whoever waits; nothing if they asked for quiet. */
    public void say(String line) {
        if (!options.quiet) {
            terminal.err().println(line);
        }
    }
}
