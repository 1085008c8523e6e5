package dev.reconcile.examples.integration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** An application as there are many: images of albums, a row and an object each. It doesn't know Reconcile. */
class Images {

    static final String BUCKET = "images";

    private final DataSource database;
    private final S3Client s3;

    Images(DataSource database, S3Client s3) {
        this.database = database;
        this.s3 = s3;
    }

    /** Stores an image, or nothing at all if the album is full. */
    String upload(long album, byte[] content) throws SQLException {
        String id = UUID.randomUUID().toString();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                change(
                        connection,
                        "INSERT INTO images VALUES (?, ?, ?, 'ready', current_timestamp)",
                        id,
                        album,
                        key(id));
                put(key(id), content);
                change(connection, "UPDATE albums SET images = images + 1 WHERE id = ?", album);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                remove(key(id));
                throw failed;
            }
        }
        return id;
    }

    void delete(String id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            change(connection, "DELETE FROM images WHERE id = ?", id);
        }
        remove(key(id));
    }

    static String key(String id) {
        return "image/" + id;
    }

    void put(String key, byte[] content) {
        s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    void remove(String key) {
        s3.deleteObject(delete -> delete.bucket(BUCKET).key(key));
    }

    private static void change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
