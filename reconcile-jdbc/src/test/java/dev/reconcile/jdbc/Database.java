package dev.reconcile.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The real databases the tests run on, each started once and stopped with the JVM. The tests' SQL is PostgreSQL's; what another one
 * spells differently is translated here.
 */
enum Database implements TestDatabase {
    POSTGRES("postgresql", "public", "postgresql:postgres.public", "SHOW lock_timeout") {
        @Override
        DataSource start() throws IOException {
            return EmbeddedPostgres.builder() // listens on the loopback only, stops at exit
                    .setServerConfig("fsync", "off") // no test pulls the plug
                    .start()
                    .getPostgresDatabase();
        }
    },

    H2("h2", "PUBLIC", "h2:RECONCILE.PUBLIC", "SELECT LOCK_TIMEOUT()") {
        @Override
        DataSource start() {
            return new DriverDataSource("jdbc:h2:mem:reconcile;DB_CLOSE_DELAY=-1", "sa", "canary-password");
        }
    },

    MARIADB("mariadb", "reconcile", "mariadb:reconcile", "SELECT @@SESSION.innodb_lock_wait_timeout") {
        @Override
        DataSource start() {
            return MariaDbServer.dataSource("jdbc:mariadb:", "reconcile");
        }

        @Override
        public String spelled(String sql) {
            return MariaDbServer.spelled(sql);
        }

        @Override
        public Object time(Instant time) {
            return MariaDbServer.time(time);
        }

        @Override
        public Instant time(ResultSet row, int index) throws SQLException {
            return MariaDbServer.time(row.getString(index));
        }
    },

    /** MySQL's own client, which takes the server for a MySQL; the server is MariaDB's all the same. */
    MYSQL_CLIENT("mysql", "reconcile_too", "mysql:reconcile_too", "SELECT @@SESSION.innodb_lock_wait_timeout") {
        @Override
        DataSource start() {
            return MariaDbServer.dataSource("jdbc:mysql:", "reconcile_too");
        }

        @Override
        public String spelled(String sql) {
            return MariaDbServer.spelled(sql);
        }

        @Override
        public Object time(Instant time) {
            return MariaDbServer.time(time);
        }

        @Override
        public Instant time(ResultSet row, int index) throws SQLException {
            return MariaDbServer.time(row.getString(index));
        }
    },

    SQLITE("sqlite", "main", "sqlite:reconcile.db.main", "PRAGMA busy_timeout") {
        @Override
        DataSource start() throws IOException {
            Path folder = Files.createTempDirectory("reconcile-sqlite");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return new DriverDataSource("jdbc:sqlite:" + folder.resolve("reconcile.db"), "", "");
        }

        @Override
        public String spelled(String sql) {
            return sql.replace("CURRENT_TIMESTAMP", "strftime('%Y-%m-%d %H:%M:%f', 'now')")
                    .replaceAll("(?i)(timestamp(\\(\\d\\))?) with time zone(?! *')", "timestamp")
                    .replaceAll("(?i)TIMESTAMP( WITH TIME ZONE)? '", "'")
                    .replaceAll("\\b(int|bigint|smallint) PRIMARY KEY", "integer PRIMARY KEY")
                    .replaceAll("(varchar\\(\\d+\\)|text|uuid) PRIMARY KEY", "$1 NOT NULL PRIMARY KEY");
        }

        @Override
        public Object time(Instant time) {
            return time.toString();
        }

        @Override
        public Instant time(ResultSet row, int index) throws SQLException {
            return SqliteTime.instant(row.getString(index), ZoneOffset.UTC);
        }

        /** Its one lock would make all marks fail. */
        @Override
        public void whileMarksFail(String table, Object id, Runnable action) {
            execute("CREATE TRIGGER failing BEFORE UPDATE ON " + table + " WHEN NEW.id = '"
                    + id.toString().replace("'", "''") + "' BEGIN SELECT RAISE(ABORT, 'failing'); END");
            try {
                action.run();
            } finally {
                execute("DROP TRIGGER failing");
            }
        }

        /** There is one lock, for all. */
        @Override
        public void lockRow(Connection connection, String table, Object id) throws SQLException {
            try (Statement lock = connection.createStatement()) {
                lock.execute("DELETE FROM " + table + " WHERE 1 = 0");
            }
        }
    };

    private static final Map<Database, DataSource> STARTED = new ConcurrentHashMap<>();

    private final String script;

    /** What its tables are in. */
    final String schema;

    /** The same, as identities name it. */
    final String identity;

    /** Tells how long the connection waits for locks. */
    final String lockWait;

    Database(String script, String schema, String identity, String lockWait) {
        this.script = script;
        this.schema = schema;
        this.identity = identity;
        this.lockWait = lockWait;
    }

    /** Whether many rows are marked by one transaction. */
    boolean marksTogether() {
        return this == POSTGRES || this == MARIADB;
    }

    abstract DataSource start() throws IOException;

    @Override
    public DataSource dataSource() {
        return STARTED.computeIfAbsent(this, database -> {
            try {
                return database.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            files.toList().forEach(file -> file.toFile().delete());
            Files.delete(folder);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    @Override
    public String script() {
        return script;
    }

    /** An expression for the whole seconds from one time of a journal to another. */
    String secondsBetween(String from, String to) {
        return switch (this) {
            case MARIADB, MYSQL_CLIENT -> "TIMESTAMPDIFF(SECOND, " + from + ", " + to + ")";
            case SQLITE -> "strftime('%s', " + to + ") - strftime('%s', " + from + ")";
            case POSTGRES, H2 -> "CAST(EXTRACT(EPOCH FROM (" + to + " - " + from + ")) AS bigint)";
        };
    }

    boolean isMySql() {
        return this == MARIADB || this == MYSQL_CLIENT;
    }

    @Override
    public String journalNow() {
        return isMySql() ? "UTC_TIMESTAMP(6)" : TestDatabase.super.journalNow();
    }
}
