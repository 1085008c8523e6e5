package dev.reconcile.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a shell needs to complete words. */
@Command(
        name = "completion",
        description = "Writes a script with which bash or zsh completes commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(reconcile completion)",
            "  reconcile completion > /etc/bash_completion.d/reconcile"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final Session session;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        session.terminal().out().print(AutoComplete.bash(root.getCommandName(), root));
        session.terminal().out().flush();
        return ExitCode.OK.number();
    }
}
