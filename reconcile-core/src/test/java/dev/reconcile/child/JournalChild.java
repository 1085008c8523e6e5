package dev.reconcile.child;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own with a log in its hands: begins the run, then writes each line it is given, and answers each. An empty line
 * is a sync. It uses the library as a module.
 */
public final class JournalChild {

    private JournalChild() {}

    /** @param arguments directory, scope, run */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RunJournal journal = RunJournal.in(Path.of(arguments[0]));
                RunLog log = journal.begin(arguments[1], "child", new RunId(arguments[2]))) {
            out.println((RunJournal.class.getModule().isNamed() ? "module" : "class path") + " fence " + log.fence());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(log, line));
            }
        } catch (RunInProgressException refused) {
            out.println("refused " + refused.getMessage());
        }
    }

    private static String answer(RunLog log, String line) {
        try {
            if (line.isEmpty()) {
                log.sync();
            } else {
                log.write(List.of(JournalFormat.entry(line)));
            }
            return "done";
        } catch (JournalException failed) {
            return "failed " + failed.getMessage();
        }
    }
}
