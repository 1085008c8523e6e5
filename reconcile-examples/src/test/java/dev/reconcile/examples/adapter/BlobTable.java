package dev.reconcile.examples.adapter;

// snippet: store
import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Files kept in a table, {@code blobs (object_key VARBINARY PRIMARY KEY, etag, modified, content)}; keys are UTF-8. */
final class BlobTable implements ObjectStore {

    private static final String COLUMNS = "SELECT object_key, LENGTH(content), etag, modified FROM blobs WHERE ";

    private final DataSource database;
    private final StoreProfile profile;

    BlobTable(String name, DataSource database) {
        this.database = database;
        this.profile = new StoreProfile(name, ListOrder.UTF8, KeyRules.S3); // bytes, compared as bytes
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException(
                    Doubt.INTERRUPTED, "Listing " + profile.identity() + ": the thread was interrupted");
        }
        ObjectKey after = request.after();
        List<StoredObject> page = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        COLUMNS + "object_key >= ? AND object_key > ? ORDER BY object_key FETCH FIRST ? ROWS ONLY")) {
            select.setBytes(1, bytes(request.prefix()));
            select.setBytes(2, bytes(after == null ? "" : after.value()));
            select.setInt(3, request.maxKeys());
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                StoredObject object = object(rows);
                if (!object.key().value().startsWith(request.prefix())) {
                    return new ListPage(page, null); // in this order, all keys with the prefix stand together
                }
                page.add(object);
            }
        } catch (SQLException e) { // a page is whole, or there is none
            throw new StoreException(Doubt.UNAVAILABLE, "Listing " + profile.identity() + " failed", e);
        }
        boolean isLast = page.size() < request.maxKeys();
        return new ListPage(
                page,
                isLast ? null : request.continued(page.get(page.size() - 1).key(), null));
    }

    @Override
    public Presence stat(ObjectKey key) {
        if (Thread.currentThread().isInterrupted()) {
            return Presence.unknown(Doubt.INTERRUPTED, "The thread was interrupted before the look");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(COLUMNS + "object_key = ?")) {
            select.setBytes(1, bytes(key.value()));
            ResultSet rows = select.executeQuery();
            return rows.next() ? Presence.present(object(rows)) : Presence.absent();
        } catch (SQLException e) { // no error says that an object is absent
            return Presence.unknown(Doubt.UNAVAILABLE, "Looking at '" + key + "' in " + profile.identity() + " failed");
        }
    }

    private static StoredObject object(ResultSet row) throws SQLException {
        return new StoredObject(
                ObjectKey.of(new String(row.getBytes(1), StandardCharsets.UTF_8)),
                row.getLong(2),
                row.getString(3),
                row.getTimestamp(4).toInstant(),
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {} // the data source is the application's
}
// end
