package dev.reconcile.examples.adapter;

// snippet: contract
import dev.reconcile.store.ObjectStore;
import dev.reconcile.testkit.ObjectStoreContract;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;

class BlobTableTest extends ObjectStoreContract {

    private final DataSource database = database();
    private final Jdbi jdbi = Jdbi.create(database);
    private final ObjectStore store = new BlobTable("blobs of the test", database);

    private static DataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Jdbi.create(source)
                .useHandle(handle -> handle.execute("CREATE TABLE blobs (object_key VARBINARY(1024) PRIMARY KEY,"
                        + " etag VARCHAR(100), modified TIMESTAMP, content VARBINARY(1000000))"));
        return source;
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected void put(String key, byte[] content) {
        jdbi.useHandle(handle -> handle.execute(
                "MERGE INTO blobs VALUES (?, ?, CURRENT_TIMESTAMP, ?)", bytes(key), "" + UUID.randomUUID(), content));
    }

    @Override
    protected void remove(String key) {
        jdbi.useHandle(handle -> handle.execute("DELETE FROM blobs WHERE object_key = ?", bytes(key)));
    }

    @Override
    protected boolean supportsReading() {
        return false; // this adapter gives no content
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
// end
