package dev.reconcile.cli;

import dev.reconcile.ReconcileException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a sentence that says what to do, and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final Session session;

    Failures(Session session) {
        this.session = session;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintStream err = session.terminal().err();
        err.println("reconcile: " + wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE.number();
    }

    @Override
    public int handleExecutionException(Exception failed, CommandLine command, ParseResult parsed) {
        PrintStream err = session.terminal().err();
        err.println("reconcile: " + message(failed));
        if (session.options().verbose) {
            failed.printStackTrace(err);
        }
        return (failed instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED).number();
    }

    private static String message(Exception failed) {
        boolean foreseen = failed instanceof IllegalArgumentException
                || failed instanceof ReconcileException
                || failed instanceof UncheckedIOException;
        String message = String.valueOf(failed.getMessage());
        if (failed instanceof UncheckedIOException io) {
            return message + " (" + io.getCause() + ")";
        }
        return foreseen
                ? message
                : "a defect of Reconcile, please report it: " + failed
                        + "; nothing that was under way is lost, as every change is in the journal first. Run it again with"
                        + " --verbose for where it happened";
    }
}
