package dev.reconcile.jdbc;

import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A MySQL that the environment names: RECONCILE_MYSQL_URL, a JDBC URL of an empty database whose sessions are in UTC, with
 * RECONCILE_MYSQL_USER and RECONCILE_MYSQL_PASSWORD. Shows as skipped without.
 */
@EnabledIfEnvironmentVariable(named = "RECONCILE_MYSQL_URL", matches = ".+")
class NamedMySqlCatalogTest extends JdbcCatalogContract {

    @Override
    TestDatabase database() {
        return Deployed.mySql(new DriverDataSource(
                System.getenv("RECONCILE_MYSQL_URL"),
                System.getenv("RECONCILE_MYSQL_USER"),
                System.getenv("RECONCILE_MYSQL_PASSWORD")));
    }
}
