package dev.reconcile.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The supported databases. */
final class Dialects {

    private static final List<Dialect> ALL = List.of(
            new PostgresDialect(),
            new MySqlDialect(),
            new MariaDbDialect(),
            new SqliteDialect(),
            new H2Dialect(),
            new OracleDialect(),
            new SqlServerDialect());

    private Dialects() {}

    static Dialect of(DatabaseMetaData metadata) throws SQLException {
        return of(metadata.getDatabaseProductName());
    }

    static Dialect of(String product) {
        return ALL.stream()
                .filter(dialect -> dialect.product().equals(product))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Unsupported database: " + product + ", expected one of "
                                + ALL.stream().map(Dialect::product).collect(Collectors.joining(", "))));
    }
}
