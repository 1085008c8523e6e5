package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.testcontainers.containers.JdbcDatabaseContainer;

/** Servers as they are deployed, in containers mostly. */
record Deployed(DataSource dataSource, String script, UnaryOperator<String> spelling) implements TestDatabase {

    private static DataSource source(JdbcDatabaseContainer<?> server) {
        return new DriverDataSource(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    static TestDatabase postgres(JdbcDatabaseContainer<?> server) {
        return new Deployed(source(server), "postgresql", UnaryOperator.identity());
    }

    static TestDatabase oracle(JdbcDatabaseContainer<?> server) {
        return new Deployed(
                source(server),
                "oracle",
                sql -> sql.replace("varchar(", "varchar2(").replace("bigint", "number(19)"));
    }

    static TestDatabase mySql(JdbcDatabaseContainer<?> server) {
        return mySql(source(server));
    }

    /** Its sessions have to be in UTC. */
    static TestDatabase mySql(DataSource dataSource) {
        return new MySql(dataSource, "mysql");
    }

    static TestDatabase sqlServer(JdbcDatabaseContainer<?> server) {
        return new SqlServer(source(server), "sqlserver");
    }

    @Override
    public String spelled(String sql) {
        return spelling.apply(sql);
    }

    private record MySql(DataSource dataSource, String script) implements TestDatabase {

        @Override
        public String spelled(String sql) {
            return MariaDbServer.spelled(sql);
        }

        @Override
        public Object time(Instant time) {
            return time.toString().replace('T', ' ').replace("Z", "");
        }

        @Override
        public Instant time(ResultSet row, int index) throws SQLException {
            String text = row.getString(index);
            return text == null ? null : Instant.parse(text.replace(' ', 'T') + "Z");
        }

        @Override
        public String journalNow() {
            return "UTC_TIMESTAMP(6)";
        }
    }

    private record SqlServer(DataSource dataSource, String script) implements TestDatabase {

        @Override
        public String spelled(String sql) {
            return sql.replaceAll("timestamp(\\(6\\))? with time zone", "datetimeoffset")
                    .replace("varchar(", "nvarchar(");
        }

        @Override
        public void lockRow(Connection connection, String table, Object id) throws SQLException {
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT id FROM " + table + " WITH (UPDLOCK, ROWLOCK) WHERE id = ?")) {
                lock.setObject(1, id);
                lock.executeQuery();
            }
        }

        @Override
        public String journalNow() {
            return "SYSDATETIMEOFFSET()";
        }
    }
}
