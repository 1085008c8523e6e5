package dev.reconcile.cli;

import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/** An image service: a table in a database, a bucket behind a real S3 protocol, a configuration, and some drift. */
final class Images implements AutoCloseable {

    static final int ROWS = 200;
    private final Instant longAgo = Instant.now().minus(Duration.ofDays(30));

    final S3Server server = S3Server.start("images");
    final S3Bucket bucket = server.bucket("images");
    final Path configuration;
    private final String url;
    private final Connection connection;

    /** With the given lines under {@code run:}. */
    Images(Path directory, String... run) throws SQLException, IOException {
        url = "jdbc:h2:mem:" + directory.getFileName() + System.nanoTime()
                + ";DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=TRUE";
        connection = DriverManager.getConnection(url);
        configuration = directory.resolve("reconcile.yaml");
        Files.writeString(
                configuration, yaml() + (run.length == 0 ? "" : "run:\n  " + String.join("\n  ", run) + "\n"));
        execute("CREATE TABLE images (id BIGINT PRIMARY KEY, project_id BIGINT NOT NULL, object_key VARCHAR(1024),"
                + " status VARCHAR(20), error_message VARCHAR(500), updated_at TIMESTAMP WITH TIME ZONE)");
        execute("CREATE INDEX by_key ON images (object_key)");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO images VALUES (?, ?, ?, 'ready', NULL, ?)")) {
            for (int i = 1; i <= ROWS; i++) {
                insert.setLong(1, i);
                insert.setLong(2, i % 3);
                insert.setString(3, key(i));
                insert.setObject(4, OffsetDateTime.ofInstant(longAgo, ZoneOffset.UTC));
                insert.addBatch();
                bucket.putEmpty(key(i), 100 + i, longAgo);
            }
            insert.executeBatch();
        }
    }

    private String yaml() {
        return """
                catalog:
                  url: "%s"
                  table: images
                  id: [id]
                  status: {column: status, error: error, message: error_message}
                  updated-at: updated_at
                  references:
                    content: {column: object_key}
                  context: [project_id]
                  filters: [project_id]
                store:
                  type: s3
                  endpoint: %s
                  region: %s
                  bucket: images
                  access-key: ${S3_ACCESS_KEY}
                  secret-key: ${S3_SECRET_KEY}
                """.formatted(url, server.endpoint(), server.region());
    }

    static String key(int id) {
        return "images/" + id % 10 + "/" + id + ".jpg";
    }

    /** Rows 7, 8 and 9 lose their objects, and three objects nobody refers to appear. */
    Images withDrift() {
        for (int id : new int[] {7, 8, 9}) {
            bucket.remove(key(id));
        }
        for (int i = 1; i <= 3; i++) {
            bucket.putEmpty("images/stray/" + i + ".jpg", 1000L * i, longAgo);
        }
        return this;
    }

    Map<String, String> environment() {
        return Map.of("S3_ACCESS_KEY", S3Server.ACCESS_KEY, "S3_SECRET_KEY", S3Server.SECRET_KEY);
    }

    Called call(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "-c";
        all[1] = configuration.toString();
        System.arraycopy(args, 0, all, 2, args.length);
        return Called.with(environment(), "", all);
    }

    String status(int id) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT status FROM images WHERE id = " + id)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        server.close();
    }
}
