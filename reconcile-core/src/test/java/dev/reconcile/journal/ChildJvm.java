package dev.reconcile.journal;

import dev.reconcile.RunId;
import dev.reconcile.child.JournalChild;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link JournalChild} at work. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    private ChildJvm(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ChildJvm begin(Path directory, String scope, RunId run) throws IOException {
        return new ChildJvm(command(directory, scope, run));
    }

    /** One that can't write a file of more than so many KiB, as on a full disk. */
    static ChildJvm beginLimited(int kibibytes, Path directory, String scope, RunId run) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f " + kibibytes + " && exec \"$@\"", "bash"));
        command.addAll(command(directory, scope, run));
        return new ChildJvm(command);
    }

    /** The library and all it needs as modules, the tests' classes beside them. */
    private static List<String> command(Path directory, String scope, RunId run) {
        String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator);
        String modules = Arrays.stream(classPath)
                .filter(entry -> !Files.exists(
                        Path.of(entry, JournalChild.class.getName().replace('.', '/') + ".class")))
                .filter(entry -> !entry.contains("surefire") && !entry.contains("junit") && !entry.contains("assertj"))
                .collect(Collectors.joining(File.pathSeparator));
        String tests = Path.of(JournalChild.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "--module-path",
                modules,
                "--add-modules",
                "dev.reconcile.core",
                "-cp",
                tests,
                JournalChild.class.getName(),
                directory.toString(),
                scope,
                run.value());
    }

    String answer() throws IOException {
        return answers.readLine();
    }

    /** The child's answer to a line. */
    String order(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
        return answer();
    }

    long pid() {
        return process.pid();
    }

    /** As the kernel does it, at any instruction. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.onExit().join();
    }
}
