package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases as they are set up in production: with copies, limits, policies and wide tables. */
class JdbcDeploymentTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static JdbcCatalogBuilder builder(DataSource database) {
        return JdbcCatalog.builder(database)
                .table("deployed")
                .status("status", "error")
                .reference("file", "path", KEYS);
    }

    private static void table(Database database, String columns) {
        database.execute("DROP TABLE IF EXISTS deployed", "CREATE TABLE deployed (" + columns + ")");
    }

    @Test
    @DisplayName("H66: pages come from the copy, and everything that counts from the database itself")
    void aCopyIsReadAndTheDatabaseItselfIsAsked() {
        DataSource itself = new DriverDataSource("jdbc:h2:mem:itself;DB_CLOSE_DELAY=-1", "sa", "");
        DataSource copy = new DriverDataSource("jdbc:h2:mem:copy;DB_CLOSE_DELAY=-1", "sa", "");
        for (DataSource each : List.of(itself, copy)) {
            Jdbi.create(each).useHandle(handle -> {
                handle.execute("CREATE TABLE deployed (id int PRIMARY KEY, status varchar(10), path varchar(100))");
                handle.execute("INSERT INTO deployed VALUES (1, 'ready', 'a'), (2, 'ready', 'b')");
            });
        }
        Jdbi.create(itself).useHandle(handle -> {
            handle.execute("UPDATE deployed SET path = 'moved' WHERE id = 1");
            handle.execute("INSERT INTO deployed VALUES (3, 'ready', 'new')");
        });

        JdbcCatalog catalog = builder(itself).replica(copy).build();

        assertThat(Pages.readAll(catalog, 10))
                .extracting(each -> each.id().value())
                .containsExactly("1", "2");
        ObjectKey key = ObjectKey.of("new");
        assertThat(catalog.find(Set.of(key))).as("not an orphan").containsKey(key);
        CatalogRecord shown = catalog.read(CatalogQuery.page(CatalogQuery.Filter.NONE, null, 1))
                .records()
                .get(0);
        Mark stale = new Mark(shown.id(), shown.status(), shown.message(), shown.references(), "missing");
        assertThat(catalog.mark(List.of(stale)).get(0).outcome())
                .as("H62: the record is another by now")
                .isEqualTo(MarkOutcome.CONFLICT);
        assertThat(catalog.lookUp(List.of(shown.id())).get(shown.id()).references())
                .extracting(each -> each.key().value())
                .containsExactly("moved");
    }

    @Test
    @DisplayName("H67: a statement that takes too long is a page that there isn't")
    void aSlowStatementIsGivenUp() {
        Database database = Database.POSTGRES;
        table(database, "id int PRIMARY KEY, status varchar(10), path varchar(100)");
        database.execute(
                "INSERT INTO deployed VALUES (1, 'ready', 'a')",
                "CREATE OR REPLACE VIEW slowly AS SELECT d.*, pg_sleep(600) IS NULL AS slept FROM deployed d");
        MetadataCatalog catalog = builder(database.dataSource())
                .readFrom("slowly")
                .statementTimeout(Duration.ofSeconds(1))
                .build();

        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> catalog.read(CatalogQuery.page(CatalogQuery.Filter.NONE, null, 10)))
                .withMessageContaining("57014");
        database.execute("DROP VIEW slowly");
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Database.H2.dataSource()).statementTimeout(Duration.ofMillis(999)))
                .withMessage("Invalid statement timeout: PT0.999S, expected at least a second");
    }

    @Test
    @DisplayName("H68: a policy that hides rows is told before a run, as their objects would look like orphans")
    void hiddenRowsAreTold() throws SQLException {
        Database database = Database.POSTGRES;
        table(database, "id int PRIMARY KEY, status varchar(10), path varchar(100), changed timestamptz");
        database.execute(
                "CREATE INDEX deployed_path ON deployed (path)",
                "ALTER TABLE deployed ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY some_rows ON deployed USING (id < 10)",
                "DROP ROLE IF EXISTS restricted",
                "CREATE ROLE restricted LOGIN PASSWORD 'restricted'",
                "GRANT SELECT, UPDATE ON deployed TO restricted");
        String url;
        try (Connection connection = database.dataSource().getConnection()) {
            url = connection.getMetaData().getURL().replaceAll("\\?.*", "");
        }
        DataSource restricted = new DriverDataSource(url, "restricted", "restricted");

        assertThat(builder(restricted).updatedAt("changed").check())
                .singleElement()
                .asString()
                .contains("may be hidden", "row-level security", "BYPASSRLS");
        assertThat(builder(database.dataSource()).updatedAt("changed").check())
                .as("the owner sees all")
                .isEmpty();
        database.execute("REVOKE ALL ON deployed FROM restricted", "DROP ROLE restricted");
    }

    @ParameterizedTest
    @EnumSource
    void aTableOfAHundredColumnsIsReadByThoseThatCount(Database database) {
        String columns = IntStream.range(0, 100)
                .mapToObj(i -> ", c" + i + " varchar(10)")
                .collect(Collectors.joining());
        table(database, "id int PRIMARY KEY, status varchar(10), path varchar(100)" + columns);
        database.execute("INSERT INTO deployed (id, status, path, c99) VALUES (1, 'ready', 'a', 'last')");
        ProbedDataSource probed = new ProbedDataSource(database.dataSource());

        MetadataCatalog catalog = builder(probed.dataSource()).context("c99").build();

        CatalogRecord record = catalog.lookUp(List.of(new RecordId("1"))).get(new RecordId("1"));
        assertThat(record.context()).containsValue("last").hasSize(1);
        assertThat(probed.statements()).as("nothing else is fetched").noneMatch(sql -> sql.contains("c50"));
    }
}
