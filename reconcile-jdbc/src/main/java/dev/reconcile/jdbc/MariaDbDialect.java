package dev.reconcile.jdbc;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** MariaDB 10.6 and later. A statement of its own says how long it waits for a lock, so that the session isn't touched. */
final class MariaDbDialect extends MySqlDialect {

    @Override
    String product() {
        return "MariaDB";
    }

    @Override
    String script() {
        return "mariadb.sql";
    }

    @Override
    void limitLockWait(Handle handle, Duration limit) {}

    @Override
    String forUpdate(Duration limit) {
        return " FOR UPDATE WAIT " + seconds(limit);
    }
}
