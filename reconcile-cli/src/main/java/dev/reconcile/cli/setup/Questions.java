package dev.reconcile.cli.setup;

import dev.reconcile.cli.Session;
import dev.reconcile.store.ObjectKey;
import java.io.Console;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks on the terminal's error stream, or takes what an option said. Not thread-safe. */
final class Questions {

    /** An answer that says there is none. */
    static final String NONE = "-";

    private final Session session;
    private final boolean takesProposals;
    private final Map<String, String> secrets = new TreeMap<>();
    private int asked;

    /** @param takesProposals whether nobody is asked */
    Questions(Session session, boolean takesProposals) {
        this.session = session;
        this.takesProposals = takesProposals;
    }

    void say(String line) {
        session.say(line);
    }

    /** How many were answered by somebody who could answer otherwise. */
    int asked() {
        return asked;
    }

    /**
     * @param option the name of the option that answers it
     * @param given what that option said
     * @param proposal what an empty line stands for
     * @throws IllegalArgumentException if nobody can be asked and there is no proposal, or the input ends
     */
    String ask(String option, @Nullable String given, String question, @Nullable String proposal) {
        return ask(option, given, question, proposal, answer -> answer);
    }

    /** @param valid throws {@link IllegalArgumentException} with what is wrong about an answer */
    <T> T ask(
            String option,
            @Nullable String given,
            String question,
            @Nullable String proposal,
            Function<String, T> valid) {
        if (given != null) {
            return valid(option, given, valid);
        }
        if (takesProposals) {
            if (proposal == null) {
                throw new IllegalArgumentException(question + " can't be decided from here: say " + option);
            }
            return valid(option, proposal, valid);
        }
        while (true) {
            asked++;
            session.terminal()
                    .err()
                    .print("  " + question + (proposal == null ? "" : " [" + ObjectKey.escape(proposal) + "]") + ": ");
            session.terminal().err().flush();
            String line = line(session.terminal().readLine());
            String answer = line.isEmpty() ? proposal : line;
            if (answer == null) {
                say("    It is needed" + (option.isEmpty() ? "." : "; " + option + " says it too."));
                continue;
            }
            try {
                return valid.apply(answer);
            } catch (IllegalArgumentException wrong) {
                say("    " + wrong.getMessage());
            }
        }
    }

    private static <T> T valid(String option, String answer, Function<String, T> valid) {
        try {
            return valid.apply(answer);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
        }
    }

    /** As {@link #ask}, where an answer of {@value #NONE} means none. */
    @Nullable
    String optional(String option, @Nullable String given, String question, @Nullable String proposal) {
        String answer = ask(option, given, question + " (- for none)", proposal == null ? NONE : proposal);
        return answer.equals(NONE) ? null : answer;
    }

    private static String line(@Nullable String typed) {
        if (typed == null) {
            throw new IllegalArgumentException("The input ended before the last question; nothing was written");
        }
        return typed.strip();
    }

    /**
     * What an environment variable holds; where it isn't set, it is asked for without an echo, for this session only.
     *
     * @throws IllegalArgumentException if nobody can be asked
     */
    @SuppressWarnings("SystemConsoleNull") // it is looked whether there is a terminal
    String secret(String variable) {
        String value = session.environment().getOrDefault(variable, secrets.getOrDefault(variable, ""));
        if (!value.isEmpty()) {
            return value;
        }
        if (takesProposals) {
            throw new IllegalArgumentException(
                    "The environment variable " + variable + " isn't set; set it and try again");
        }
        asked++;
        String prompt = "  $" + variable + " isn't set. Its value, for now (it isn't written): ";
        Console console = System.console();
        if (session.terminal().isInteractive() && console != null) {
            char[] typed = console.readPassword("%s", prompt);
            value = line(typed == null ? null : new String(typed));
        } else {
            session.terminal().err().print(prompt);
            session.terminal().err().flush();
            value = line(session.terminal().readLine());
        }
        secrets.put(variable, value);
        return value;
    }

    /** Another value, please. */
    void forget(String variable) {
        secrets.remove(variable);
    }

    /** What was typed because no variable had it. */
    Map<String, String> secrets() {
        return Map.copyOf(secrets);
    }
}
