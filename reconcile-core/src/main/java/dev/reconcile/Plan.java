package dev.reconcile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a finished run found and proposes, one line for each finding, to be reviewed and applied. A reviewer may take lines out
 * and change their order; a line that was changed in any way is refused when the plan is applied (H107), as the journal knows what it
 * said.
 *
 * <p>The first line names the run and the form; both forms hold the same. JSON Lines give every key as it is; in CSV, what a
 * spreadsheet would take for a formula has an apostrophe before it (H99).
 */
public final class Plan {

    /** How a plan is written. */
    public enum Form {
        /** One JSON object a line, for machines. */
        JSON_LINES,
        /** For spreadsheets. */
        CSV
    }

    private static final Pattern HEADER =
            Pattern.compile("(?:\\uFEFF?# |\\{\"plan\":\")(\\d{8}T\\d{6}Z-[0-9a-f]{8})(?:\\D.*)?");

    private final RunId run;
    private final Form form;
    private final Supplier<Stream<String>> lines;

    /** @param lines without the header; opened anew, and closed, each time they are needed */
    public Plan(RunId run, Form form, Supplier<Stream<String>> lines) {
        this.run = run;
        this.form = form;
        this.lines = lines;
    }

    /**
     * Reads what a reviewer left of a plan. The file is read again when the plan is applied, line by line.
     *
     * @throws IllegalArgumentException if this isn't the beginning of a plan
     * @throws UncheckedIOException if the file can't be read
     */
    public static Plan read(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = reader.readLine();
            Matcher header = HEADER.matcher(first == null ? "" : first);
            if (!header.matches()) {
                throw new IllegalArgumentException("Invalid plan: the first line of " + file
                        + " doesn't name the run it is of; take the file that was exported, with its first line");
            }
            Form form = first != null && first.startsWith("{") ? Form.JSON_LINES : Form.CSV;
            return new Plan(new RunId(header.group(1)), form, () -> linesOf(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The plan " + file + " can't be read", unreadable);
        }
    }

    @SuppressWarnings("StreamResourceLeak") // whoever asks for the lines closes them
    private static Stream<String> linesOf(Path file) {
        try {
            return Files.lines(file, StandardCharsets.UTF_8).skip(1).filter(line -> !line.isBlank());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The plan " + file + " can't be read", unreadable);
        }
    }

    /** Writes the plan, header first. */
    public void writeTo(Writer out) throws IOException {
        out.write(form == Form.CSV ? "# " + run + "\n" : "{\"plan\":\"" + run + "\"}\n");
        try (Stream<String> all = lines.get()) {
            for (Iterator<String> each = all.iterator(); each.hasNext(); ) {
                out.write(each.next());
                out.write('\n');
            }
        }
    }

    /** Writes the plan into a file, over what is there. */
    public void writeTo(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writeTo(out);
        }
    }

    /** The run whose findings these are. */
    public RunId run() {
        return run;
    }

    public Form form() {
        return form;
    }

    /** The lines without the header; to be closed. */
    public Stream<String> lines() {
        return lines.get();
    }
}
