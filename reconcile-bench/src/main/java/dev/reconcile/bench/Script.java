package dev.reconcile.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A contestant in another language: a script beside this class, which prints an {@link Outcome} at its end. */
final class Script implements Entrant {

    private final String title;
    private final String file;
    private final List<String> interpreter;
    private final List<String> probe;
    private final String lacking;

    private Script(String title, String file, List<String> interpreter, List<String> probe, String lacking) {
        this.title = title;
        this.file = file;
        this.interpreter = interpreter;
        this.probe = probe;
        this.lacking = lacking;
    }

    static List<Entrant> all() {
        String python = Objects.requireNonNullElse(System.getenv("RECONCILE_PYTHON"), "python3");
        return List.of(
                new Script(
                        "rclone-sort-comm",
                        "rclone-sort-comm.sh",
                        List.of("bash"),
                        List.of(
                                "bash",
                                "-c",
                                "\"${RECONCILE_RCLONE:-rclone}\" version && psql --version && comm --version"),
                        "rclone, psql or comm isn't there; scripts/rclone builds rclone, RECONCILE_RCLONE names it"),
                new Script(
                        "boto3-copy-antijoin",
                        "boto3-copy-antijoin.py",
                        List.of(python),
                        List.of(python, "-c", "import boto3, psycopg"),
                        python + " has no boto3 or psycopg; RECONCILE_PYTHON names another"));
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<String> lacks() {
        try {
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(lacking);
        } catch (IOException notThere) {
            return Optional.of(lacking);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
    }

    @Override
    public Trial run(Bench bench, Setting setting) throws IOException, InterruptedException {
        Path script = Files.createTempFile("reconcile-bench-", file);
        try (InputStream source = Objects.requireNonNull(Script.class.getResourceAsStream(file))) {
            Files.write(script, source.readAllBytes());
            List<String> command = new java.util.ArrayList<>(interpreter);
            command.add(script.toString());
            ProcessBuilder process = new ProcessBuilder(command);
            process.environment()
                    .putAll(Map.of(
                            "ENDPOINT", setting.endpoint(),
                            "BUCKET", SyntheticStore.BUCKET,
                            "PGHOST", "127.0.0.1",
                            "PGPORT", String.valueOf(bench.database().port()),
                            "PGUSER", "postgres",
                            "PGDATABASE", "postgres",
                            "AWS_ACCESS_KEY_ID", "bench",
                            "AWS_SECRET_ACCESS_KEY", "bench-secret",
                            "AWS_DEFAULT_REGION", "us-east-1",
                            "CONCURRENCY", String.valueOf(setting.concurrency())));
            return bench.measured(process, true);
        } finally {
            Files.deleteIfExists(script);
        }
    }
}
