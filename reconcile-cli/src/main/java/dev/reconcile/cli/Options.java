package dev.reconcile.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class Options {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:RECONCILE_CONFIG:-reconcile.yaml}",
            description = "The configuration; by default $RECONCILE_CONFIG, or reconcile.yaml here.")
    Path configuration = Path.of("reconcile.yaml");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Write the result as JSON, for programs.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Write results and errors only.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what is done, and say where an error comes from.")
    boolean verbose;
}
