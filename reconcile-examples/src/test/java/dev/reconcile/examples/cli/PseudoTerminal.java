package dev.reconcile.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command on a real pseudo-terminal, which util-linux's {@code script} gives it: it believes that somebody sits there, Ctrl-C is a
 * character that is typed.
 */
final class PseudoTerminal implements AutoCloseable {

    /** Against tests that never end. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    static final char CTRL_C = 3;

    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private final Thread reader;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "terminal");
        this.reader.setDaemon(true);
        this.reader.start();
    }

    static boolean isAvailable() {
        return Files.isExecutable(Path.of("/usr/bin/script")) && Files.isDirectory(Path.of("/proc"));
    }

    static PseudoTerminal running(String command, Path directory, Path bin, Map<String, String> environment)
            throws IOException {
        ProcessBuilder script = new ProcessBuilder("/usr/bin/script", "-qefc", "stty cols 200; " + command, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        CommandOnPath.environment(script.environment(), bin, environment);
        return new PseudoTerminal(script.start());
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            byte[] some = new byte[8192];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                synchronized (shown) {
                    shown.append(new String(some, 0, read, StandardCharsets.UTF_8));
                    shown.notifyAll();
                }
            }
        } catch (IOException closed) {
            // the process has ended
        }
    }

    /** Everything that was shown so far. */
    String shown() {
        synchronized (shown) {
            return shown.toString();
        }
    }

    /** Waits until this was shown. */
    PseudoTerminal await(String text) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        synchronized (shown) {
            while (shown.indexOf(text) < 0) {
                if ((!process.isAlive() && !reader.isAlive()) || System.nanoTime() > until) {
                    throw new AssertionError("'" + text + "' was never shown, but this was:\n" + shown);
                }
                shown.wait(100);
            }
        }
        return this;
    }

    PseudoTerminal type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /** Waits for its end, and answers its exit code. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("It hasn't ended; this was shown:\n" + shown());
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
