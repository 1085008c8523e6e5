package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A new connection each time, without a pool. */
record DriverDataSource(String url, String user, String password) implements PlainDataSource {

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(user, password);
    }

    @Override
    public Connection getConnection(String asUser, String itsPassword) throws SQLException {
        return DriverManager.getConnection(url, asUser, itsPassword);
    }
}
