package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** A pool of one: a second connection, while the first is out, is one that nobody will ever get. */
record PoolOfOne(DataSource real, AtomicBoolean out) implements PlainDataSource {

    @Override
    public Connection getConnection() throws SQLException {
        if (!out.compareAndSet(false, true)) {
            throw new SQLException("the pool is exhausted", "08001");
        }
        Connection connection = real.getConnection();
        return PlainDataSource.through((method, arguments) -> {
            if (method.getName().equals("close")) {
                out.set(false);
            }
            return method.invoke(connection, arguments);
        });
    }
}
