package dev.reconcile.cli.setup;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A table of images with six rows, of which the last has been marked. */
final class ImageTable {

    private ImageTable() {}

    /** @param prefix what the URLs and keys begin with: {@code ""} for keys below {@code media/} without it */
    static void make(Connection database, String timestamp, String prefix) throws SQLException {
        try (Statement sql = database.createStatement()) {
            sql.execute(
                    "CREATE TABLE images (id BIGINT NOT NULL PRIMARY KEY, project_id BIGINT NOT NULL, status VARCHAR(20) NOT NULL,"
                            + " error_message VARCHAR(200), image_key VARCHAR(300), size_bytes BIGINT, content_sha256 VARCHAR(64),"
                            + " created_at " + timestamp + ", updated_at " + timestamp + ")");
            sql.execute("CREATE INDEX images_by_key ON images (image_key)");
            for (int i = 1; i <= 6; i++) {
                sql.execute("INSERT INTO images VALUES (" + i + ", 1, '" + (i == 6 ? "error" : "ready") + "', NULL, '"
                        + prefix + "a/" + i + ".jpg', " + 10 * i + ", '"
                        + Integer.toHexString(i).repeat(64) + "', '2026-01-01 00:00:00', '2026-01-01 00:00:00')");
            }
        }
    }
}
