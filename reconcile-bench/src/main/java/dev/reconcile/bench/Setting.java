package dev.reconcile.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.s3.S3Connection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What every contestant is given.
 *
 * @param concurrency requests to the store under way at once
 * @param batch rows a page
 * @param sample at most so many rows are looked up one by one
 */
record Setting(DataSet data, String endpoint, String jdbcUrl, int concurrency, int batch, long sample) {

    static Setting of(Arguments arguments) {
        return new Setting(
                DataSet.of(arguments),
                arguments.required("endpoint"),
                arguments.required("database"),
                (int) arguments.number("concurrency", 8),
                (int) arguments.number("batch", 1000),
                arguments.number("sample", 20_000));
    }

    /** What {@link #of} reads. */
    String[] arguments() {
        List<String> arguments = new ArrayList<>();
        Collections.addAll(arguments, data.arguments());
        Collections.addAll(arguments, "--endpoint", endpoint, "--database", jdbcUrl);
        Collections.addAll(arguments, "--concurrency", String.valueOf(concurrency));
        Collections.addAll(arguments, "--batch", String.valueOf(batch), "--sample", String.valueOf(sample));
        return arguments.toArray(String[]::new);
    }

    Setting withConcurrency(int calls) {
        return new Setting(data, endpoint, jdbcUrl, calls, batch, sample);
    }

    S3Client client() {
        return S3Connection.to(URI.create(endpoint), "us-east-1")
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench-secret")))
                .open();
    }

    /** A pool, as an application has one. */
    HikariDataSource database() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(Math.max(4, concurrency + 1));
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    static JdbcCatalog catalog(HikariDataSource database) {
        return JdbcCatalog.builder(database)
                .table("images")
                .id("id")
                .status("status", "error")
                .errorMessage("error")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of(
                                "original",
                                "storage_key",
                                ObjectLocator.bucket(SyntheticStore.BUCKET).keys())
                        .size("size_bytes"))
                .build();
    }

    /** The key space cut into as many parts of equal size as there are calls at once: what a lister would give for hints. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            parts.add(new Part(data.items() * i / concurrency, data.items() * (i + 1) / concurrency));
        }
        return parts;
    }

    /** @param from the first item; {@code to} is the first beyond */
    record Part(long from, long to) {

        /** The key to start after; empty for the beginning. */
        String startAfter(DataSet data) {
            return from == 0 ? "" : data.key(from - 1);
        }

        long objects(DataSet data) {
            long objects = 0;
            for (long item = from; item < to; item++) {
                objects += data.hasObject(item) ? 1 : 0;
            }
            return objects;
        }
    }
}
