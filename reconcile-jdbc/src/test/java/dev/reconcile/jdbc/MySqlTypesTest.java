package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only MySQL and MariaDB have, by either one's client. */
class MySqlTypesTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static JdbcCatalogBuilder things(Database database, String columns) {
        database.execute("DROP TABLE IF EXISTS things");
        // as it is: the tests' usual spelling would change the types that this is about
        database.insert("CREATE TABLE things (" + columns + ")");
        return JdbcCatalog.builder(database.dataSource())
                .table("things")
                .status("status", "error")
                .reference("photo", "photo", KEYS);
    }

    private static CatalogRecord record(MetadataCatalog catalog, String id) {
        return catalog.lookUp(List.of(new RecordId(id))).get(new RecordId(id));
    }

    private static Mark mark(MetadataCatalog catalog, String id) {
        CatalogRecord now = record(catalog, id);
        return new Mark(now.id(), now.status(), now.message(), now.references(), "missing");
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    @DisplayName("H46: a key that the column's character set lacks is in no row, and asking for it is no error")
    void aKeyTheCharacterSetLacksIsInNoRow(Database database) {
        for (String set : List.of("latin1", "ascii", "utf8mb3")) {
            MetadataCatalog catalog = things(
                            database, "id int PRIMARY KEY, status varchar(10), photo varchar(50) CHARACTER SET " + set)
                    .build();
            database.insert("INSERT INTO things VALUES (1, 'ready', 'a')");
            assertThat(catalog.find(List.of(
                            ObjectKey.of("a"),
                            ObjectKey.of("a\uD83D\uDE00"),
                            ObjectKey.of("a\u0416"),
                            ObjectKey.of("a\u0081"))))
                    .as(set)
                    .containsOnlyKeys(ObjectKey.of("a"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    @DisplayName("H46: every character of latin1 that stands in a row is found by its key")
    void everyLatinKeyIsFound(Database database) {
        MetadataCatalog catalog = things(
                        database, "id int PRIMARY KEY, status varchar(10), photo varchar(50) CHARACTER SET latin1")
                .build();
        database.insert(
                "INSERT INTO things SELECT seq, 'ready', CONCAT('k', CONVERT(CHAR(seq) USING latin1)) FROM seq_33_to_255");
        if (database == Database.MYSQL_CLIENT) { // decodes latin1 itself, and has no character for five of its bytes
            assertThatExceptionOfType(CatalogException.class)
                    .isThrownBy(() -> Pages.readAll(catalog, 1000))
                    .withMessageContaining("characterSetResults=utf8mb4");
        }
        DriverDataSource source = (DriverDataSource) database.dataSource();
        MetadataCatalog told = database == Database.MARIADB
                ? catalog
                : JdbcCatalog.builder(new DriverDataSource(
                                source.url() + "?characterSetResults=utf8mb4", source.user(), source.password()))
                        .table("things")
                        .status("status", "error")
                        .reference("photo", "photo", KEYS)
                        .build();
        List<CatalogRecord> records = Pages.readAll(told, 1000);
        assertThat(records).hasSize(223);
        Set<ObjectKey> keys = new HashSet<>();
        records.forEach(each -> keys.add(each.references().get(0).key()));
        assertThat(keys).hasSize(223);
        Map<ObjectKey, List<Reference>> found = told.find(keys);
        for (CatalogRecord each : records) {
            assertThat(found.get(each.references().get(0).key()))
                    .as("%s", each.references())
                    .containsAll(each.references());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    void idsWithoutASignServe(Database database) {
        MetadataCatalog catalog = things(
                        database, "id bigint unsigned PRIMARY KEY, status enum('ready', 'error'), photo varchar(50)")
                .build();
        database.insert("INSERT INTO things VALUES (1, 'ready', 'a')");
        database.insert("INSERT INTO things VALUES (?, 'ready', 'b')", new BigDecimal("18446744073709551615"));
        assertThat(Pages.readAll(catalog, 1).stream().map(each -> each.id().value()))
                .containsExactly("1", "18446744073709551615");
        assertThat(catalog.lookUp(List.of(new RecordId("-1"), new RecordId("18446744073709551616"))))
                .isEmpty();
        assertThat(catalog.mark(List.of(mark(catalog, "18446744073709551615")))
                        .get(0)
                        .outcome())
                .isEqualTo(MarkOutcome.APPLIED);
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    @DisplayName(
            "H61: a TIMESTAMP is read and written as the instant it is, whatever zone the session is in; a zero date is none")
    void timestampsAreInstants(Database database) {
        MetadataCatalog catalog = things(
                        database,
                        "id int PRIMARY KEY, status varchar(10), photo varchar(50), made datetime(3) NULL, changed timestamp(3) NULL")
                .createdAt("made")
                .updatedAt("changed")
                .zone(ZoneOffset.UTC)
                .build();
        database.insert(
                "INSERT INTO things VALUES (1, 'ready', 'a', '2026-01-01 00:00:00', ?)",
                database.time(Instant.parse("2026-07-01T10:00:00.125Z")));
        database.insert("INSERT INTO things VALUES (2, 'ready', 'a', '2026-07-01 10:00:00.125', NULL)");
        database.insert(
                "SET STATEMENT sql_mode = '' FOR INSERT INTO things VALUES (3, 'ready', 'a', '0000-00-00', '0000-00-00')");
        assertThat(record(catalog, "1").lastChanged()).isEqualTo(Instant.parse("2026-07-01T10:00:00.125Z"));
        assertThat(record(catalog, "2").lastChanged()).isEqualTo(Instant.parse("2026-07-01T10:00:00.125Z"));
        assertThat(record(catalog, "3").lastChanged()).isNull();
        Instant before = catalog.now().orElseThrow();
        Instant changed = catalog.mark(List.of(mark(catalog, "1"))).get(0).changedAt();
        assertThat(changed)
                .isBetween(before.minusMillis(1), catalog.now().orElseThrow().plusMillis(1));
        assertThat(record(catalog, "1").lastChanged()).isEqualTo(changed);
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    void aPaddedColumnIsRefusedAndFillingZerosAreNoPartOfANumber(Database database) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> things(database, "id int PRIMARY KEY, status varchar(10), photo char(10)")
                        .build())
                .withMessageContaining("H45");
        things(database, "id int(5) zerofill PRIMARY KEY, status varchar(10), photo varchar(10)");
        database.insert("INSERT INTO things VALUES (7, 'ready', 'a'), (8, 'ready', 'b')");
        MetadataCatalog catalog = JdbcCatalog.builder(database.dataSource())
                .table("things")
                .status("status", "error")
                .reference(ReferenceColumn.template("photo", "{id}{photo}{photo}{photo}", KEYS))
                .build();
        assertThat(Pages.readAll(catalog, 1)).hasSize(2);
        assertThat(record(catalog, "7").references().get(0).key()).isEqualTo(ObjectKey.of("7aaa"));
        assertThat(catalog.find(List.of(ObjectKey.of("7aaa")))).hasSize(1);
        assertThat(catalog.mark(List.of(mark(catalog, "7"))).get(0).outcome()).isEqualTo(MarkOutcome.APPLIED);
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_CLIENT"})
    @DisplayName("H62: REPEATABLE READ or not, what is judged is the row as it is once it is locked")
    void theRowIsJudgedOnceItIsLocked(Database database) throws Exception {
        MetadataCatalog catalog = things(database, "id int PRIMARY KEY, status varchar(10), photo varchar(50)")
                .build();
        database.insert("INSERT INTO things VALUES (1, 'ready', 'a')");
        Mark mark = mark(catalog, "1");
        ExecutorService marking = Executors.newSingleThreadExecutor();
        try (Connection application = database.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("UPDATE things SET photo = 'repaired' WHERE id = 1");
            Future<MarkOutcome> outcome =
                    marking.submit(() -> catalog.mark(List.of(mark)).get(0).outcome());
            application.commit();
            assertThat(outcome.get()).isEqualTo(MarkOutcome.CONFLICT);
        } finally {
            marking.shutdownNow();
        }
        assertThat(database.row("SELECT status, photo FROM things")).containsExactly("ready", "repaired");
    }
}
