package dev.reconcile.cli.config;

import java.util.List;

/** The configuration can't be taken as it is. Its message has a line for each thing that is wrong, with the place in the file. */
public final class ConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each, as {@code reconcile.yaml:12:5: …}. */
    public List<String> problems() {
        return problems;
    }
}
