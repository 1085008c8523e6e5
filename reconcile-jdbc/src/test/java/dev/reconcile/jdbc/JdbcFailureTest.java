package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcFailureTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static void table(Database database, String columns) {
        database.execute("DROP TABLE IF EXISTS trouble", "CREATE TABLE trouble (" + columns + ")");
    }

    private static JdbcCatalogBuilder builder(DataSource dataSource) {
        return JdbcCatalog.builder(dataSource).table("trouble").status("status", "error");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "H54, H67, H58: a failure at any row, step or close is an exception, never a shorter page, and closes all")
    void aFailureAnywhereIsNoPage(Database database) throws SQLException {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(100)");
        for (int id = 1; id <= 5; id++) {
            database.insert("INSERT INTO trouble VALUES (?, 'ready', ?)", id, "key/" + id);
        }
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        MetadataCatalog catalog =
                builder(probe.dataSource()).reference("photo", "photo", KEYS).build();
        List<Runnable> calls = List.of(
                () -> catalog.read(CatalogQuery.page(Filter.NONE, null, 3)),
                () -> catalog.lookUp(List.of(new RecordId("1"), new RecordId("2"), new RecordId("3"))),
                () -> catalog.find(List.of(ObjectKey.of("key/1"), ObjectKey.of("key/2"), ObjectKey.of("key/3"))));
        List<String> methods = List.of(
                "DataSource.getConnection",
                "Connection.prepareStatement",
                "PreparedStatement.execute",
                "ResultSet.next",
                "ResultSet.getString",
                "ResultSet.close",
                "PreparedStatement.close",
                "Connection.close");
        for (Runnable call : calls) {
            for (String method : methods) {
                probe.heal();
                call.run();
                int times = probe.calls(method);
                assertThat(times).as(method).isPositive();
                for (int nth = 1; nth <= times; nth++) {
                    probe.fail(method, nth, method.endsWith("close"), new SQLException("canary", "08006"));
                    assertThatExceptionOfType(CatalogException.class)
                            .as("%s, call %d", method, nth)
                            .isThrownBy(call::run)
                            .matches(CatalogException::isTransient);
                    assertThat(probe.openConnections()).as("H58").isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "H56, H58: a page fetches one row more than it shows, whatever the table holds, and leaves nothing open")
    void aPageFetchesNoMoreThanItNeeds(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(100)");
        for (int id = 1; id <= 50; id++) {
            database.insert("INSERT INTO trouble VALUES (?, 'ready', ?)", id, "key/" + id);
        }
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        MetadataCatalog catalog =
                builder(probe.dataSource()).reference("photo", "photo", KEYS).build();
        probe.heal();
        RecordId after = catalog.read(CatalogQuery.page(Filter.NONE, null, 10)).next();
        assertThat(probe.calls("ResultSet.next")).isEqualTo(12);
        assertThat(after).isEqualTo(new RecordId("10"));
        assertThat(probe.openConnections()).isZero();
        assertThat(probe.statements()).singleElement().asString().endsWith("LIMIT 11");
        assertThat(probe.calls("Connection.setAutoCommit") + probe.calls("Connection.commit"))
                .as("a page is one round trip")
                .isZero();
        Pages.readAll(catalog, 10);
        assertThat(probe.openConnections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "55P03", "57P01", "57014", "HYT00", "90067"})
    @DisplayName("H100: passing failures are transient, with the SQLSTATE and without the driver's text or exception")
    void passingFailuresAreTransient(String state) {
        assertThat(failure(new SQLException("canary for 'app-password'", state, 1234)))
                .hasMessageContaining(state)
                .hasMessageContaining("1234")
                .hasMessageNotContaining("canary")
                .hasNoCause()
                .matches(CatalogException::isTransient);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42501", "42P01", "22P02", "23514", "28P01", "XX000", ""})
    void lastingFailuresAreNotTransient(String state) {
        assertThat(failure(new SQLException("canary", state)))
                .hasMessageNotContaining("canary")
                .matches(thrown -> !thrown.isTransient());
    }

    @Test
    void aPoolThatRunsOutIsATransientFailureWhateverItsState() {
        assertThat(failure(new SQLTransientConnectionException("canary"))).matches(CatalogException::isTransient);
    }

    @Test
    @DisplayName("H100: what a pool throws of its own kind doesn't cross the border either")
    void aPoolsOwnExceptionIsTranslated() {
        ProbedDataSource probe = new ProbedDataSource(Database.H2.dataSource());
        MetadataCatalog catalog = overTrouble(probe);
        probe.fail("DataSource.getConnection", 1, false, new IllegalStateException("canary"));
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> catalog.find(List.of()))
                .withNoCause();
    }

    private static CatalogException failure(SQLException thrown) {
        ProbedDataSource probe = new ProbedDataSource(Database.H2.dataSource());
        MetadataCatalog catalog = overTrouble(probe);
        probe.fail("PreparedStatement.execute", 1, false, thrown);
        return catchThrowableOfType(
                CatalogException.class, () -> catalog.read(CatalogQuery.page(Filter.NONE, null, 5)));
    }

    private static MetadataCatalog overTrouble(ProbedDataSource probe) {
        table(Database.H2, "id int PRIMARY KEY, status varchar(20), photo varchar(100)");
        return builder(probe.dataSource()).reference("photo", "photo", KEYS).build();
    }
}
