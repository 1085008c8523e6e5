package dev.reconcile.cli;

import java.util.Map;
import picocli.CommandLine;

/** The command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Logging.prepare(args);
        System.exit(run(Terminal.system(), System.getenv(), args));
    }

    /**
     * Does what the arguments say, on this thread; an interrupt ends it as Ctrl-C does.
     *
     * @return the {@linkplain ExitCode#number() number} of its end
     */
    public static int run(Terminal terminal, Map<String, String> environment, String... args) {
        return line(new Session(terminal, environment)).execute(args);
    }

    static CommandLine line(Session session) {
        Failures failures = new Failures(session);
        return new CommandLine(new Root(session), new Commands(session))
                .setOut(session.terminal().outWriter())
                .setErr(session.terminal().errWriter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }
}
