package dev.reconcile.examples.uploads;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcClaims;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.upload.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;

/** The service's table, in PostgreSQL. */
final class ArtifactRows {

    private ArtifactRows() {}

    /** As a migration does it. */
    static void migrate(DataSource database) throws SQLException, IOException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                InputStream claims = JdbcClaims.class.getResourceAsStream("claims/postgresql.sql")) {
            statement.execute("CREATE TABLE artifacts (object_key text PRIMARY KEY, status text NOT NULL,"
                    + " bytes bigint NOT NULL, updated_at timestamp with time zone NOT NULL)");
            statement.execute(new String(Objects.requireNonNull(claims).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static void insert(Connection connection, Artifact artifact) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO artifacts (object_key, status, bytes, updated_at) VALUES (?, 'ready', ?, ?)")) {
            insert.setString(1, artifact.key().value());
            insert.setLong(2, artifact.content().size());
            insert.setTimestamp(3, Timestamp.from(Instant.now()));
            insert.executeUpdate();
        }
    }

    static MetadataCatalog catalog(DataSource database, String bucket) {
        return JdbcCatalog.builder(database)
                .table("artifacts")
                .id("object_key")
                .status("status", "corrupted")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of(
                                "content",
                                "object_key",
                                ObjectLocator.bucket(bucket).keys())
                        .size("bytes"))
                .build();
    }
}
