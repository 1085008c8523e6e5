package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections that break right after the server has committed. */
record LosingCommits(DataSource real) implements PlainDataSource {

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = real.getConnection();
        return PlainDataSource.through((method, arguments) -> {
            Object answer = method.invoke(connection, arguments);
            if (method.getName().equals("commit")) {
                throw new SQLException("the connection was lost", "08006");
            }
            return answer;
        });
    }
}
