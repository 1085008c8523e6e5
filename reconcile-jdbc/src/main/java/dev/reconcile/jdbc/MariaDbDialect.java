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

    @Override
    String forUpdateOfFreeRows() {
        return " FOR UPDATE SKIP LOCKED";
    }

    /** InnoDB keeps locks on whatever a statement read, but for READ COMMITTED: where that is the whole table, on every row of it. */
    @Override
    boolean locksInPassing() {
        return true;
    }
}
