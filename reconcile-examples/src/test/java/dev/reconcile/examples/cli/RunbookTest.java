package dev.reconcile.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.examples.playground.Playground;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows docs/runbook.md word for word, as somebody new would: every command of it, in order, in a shell, against a PostgreSQL and an S3
 * server. What the runbook says a command prints has to be among what it prints, line by line; … stands for anything.
 */
class RunbookTest {

    private static final Path RUNBOOK = Path.of("../docs/runbook.md");
    private static final Pattern BLOCK =
            Pattern.compile("^```(sh|text)(?: exit=(\\d))?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern RUN = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");

    @TempDir
    private Path directory;

    private record Ran(String command, String output, int exit) {}

    @Test
    void somebodyNewGoesFromNothingToAnAppliedAndUndoneRepair() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        Path bin = CommandOnPath.in(directory);
        Path work = Files.createDirectories(directory.resolve("work"));
        int commands = 0;
        List<String> statuses = new ArrayList<>();
        try (Playground playground = Playground.start()) {
            Ran last = null;
            Matcher block = BLOCK.matcher(walkthrough());
            while (block.find()) {
                String text = block.group(3);
                if (block.group(1).equals("sh")) {
                    last = run(text, bin, work, playground);
                    commands++;
                    assertThat(last.exit())
                            .as("%s%n%s", text, last.output())
                            .isEqualTo(block.group(2) == null ? 0 : Integer.parseInt(block.group(2)));
                    statuses.add(errors(playground));
                } else {
                    assertPrinted(last, text);
                }
            }
        }
        assertThat(commands).as("commands tried").isGreaterThan(10);
        assertThat(statuses).as("rows in error").contains("12").endsWith("0");
    }

    /** Up to the part that is looked up rather than followed. */
    private static String walkthrough() throws Exception {
        String all = Files.readString(RUNBOOK);
        return all.substring(all.indexOf("## 1."), all.indexOf("## By symptom"));
    }

    private Ran run(String command, Path bin, Path work, Playground playground) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("/bin/bash", "-uo", "pipefail", "-c", command)
                .directory(work.toFile())
                .redirectErrorStream(true);
        CommandOnPath.environment(shell.environment(), bin, playground.environment());
        Process process = shell.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(command, output, process.waitFor());
    }

    private static String errors(Playground playground) throws Exception {
        try (Connection connection = playground.connection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM media_files WHERE status = 'error'")) {
            count.next();
            return count.getString(1);
        }
    }

    private static void assertPrinted(Ran last, String said) {
        List<String> left = new ArrayList<>(last.output().lines().toList());
        for (String line : said.lines()
                .filter(each -> !each.isBlank() && !each.strip().equals("…"))
                .toList()) {
            String expected = RUN.matcher(line).replaceAll("…");
            Pattern pattern =
                    Pattern.compile(Pattern.quote(expected.stripTrailing()).replace("…", "\\E.*\\Q") + "\\s*");
            int found = -1;
            for (int i = 0; i < left.size() && found < 0; i++) {
                found = pattern.matcher(left.get(i)).matches() ? i : -1;
            }
            assertThat(found)
                    .as(
                            "the runbook says that%n%s%nprints%n%s%nbut it printed%n%s",
                            last.command(), line, last.output())
                    .isNotNegative();
            left = left.subList(found + 1, left.size());
        }
    }
}
