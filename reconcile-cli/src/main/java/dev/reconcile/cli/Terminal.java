package dev.reconcile.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jline.nativ.CLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: results to the one stream, everything about how it goes to the other, so that results can be piped. Not
 * thread-safe.
 */
public final class Terminal {

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final boolean outIsOne;
    private final boolean errIsOne;
    private final boolean inIsOne;

    private Terminal(
            PrintStream out, PrintStream err, InputStream in, boolean outIsOne, boolean errIsOne, boolean inIsOne) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.outIsOne = outIsOne;
        this.errIsOne = errIsOne;
        this.inIsOne = inIsOne;
    }

    /** The process's own streams, in UTF-8. */
    public static Terminal system() {
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.in,
                isTerminal(1),
                isTerminal(2),
                isTerminal(0));
    }

    /** Streams that aren't a terminal. */
    public static Terminal of(PrintStream out, PrintStream err, InputStream in) {
        return new Terminal(out, err, in, false, false, false);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            return CLibrary.isatty(descriptor) == 1;
        } catch (RuntimeException | LinkageError noNativeCode) {
            return false;
        }
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** For results. */
    public PrintStream out() {
        return out;
    }

    /** For progress, hints and errors. */
    public PrintStream err() {
        return err;
    }

    /** Whether results are seen by somebody, and not piped. */
    public boolean outIsTerminal() {
        return outIsOne;
    }

    boolean errIsTerminal() {
        return errIsOne;
    }

    /** Whether characters beyond ASCII can be shown, as far as the environment says. */
    public boolean isUnicode() {
        String locale = locale();
        return locale.contains("utf-8") || locale.contains("utf8");
    }

    private static String locale() {
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String value = System.getenv(name);
            if (value != null && !value.isEmpty()) {
                return value.toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    /** Whether somebody sits there and can be asked. */
    public boolean isInteractive() {
        return inIsOne && errIsOne;
    }

    /** The next line typed; null at the end of the input. */
    public @Nullable String readLine() {
        try {
            return in.readLine();
        } catch (IOException gone) {
            throw new UncheckedIOException("The terminal can't be read", gone);
        }
    }
}
