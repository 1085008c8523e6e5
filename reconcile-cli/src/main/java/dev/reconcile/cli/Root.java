package dev.reconcile.cli;

import dev.reconcile.cli.setup.CheckCommand;
import dev.reconcile.cli.setup.InitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand: it says which there are. */
@Command(
        name = "reconcile",
        subcommands = {
            InitCommand.class,
            CheckCommand.class,
            EstimateCommand.class,
            PlanCommand.class,
            ShowCommand.class,
            ApplyCommand.class,
            ResumeCommand.class,
            UndoCommand.class,
            RunsCommand.class,
            OrphansCommand.class,
            WatchCommand.class,
            CompletionCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        description = "Finds the drift between rows in a database and objects in a bucket, and repairs it.")
final class Root implements Runnable {

    @Mixin
    final Options options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    Root(Session session) {
        this.options = session.options();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? Begin with: reconcile init");
    }
}
