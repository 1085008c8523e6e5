package dev.reconcile.jdbc;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mysql.MySQLContainer;

/** MySQL itself. Shows as skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerMySqlCatalogTest extends JdbcCatalogContract {

    @Container
    private static final MySQLContainer SERVER =
            new MySQLContainer("mysql:8.4.6").withCommand("--default-time-zone=+00:00");

    @Override
    TestDatabase database() {
        return Deployed.mySql(SERVER);
    }
}
