package dev.reconcile.jdbc;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;

/**
 * Where connections come from.
 *
 * @param given the data source or Jdbi that the host gave: a catalog and a journal over the same one are in one database
 */
record Source(Object given, Jdbi jdbi) {

    static Source of(DataSource dataSource) {
        return new Source(dataSource, Jdbi.create(() -> {
            try {
                return dataSource.getConnection();
            } catch (RuntimeException poolFailure) { // some pools throw their own kind when they can't start
                throw new SQLException("The data source gave no connection", "08001", poolFailure);
            }
        }));
    }

    static Source of(Jdbi jdbi) {
        return new Source(jdbi, jdbi);
    }

    /**
     * A connection of its own, outside of any transaction. One that comes with auto-commit off is refused: a pool may be set up so,
     * but it may as well be the one on which the application's own transaction is under way, which isn't ours to end.
     */
    Handle open() throws SQLException {
        Handle handle = jdbi.open();
        if (handle.isInTransaction()) {
            handle.getConfig(Handles.class).setForceEndTransactions(false);
            handle.close();
            throw new SQLException("The connection comes with a transaction", "25001");
        }
        return handle;
    }

    boolean isSameAs(Source other) {
        return given == other.given;
    }
}
