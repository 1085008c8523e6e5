package dev.reconcile.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.s3.S3ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** A dry run as a host makes one: the library's defaults, a pool, a journal on disk; but no limit to the requests. */
final class OwnRun {

    private OwnRun() {}

    static Outcome run(Setting setting) throws IOException {
        return run(setting, request -> request);
    }

    /** @throws IllegalStateException if the run isn't whole */
    static Outcome run(Setting setting, UnaryOperator<ReconcileRequest.Builder> change) throws IOException {
        long start = System.nanoTime();
        RunReport report = report(setting, change);
        if (report.state() != RunState.COMPLETE) {
            throw new IllegalStateException("The run isn't whole: " + report.state() + ", " + report.problems());
        }
        return Outcome.of(
                report.records(),
                report.objects().listed(),
                report.missing(),
                report.objects().orphans(),
                (System.nanoTime() - start) / 1e9,
                walkSeconds(report));
    }

    static double walkSeconds(RunReport report) {
        return report.timings().getOrDefault(Stage.WALK, Duration.ZERO).toNanos() / 1e9;
    }

    static RunReport report(Setting setting, UnaryOperator<ReconcileRequest.Builder> change) throws IOException {
        Path directory = Files.createTempDirectory("reconcile-bench-");
        try (HikariDataSource database = setting.database();
                S3Client client = setting.client()) {
            ReconcileEngine engine = ReconcileEngine.builder(
                            S3ObjectStore.of(client, SyntheticStore.BUCKET), Setting.catalog(database))
                    .journal(directory.resolve("journal"))
                    .spillDirectory(directory)
                    .build();
            return engine.run(change.apply(ReconcileRequest.builder()
                            .batchSize(setting.batch())
                            .concurrency(setting.concurrency())
                            .unlimitedRequests())
                    .build());
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(OwnRun::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
