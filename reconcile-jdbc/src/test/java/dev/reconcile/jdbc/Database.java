package dev.reconcile.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** The real databases the tests run on, each started once and stopped with the JVM. */
enum Database {
    POSTGRES {
        @Override
        DataSource start() {
            try {
                return EmbeddedPostgres.start().getPostgresDatabase(); // listens on the loopback only, stops at exit
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },

    H2 {
        @Override
        DataSource start() {
            return new DriverDataSource("jdbc:h2:mem:reconcile;DB_CLOSE_DELAY=-1", "sa", "canary-password");
        }
    };

    private static final Map<Database, DataSource> STARTED = new ConcurrentHashMap<>();

    abstract DataSource start();

    DataSource dataSource() {
        return STARTED.computeIfAbsent(this, Database::start);
    }

    void execute(String... statements) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void insert(String sql, Object... values) {
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
    List<String> row(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
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
