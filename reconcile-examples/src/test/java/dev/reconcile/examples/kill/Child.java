package dev.reconcile.examples.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with one call of an engine. */
final class Child {

    /** In milliseconds, far beyond any child's time on any machine: a child that hangs mustn't hang the build. */
    private static final long HANGS_AFTER = 900_000;

    private final Process process;
    private final Path answer;
    private final Path log;
    private final String holder;

    private Child(Process process, Path answer, Path log, String holder) {
        this.process = process;
        this.answer = answer;
        this.log = log;
        this.holder = holder;
    }

    /** @param operation as {@link ChildMain} knows it; {@code run} may be empty */
    static Child start(Jvm jvm, Site site, String holder, String operation, String run, Path directory) {
        Path answer = directory.resolve(holder + ".json");
        Path log = directory.resolve(holder + ".log");
        try {
            List<String> command = new ArrayList<>(jvm.command(ChildMain.class));
            command.addAll(List.of(
                    site.s3().toString(),
                    site.database(),
                    site.name(),
                    site.journal(),
                    holder,
                    operation,
                    run,
                    answer.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Child(process, answer, log, holder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How others are told of it. */
    String named() {
        return holder + " on ";
    }

    String process() {
        return "process " + process.pid();
    }

    /** SIGKILL; returns when the kernel has taken everything from it. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    /** Its exit code; a child that hangs is killed in the end, and has one that is no success. */
    int join() {
        if (!endsWithin(HANGS_AFTER)) {
            process.destroyForcibly();
        }
        return process.onExit().join().exitValue();
    }

    boolean endsWithin(long milliseconds) {
        try {
            return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("Interrupted while a child ran", e);
        }
    }

    /** Its report, or who kept it from running. */
    String answer() {
        try {
            return Files.exists(answer) ? Files.readString(answer) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
