package dev.reconcile.cli;

import dev.reconcile.Guardrails;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The exact numbers that a person has seen, and lets through the guardrails. */
final class Acceptance {

    @Option(
            names = "--accept",
            paramLabel = "N",
            description =
                    "You have seen that N rows are to be changed, and accept exactly that, whatever the guardrails say.")
    private @Nullable Long marks;

    @Option(names = "--accept-orphans", paramLabel = "N", description = "The same for N objects.")
    private @Nullable Long objects;

    boolean isGiven() {
        return marks != null || objects != null;
    }

    Guardrails on(Guardrails limits) {
        Guardrails accepting = marks == null ? limits : limits.accepting(marks);
        return objects == null ? accepting : accepting.acceptingOrphans(objects);
    }
}
