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
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.util.Locale;
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
                "Heap: at most %d MiB of %d MiB in use after a collection or between%n",
                peakHeap() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
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

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    /** A line for every tenth of the way. */
    private static final class Ticker implements RunListener {

        private long next;

        @Override
        public void progressed(Progress progress) {
            if (progress.done() >= next || progress.done() == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "    %-8s %,9d%s, %,.0f a second%n",
                        progress.stage(),
                        progress.done(),
                        progress.total().isPresent()
                                ? String.format(
                                        Locale.ROOT, " of %,d", progress.total().getAsLong())
                                : "",
                        progress.rate());
                next = progress.done() + 200_000;
            }
            if (progress.total().isPresent()
                    && progress.done() == progress.total().getAsLong()) {
                next = 0;
            }
        }
    }
}
