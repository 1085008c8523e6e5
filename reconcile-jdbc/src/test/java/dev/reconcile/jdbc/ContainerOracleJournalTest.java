package dev.reconcile.jdbc;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.oracle.OracleContainer;

/** Oracle Database. Shows as skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerOracleJournalTest extends JdbcJournalContract {

    @Container
    private static final OracleContainer SERVER = new OracleContainer("gvenzl/oracle-free:23.8-slim-faststart");

    @Override
    TestDatabase database() {
        return Deployed.oracle(SERVER);
    }
}
