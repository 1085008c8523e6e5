package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that others refer to, and catalogs that weren't told to remove any. */
class JdbcPurgeTest {

    private final DriverDataSource database =
            new DriverDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final Jdbi jdbi = Jdbi.create(database);

    @BeforeEach
    void images() {
        jdbi.useHandle(handle -> {
            handle.execute("CREATE TABLE images (id bigint PRIMARY KEY, object_key varchar(200), status varchar(20),"
                    + " error_message varchar(500), updated_at timestamp)");
            handle.execute("CREATE TABLE comments (id bigint PRIMARY KEY, image bigint REFERENCES images)");
            for (int id = 1; id <= 3; id++) {
                handle.execute(
                        "INSERT INTO images VALUES (?, ?, 'ready', NULL, TIMESTAMP '2026-01-01 00:00:00')",
                        id,
                        "images/" + id);
            }
            handle.execute("INSERT INTO comments VALUES (1, 2)");
        });
    }

    private JdbcCatalogBuilder catalog() {
        return JdbcCatalog.builder(database)
                .table("images")
                .id("id")
                .status("status", "error")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .zone(ZoneOffset.UTC)
                .reference("image", "object_key", ObjectLocator.bucket("images").keys());
    }

    private static List<Unmark> marked(JdbcCatalog catalog) {
        List<Unmark> marked = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            RecordId record = new RecordId(String.valueOf(id));
            CatalogRecord now = catalog.lookUp(List.of(record)).get(record);
            Mark mark = new Mark(record, now.status(), now.message(), now.references(), "gone");
            MarkResult result = catalog.mark(List.of(mark)).get(0);
            marked.add(new Unmark(mark, result.message(), result.changedAt()));
        }
        return marked;
    }

    @Test
    void rowThatOthersReferToStaysAndFailsAlone() {
        JdbcCatalog catalog = catalog().purgeable().build();
        assertThat(catalog.purge(marked(catalog)))
                .extracting(MarkResult::outcome)
                .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED);
        assertThat(jdbi.<List<Long>, RuntimeException>withHandle(handle -> handle.createQuery("SELECT id FROM images")
                        .mapTo(Long.class)
                        .list()))
                .containsExactly(2L);
    }

    @Test
    void nothingIsRemovedUnlessTheBuilderSaysSo() {
        JdbcCatalog catalog = catalog().build();
        List<Unmark> marked = marked(catalog);
        assertThat(catalog.canPurge()).isFalse();
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> catalog.purge(marked))
                .withMessageContaining("purgeable()");
    }
}
