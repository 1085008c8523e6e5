package dev.reconcile.examples.million;

import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.report.TextReport;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The part of the million run that runs in the small JVM. */
final class MillionReconcile {

    private MillionReconcile() {}

    public static void main(String[] args) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        S3Connection connection = S3Connection.to(URI.create(args[1]), "us-east-1")
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
        RunReport report;
        try (S3Client client = connection.open()) {
            MetadataCatalog catalog = JdbcCatalog.builder(database)
                    .table("images")
                    .id("id")
                    .status("status", "error")
                    .errorMessage("error")
                    .updatedAt("updated_at")
                    .reference(
                            "original",
                            "original_key",
                            ObjectLocator.bucket("images").keys())
                    .build();
            ReconcileEngine engine = ReconcileEngine.builder(S3ObjectStore.of(client, "images"), catalog)
                    .listener(new Ticker())
                    .build();
            report = engine.run(ReconcileRequest.builder()
                    .batchSize(2000)
                    .unlimitedRequests()
                    .examples(2)
                    .build());
        }
        System.out.println();
        System.out.print(TextReport.render(report));
        System.out.printf(
                Locale.ROOT,
                "Heap limit %d MiB, peak of the whole process %s%n",
                Runtime.getRuntime().maxMemory() >> 20,
                peakResident());
        expect("records", args[2], report.records());
        expect("missing", args[3], report.missing());
        expect("orphans", args[4], report.objects().orphans());
        expect("unknown", "0", report.unknown());
    }

    private static void expect(String what, String expected, long found) {
        if (!expected.equals(String.valueOf(found))) {
            System.err.println("Expected " + what + ": " + expected + ", found: " + found);
            System.exit(1);
        }
    }

    /** As Linux counts it; other systems have tools of their own. */
    private static String peakResident() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }

    /** A line for every tenth of the way. */
    private static final class Ticker implements RunListener {

        private Progress.Stage stage = Progress.Stage.SNAPSHOT;
        private long next;

        @Override
        public void progressed(Progress progress) {
            if (progress.stage() != stage) {
                stage = progress.stage();
                next = 0;
            }
            if (progress.done() < next) {
                return;
            }
            next = progress.done() + 200_000;
            String total = progress.total().isPresent()
                    ? String.format(Locale.ROOT, " of %,d", progress.total().getAsLong())
                    : "";
            System.out.printf(
                    Locale.ROOT,
                    "    %-8s %,9d%s, %,.0f a second%n",
                    progress.stage(),
                    progress.done(),
                    total,
                    progress.rate());
        }
    }
}
