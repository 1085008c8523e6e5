package dev.reconcile.jdbc;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mssqlserver.MSSQLServerContainer;

/** SQL Server. Shows as skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerSqlServerJournalTest extends JdbcJournalContract {

    @Container
    private static final MSSQLServerContainer SERVER =
            new MSSQLServerContainer("mcr.microsoft.com/mssql/server:2022-CU20-ubuntu-22.04").acceptLicense();

    @Override
    TestDatabase database() {
        return Deployed.sqlServer(SERVER);
    }
}
