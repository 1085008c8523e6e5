package dev.reconcile.jdbc;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.testkit.MetadataCatalogContract;
import dev.reconcile.testkit.StoredRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The contract on a table of its own; subclasses choose the database and the columns' types. */
abstract class JdbcCatalogContract extends MetadataCatalogContract {

    private static final String COLUMNS = "status, error_message, updated_at, project, original_url, staged_url";

    abstract TestDatabase database();

    String idType() {
        return "bigint";
    }

    String keyType() {
        return "varchar(4000)";
    }

    Object idValue(RecordId id) {
        return Long.valueOf(id.value());
    }

    ObjectLocator locator() {
        return ObjectLocator.bucket("images").keys();
    }

    /** What stands in the column for a key. */
    String spelled(String key) {
        return key;
    }

    @Override
    protected MetadataCatalog emptyCatalog() {
        database().execute("DROP TABLE IF EXISTS images");
        database()
                .execute("CREATE TABLE images (id " + idType()
                        + " PRIMARY KEY, status varchar(40), error_message varchar(255), "
                        + "updated_at timestamp(6) with time zone, project varchar(100), original_url " + keyType()
                        + ", staged_url " + keyType() + ", untouched integer DEFAULT 7)");
        return JdbcCatalog.builder(database().dataSource())
                .table("images")
                .status("status", "error")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .reference("original", "original_url", locator())
                .reference(ReferenceColumn.of("staged", "staged_url", locator()).whenStatus("ready"))
                .filter("project")
                .zone(ZoneOffset.UTC) // of timestamps that have none
                .lockTimeout(Duration.ofMillis(200))
                .purgeable()
                .build();
    }

    @Override
    protected void save(StoredRecord record) {
        delete(record.id());
        try (Connection connection = database().dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO images (id, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            Instant time = record.lastChanged();
            insert.setObject(1, idValue(record.id()));
            insert.setString(2, record.status());
            insert.setString(3, record.message());
            insert.setObject(4, time == null ? null : database().time(time));
            insert.setString(5, record.project());
            insert.setString(6, record.original() == null ? null : spelled(record.original()));
            insert.setString(7, record.staged() == null ? null : spelled(record.staged()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void delete(RecordId id) {
        try (Connection connection = database().dataSource().getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM images WHERE id = ?")) {
            delete.setObject(1, idValue(id));
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Optional<StoredRecord> stored(RecordId id) {
        try (Connection connection = database().dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM images WHERE id = ? AND untouched = 7")) {
            select.setObject(1, idValue(id));
            ResultSet row = select.executeQuery();
            return row.next() ? Optional.of(record(id, row)) : Optional.empty();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private StoredRecord record(RecordId id, ResultSet row) throws SQLException {
        Instant time = database().time(row, 3);
        return new StoredRecord(
                id,
                row.getString(1),
                row.getString(2),
                time == null ? null : time.truncatedTo(ChronoUnit.MILLIS),
                row.getString(4),
                key(row.getString(5)),
                key(row.getString(6)));
    }

    private String key(String spelled) {
        return spelled == null || !(locator().locate(spelled) instanceof dev.reconcile.catalog.Located.InBucket there)
                ? spelled
                : there.key().value();
    }

    @Override
    protected boolean supportsFailingMarks() {
        return true;
    }

    @Override
    protected void failingMarks(RecordId id, Runnable action) {
        database().whileMarksFail("images", idValue(id), action);
    }
}
