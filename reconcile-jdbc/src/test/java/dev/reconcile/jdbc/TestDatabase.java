package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A database that tests run on, and how it spells what they say in PostgreSQL's SQL. */
interface TestDatabase {

    DataSource dataSource();

    /** The journal's script for it. */
    String script();

    /** How it is said here. */
    default String spelled(String sql) {
        return sql;
    }

    /** A value for a column {@code timestamp with time zone}. */
    default Object time(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** What such a column holds; null if nothing. */
    default Instant time(ResultSet row, int index) throws SQLException {
        OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Locks a row until the transaction ends. */
    default void lockRow(Connection connection, String table, Object id) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT id FROM " + table + " WHERE id = ? FOR UPDATE")) {
            lock.setObject(1, id);
            lock.executeQuery();
        }
    }

    /** Runs the action while somebody else holds the row's lock. */
    default void whileMarksFail(String table, Object id, Runnable action) {
        try (Connection connection = dataSource().getConnection()) {
            connection.setAutoCommit(false);
            lockRow(connection, table, id);
            action.run();
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The database's time, for a column of a journal. */
    default String journalNow() {
        return "CURRENT_TIMESTAMP";
    }

    default void execute(String... statements) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(spelled(sql));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    default void insert(String sql, Object... values) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first row's columns. */
    default List<String> row(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(spelled(sql))) {
            List<String> row = new ArrayList<>();
            rows.next();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.add(rows.getString(i));
            }
            return row;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
