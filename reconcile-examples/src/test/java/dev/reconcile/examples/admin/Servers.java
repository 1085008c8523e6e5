package dev.reconcile.examples.admin;

import dev.reconcile.RunListener;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.servers.LocalS3;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectStore;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A PostgreSQL and an S3 server, with a table and a bucket of their own for each test. */
final class Servers implements AutoCloseable {

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    final LocalPostgres postgres;
    final LocalS3 storage;
    final S3Client s3;
    String bucket = "none";

    /** The engine's clock: a week ahead, so that what was just made is old enough to be judged; set by hand. */
    volatile Instant now = Instant.now().plus(Duration.ofDays(7));

    Servers() throws Exception {
        postgres = LocalPostgres.start();
        storage = LocalS3.start();
        s3 = storage.client();
    }

    /** An empty table and an empty bucket. */
    void renew() throws SQLException {
        bucket = "images-" + BUCKETS.incrementAndGet();
        s3.createBucket(named -> named.bucket(bucket));
        sql("DROP TABLE IF EXISTS images");
        sql("""
                CREATE TABLE images (
                    id            bigint PRIMARY KEY,
                    project_id    bigint NOT NULL,
                    status        text NOT NULL,
                    error_message text,
                    original_url  text NOT NULL,
                    staged_url    text,
                    updated_at    timestamptz NOT NULL)""");
    }

    ObjectStore store() {
        return S3ObjectStore.builder(s3, bucket)
                .listOrder(ListOrder.NONE)
                .keyRules(KeyRules.FILE_SYSTEM)
                .build();
    }

    ImagesHost host(ObjectStore store, Path journal, ObservationRegistry observations) {
        return ImagesHost.over(
                store,
                ImagesHost.images(postgres.database(), bucket),
                observations,
                RunListener.NONE,
                engine -> engine.journal(journal).clock(() -> now).unsafeAgesByOwnClock());
    }

    /** A row that nobody wrote for a month. */
    void row(int id, int project, String status) throws SQLException {
        sql("INSERT INTO images VALUES (" + id + ", " + project + ", '" + status + "', "
                + (status.equals("error") ? "'given up by hand'" : "NULL") + ", 's3://" + bucket + "/" + original(id)
                + "', " + (status.equals("ready") ? "'s3://" + bucket + "/" + staged(id) + "'" : "NULL")
                + ", now() - interval '30 days')");
    }

    static String original(int id) {
        return "original/" + id + ".jpg";
    }

    static String staged(int id) {
        return "staged/" + id + ".jpg";
    }

    void put(String key) {
        s3.putObject(object -> object.bucket(bucket).key(key), RequestBody.fromBytes(new byte[10]));
    }

    boolean has(String key) {
        try {
            s3.headObject(object -> object.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException absent) {
            return false;
        }
    }

    void sql(String statement) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    /** The first column. */
    List<String> select(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        s3.close();
        storage.close();
        postgres.close();
    }
}
