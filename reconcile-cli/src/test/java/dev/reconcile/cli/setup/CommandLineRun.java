package dev.reconcile.cli.setup;

import dev.reconcile.cli.Main;
import dev.reconcile.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What one call of the command line wrote, and how it ended. */
record CommandLineRun(int code, String out, String err) {

    /** @param typed the lines of its input, after which the input ends */
    static CommandLineRun of(Map<String, String> environment, String typed, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                Terminal.of(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8))),
                environment,
                arguments);
        return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
