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
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of types that are a preference only, and of one writer at a time. */
class SqliteTypesTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static JdbcCatalogBuilder things(String columns) {
        Database.SQLITE.execute("DROP TABLE IF EXISTS things");
        Database.SQLITE.insert("CREATE TABLE things (" + columns + ")");
        return JdbcCatalog.builder(Database.SQLITE.dataSource())
                .table("things")
                .status("status", "error")
                .zone(ZoneId.of("Europe/Berlin"))
                .lockTimeout(Duration.ofMillis(50))
                .reference("photo", "photo", KEYS);
    }

    private static CatalogRecord record(MetadataCatalog catalog) {
        return catalog.lookUp(List.of(new RecordId("1"))).get(new RecordId("1"));
    }

    private static Mark mark(MetadataCatalog catalog) {
        CatalogRecord now = record(catalog);
        return new Mark(now.id(), now.status(), now.message(), now.references(), "missing");
    }

    @ParameterizedTest
    @CsvSource({
        "'2026-07-01 12:00:00', 2026-07-01T10:00:00Z, '20..-..-.. ..:..:..\\....'",
        "'2026-07-01 12:00:00.250', 2026-07-01T10:00:00.250Z, '20..-..-.. ..:..:..\\....'",
        "'2026-07-01T12:00:00', 2026-07-01T10:00:00Z, '20..-..-..T..:..:..\\....'",
        "'2026-07-01T12:00:00Z', 2026-07-01T12:00:00Z, '20..-..-..T..:..:..\\....Z'",
        "'2026-07-01 12:00:00+01', 2026-07-01T11:00:00Z, '20..-..-.. ..:..:..\\....\\+00:00'",
        "'2026-07-01T12:00:00+01:30', 2026-07-01T10:30:00Z, '20..-..-..T..:..:..\\....\\+00:00'",
        "'2026-07-01', 2026-07-01T21:59:59Z, '20..-..-.. ..:..:..\\....'",
        "1782900000, 2026-07-01T10:00:00Z, '\\d{10}'",
        "1782900000123, 2026-07-01T10:00:00.123Z, '\\d{13}'",
        "2461222.5, , '20..-..-.. ..:..:..\\....'",
        "'yesterday', , '20..-..-.. ..:..:..\\....'"
    })
    @DisplayName("H61: a time is read in every form it may stand in, and written in the one that stood there")
    void timesAreReadAndWrittenAsTheyStand(String stored, Instant expected, String written) {
        MetadataCatalog catalog = things("id integer PRIMARY KEY, status text, photo text, changed timestamp")
                .updatedAt("changed")
                .build();
        boolean number = stored.matches("[0-9.]+");
        Database.SQLITE.insert(
                "INSERT INTO things VALUES (1, 'ready', 'a', " + (number ? stored : "'" + stored + "'") + ")");
        assertThat(record(catalog).lastChanged()).isEqualTo(expected);
        Instant before = catalog.now().orElseThrow();
        Instant changed = catalog.mark(List.of(mark(catalog))).get(0).changedAt();
        assertThat(changed).isBetween(before.minusSeconds(1), catalog.now().orElseThrow());
        assertThat(Database.SQLITE.row("SELECT changed FROM things").get(0)).matches(written);
    }

    @Test
    @DisplayName("H54: a BLOB among texts, or a text among integers, ends the scan loudly, and never skips a row")
    void whatIsOfAnotherTypeEndsTheScanLoudly() {
        MetadataCatalog texts =
                things("id text NOT NULL PRIMARY KEY, status text, photo text").build();
        Database.SQLITE.insert(
                "INSERT INTO things VALUES ('a', 'ready', 'a'), (x'61', 'ready', 'b'), ('b', 'ready', 'c')");
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> Pages.readAll(texts, 1))
                .withMessageContaining("BLOB");
        MetadataCatalog integers =
                things("id int NOT NULL PRIMARY KEY, status text, photo text").build();
        Database.SQLITE.insert("INSERT INTO things VALUES (1, 'ready', 'a'), ('x', 'ready', 'b'), ('y', 'ready', 'c')");
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> Pages.readAll(integers, 1))
                .withMessageContaining("something else than an integer");
    }

    @Test
    void aPrimaryKeyThatMayBeNullAndAPartialIndexIdentifyNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        things("id text PRIMARY KEY, status text, photo text").build())
                .withMessageContaining("NOT NULL");
        JdbcCatalogBuilder partial = things("id int NOT NULL, status text, photo text");
        Database.SQLITE.insert("CREATE UNIQUE INDEX things_id ON things (id) WHERE id > 0");
        assertThatIllegalArgumentException().isThrownBy(partial::build).withMessageContaining("doesn't identify a row");
    }

    @Test
    @DisplayName("H65: while somebody else writes, marks fail one by one, may be tried again, and reading goes on")
    void whileSomebodyElseWritesMarksFail() throws Exception {
        MetadataCatalog catalog =
                things("id integer PRIMARY KEY, status text, photo text").build();
        Database.SQLITE.insert("INSERT INTO things VALUES (1, 'ready', 'a')");
        Mark mark = mark(catalog);
        try (Connection writer = Database.SQLITE.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("UPDATE things SET photo = 'b'");
            assertThat(catalog.mark(List.of(mark, mark))).allMatch(result -> result.outcome() == MarkOutcome.FAILED);
            assertThat(record(catalog).references().get(0).key().value()).isEqualTo("a");
            writer.rollback();
        }
        assertThat(catalog.mark(List.of(mark)).get(0).outcome()).isEqualTo(MarkOutcome.APPLIED);
    }
}
