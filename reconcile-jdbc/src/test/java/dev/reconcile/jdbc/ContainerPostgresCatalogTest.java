package dev.reconcile.jdbc;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The server as it is deployed. Shows as skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerPostgresCatalogTest extends JdbcCatalogContract {

    @Container
    private static final PostgreSQLContainer SERVER = new PostgreSQLContainer("postgres:17-alpine");

    @Override
    TestDatabase database() {
        return Deployed.postgres(SERVER);
    }
}
