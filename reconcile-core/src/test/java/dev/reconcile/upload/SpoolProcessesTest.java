package dev.reconcile.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.child.SpoolChild;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A spool and processes of their own. */
class SpoolProcessesTest {

    @TempDir
    Path directory;

    private static final class Child implements AutoCloseable {

        private final Process process;
        private final BufferedReader answers;
        private final BufferedWriter orders;

        Child(List<String> prefix, Path spool) throws IOException {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:-UsePerfData", // its file is larger than the limit
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SpoolChild.class.getName(),
                    spool.toString()));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
            orders = process.outputWriter(StandardCharsets.UTF_8);
        }

        /** The next line that isn't its log's. */
        String answer() throws IOException {
            String line = answers.readLine();
            while (line != null && !line.matches("open|refused .*|STORED|QUEUED|SKIPPED")) {
                line = answers.readLine();
            }
            return String.valueOf(line);
        }

        String upload(int bytes) throws IOException {
            orders.write(bytes + "\n");
            orders.flush();
            return answer();
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        @Override
        public void close() throws IOException {
            kill();
            answers.close();
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("entries"))) {
            return files.toList();
        }
    }

    @Test
    void aSpoolInUseByAnotherProcessIsRefusedUntilThatIsDead() throws IOException {
        try (Child first = new Child(List.of(), directory)) {
            assertThat(first.answer()).isEqualTo("open");
            try (Child second = new Child(List.of(), directory)) {
                assertThat(second.answer()).startsWith("refused").contains("in use by another process");
            }
            assertThatThrownBy(() -> Spool.open(directory, 1000, 10))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("in use by another process");
            assertThat(first.upload(5)).isEqualTo("QUEUED");
            first.kill();
        }
        try (Spool spool = Spool.open(directory, 1000, 10)) {
            assertThat(spool.entries()).hasSize(1).allMatch(SpoolEntry::ready);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDiskThatTakesOnlyHalfAContentIsAsIfThereWereNoSpool() throws IOException {
        List<String> limited = List.of("bash", "-c", "ulimit -f 64 && exec \"$@\"", "bash");
        try (Child child = new Child(limited, directory)) {
            assertThat(child.answer()).isEqualTo("open");
            assertThat(child.upload(10_000)).isEqualTo("QUEUED");
            assertThat(child.upload(1_000_000)).isEqualTo("STORED");
            assertThat(entries()).as("files of the first upload").hasSize(2);
            assertThat(child.upload(20_000)).isEqualTo("QUEUED");
            assertThat(entries()).hasSize(4);
        }
        try (Spool spool = Spool.open(directory, 100_000, 10)) {
            assertThat(spool.entries()).hasSize(2);
            assertThat(spool.status().bytes()).isEqualTo(30_000);
        }
    }
}
