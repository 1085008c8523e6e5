package dev.reconcile.examples.proxy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The application's own table of versions, as its proxy reads it. */
final class FileVersions {

    /** What a version whose object is missing is marked with. */
    static final String CORRUPTED = "corrupted";

    private final DataSource database;

    FileVersions(DataSource database) {
        this.database = database;
    }

    /** One version of a file. */
    record Version(
            long id,
            long file,
            String key,
            long size,
            @Nullable String contentType,
            String status) {

        boolean isCorrupted() {
            return status.equals(CORRUPTED);
        }
    }

    Optional<Version> find(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT version_id, file_id, object_key,"
                        + " size_bytes, content_type, status FROM file_versions WHERE version_id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Version(
                                row.getLong(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getString(5),
                                row.getString(6)))
                        : Optional.empty();
            }
        }
    }
}
