package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnionCatalog;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shapes of tables that applications have. */
class JdbcMappingTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static void table(Database database, String name, String columns) {
        database.execute("DROP TABLE IF EXISTS " + name, "CREATE TABLE " + name + " (" + columns + ")");
    }

    private static JdbcCatalogBuilder builder(Database database, String table) {
        return JdbcCatalog.builder(database.dataSource()).table(table).status("status", "error");
    }

    private static CatalogRecord record(MetadataCatalog catalog, String id) {
        Map<RecordId, CatalogRecord> found = catalog.lookUp(List.of(new RecordId(id)));
        assertThat(found).containsOnlyKeys(new RecordId(id));
        return found.get(new RecordId(id));
    }

    private static Mark mark(MetadataCatalog catalog, String id) {
        CatalogRecord now = record(catalog, id);
        return new Mark(now.id(), now.status(), now.message(), now.references(), "missing");
    }

    private static MarkOutcome marked(MetadataCatalog catalog, Mark mark) {
        return catalog.mark(List.of(mark)).get(0).outcome();
    }

    private static Set<String> referrers(MetadataCatalog catalog, String key) {
        Set<String> ids = new TreeSet<>();
        for (Reference each : catalog.find(List.of(ObjectKey.of(key))).getOrDefault(ObjectKey.of(key), List.of())) {
            ids.add(each.recordId().value());
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H52: a key of several columns is paged, looked up and marked by all of them")
    void aCompositeKeyServes(Database database) {
        table(
                database,
                "parts",
                "tenant varchar(20) NOT NULL, n int NOT NULL, status varchar(10), photo varchar(50), PRIMARY KEY (tenant, n)");
        Set<String> ids = new HashSet<>();
        for (String tenant : List.of("a", "b,c", "b\\", "b", "c c")) {
            for (int n = -1; n <= 10; n++) {
                database.insert("INSERT INTO parts VALUES (?, ?, 'ready', ?)", tenant, n, tenant + "/" + n);
                ids.add(tenant.replace("\\", "\\\\").replace(",", "\\,") + "," + n);
            }
        }
        MetadataCatalog catalog = builder(database, "parts")
                .id("tenant", "n")
                .reference("photo", "photo", KEYS)
                .build();
        for (int limit : new int[] {1, 7, 60}) {
            assertThat(Pages.readAll(catalog, limit).stream()
                            .map(each -> each.id().value()))
                    .as("pages of %d", limit)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
        assertThat(catalog.lookUp(ids.stream().map(RecordId::new).toList())).hasSize(ids.size());
        assertThat(catalog.lookUp(
                        List.of(new RecordId("a"), new RecordId("a,1,2"), new RecordId("a,01"), new RecordId(","))))
                .isEmpty();
        Mark mark = mark(catalog, "b\\,c,3");
        MarkResult applied = catalog.mark(List.of(mark)).get(0);
        assertThat(applied.outcome()).isEqualTo(MarkOutcome.APPLIED);
        assertThat(database.row("SELECT COUNT(*), MIN(photo) FROM parts WHERE status = 'error'"))
                .containsExactly("1", "b,c/3");
        assertThat(catalog.unmark(List.of(new Unmark(mark, applied.message(), applied.changedAt())))
                        .get(0)
                        .outcome())
                .isEqualTo(MarkOutcome.APPLIED);
    }

    @ParameterizedTest
    @EnumSource
    void aPartOfACompositeKeyIsNoKey(Database database) {
        table(
                database,
                "parts",
                "tenant varchar(20) NOT NULL, n int NOT NULL, status varchar(10), photo varchar(50), PRIMARY KEY (tenant, n)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(database, "parts")
                        .id("n")
                        .reference("photo", "photo", KEYS)
                        .build())
                .withMessageContaining("doesn't identify a row");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(database, "parts")
                        .id("tenant", "n", "photo")
                        .reference("photo", "photo", KEYS)
                        .build())
                .withMessageContaining("don't identify a row together");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48: a key put together from columns is read, found backwards, judged and marked")
    void aComputedKeyServes(Database database) {
        table(
                database,
                "documents",
                "id int PRIMARY KEY, status varchar(10), folder varchar(40), name varchar(40), extension varchar(10)");
        database.execute(
                "INSERT INTO documents VALUES (1, 'ready', 'a/b', 'c', 'pdf'), (2, 'ready', 'a', 'b/c', 'pdf'),"
                        + " (3, 'ready', 'A', 'b/c', 'pdf'), (4, 'ready', null, 'c', 'pdf'), (12, 'ready', 'x', '', 'pdf'),"
                        + " (5, 'ready', 'a.b', 'c.pdf', 'pdf')");
        MetadataCatalog catalog = builder(database, "documents")
                .reference(ReferenceColumn.template("content", "files/{folder}/{name}-{id}.{extension}", KEYS))
                .build();
        assertThat(record(catalog, "1").references())
                .extracting(reference -> reference.key().value())
                .containsExactly("files/a/b/c-1.pdf");
        assertThat(record(catalog, "4").unusable())
                .extracting(UnusableReference::kind)
                .containsExactly(UnusableReference.Kind.EMPTY);
        for (CatalogRecord each : Pages.readAll(catalog, 3)) {
            each.references()
                    .forEach(reference -> assertThat(
                                    referrers(catalog, reference.key().value()))
                            .as("%s", reference.key())
                            .containsExactly(each.id().value()));
        }
        assertThat(referrers(catalog, "files/a/b/c-01.pdf")).isEmpty();
        assertThat(referrers(catalog, "files/a/b/c-2.pdf")).containsExactly("2");
        Mark mark = mark(catalog, "2");
        database.execute("UPDATE documents SET folder = 'a2' WHERE id = 2");
        assertThat(marked(catalog, mark)).as("H62").isEqualTo(MarkOutcome.CONFLICT);
        assertThat(marked(catalog, mark(catalog, "2"))).isEqualTo(MarkOutcome.APPLIED);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48: where a key can be cut in many ways, every row that makes it is found all the same")
    void aTemplateWithoutSeparatorsMissesNobody(Database database) {
        table(database, "documents", "id int PRIMARY KEY, status varchar(10), a varchar(40), n int, b varchar(40)");
        Random random = new Random(48);
        for (int id = 1; id <= 60; id++) {
            String a = "1".repeat(random.nextInt(6)) + (id % 5 == 0 ? "x" : "");
            String b = "1".repeat(random.nextInt(6)) + (id % 7 == 0 ? "'" : "");
            database.insert("INSERT INTO documents VALUES (?, 'ready', ?, ?, ?)", id, a, 1 + random.nextInt(200), b);
        }
        for (String template : List.of("{a}{n}{b}", "{a}{n}_{b}", "{n}{id}", "{a}{a}{n}", "{n}.{n}")) {
            MetadataCatalog catalog = builder(database, "documents")
                    .reference(ReferenceColumn.template("content", template, KEYS))
                    .build();
            for (CatalogRecord each : Pages.readAll(catalog, 100)) {
                each.references()
                        .forEach(reference -> assertThat(
                                        referrers(catalog, reference.key().value()))
                                .as("%s by %s", reference.key(), template)
                                .contains(each.id().value()));
            }
        }
    }

    @Test
    @DisplayName("H97: a template's text never ends a statement's own")
    void aTemplateWithQuotesIsRefused() {
        table(Database.H2, "documents", "id int PRIMARY KEY, status varchar(10), a varchar(40), b varchar(40)");
        for (String template :
                List.of("{a}'{b}", "{a}\\{b}", "a", "{a", "a}{b}", "{a}?{b}", "{a}:x{b}", "{a}\"{b}", "")) {
            assertThatIllegalArgumentException()
                    .as(template)
                    .isThrownBy(() -> builder(Database.H2, "documents")
                            .reference(ReferenceColumn.template("content", template, KEYS))
                            .build())
                    .withMessageContaining("Invalid key template");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Database.H2, "documents")
                        .reference(ReferenceColumn.template("content", "{a; DROP}", KEYS))
                        .build())
                .withMessageContaining("Invalid column name");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48, H62: references that stand in another table are read through a view, and marks go to the table")
    void aViewJoinsWhatAnotherTableHolds(Database database) {
        database.execute("DROP VIEW IF EXISTS versions_with_files");
        table(database, "versions", "id int PRIMARY KEY, status varchar(10), note varchar(20), file_id int");
        table(database, "storage_files", "id int PRIMARY KEY, bucket_type varchar(10), path varchar(50)");
        database.execute(
                "INSERT INTO storage_files VALUES (7, 'CONTENT', 'k/7'), (8, 'PREVIEW', 'k/8'), (9, 'CONTENT', 'k/9')",
                "INSERT INTO versions VALUES (1, 'ok', null, 7), (2, 'ok', null, 8), (3, 'ok', null, null), (4, 'ok', null, 9)",
                "CREATE VIEW versions_with_files AS SELECT v.id, v.status, v.note, f.bucket_type, f.path FROM versions v"
                        + " LEFT JOIN storage_files f ON f.id = v.file_id");
        MetadataCatalog catalog = builder(database, "versions")
                .readFrom("versions_with_files")
                .errorMessage("note")
                .reference(ReferenceColumn.of("content", "path", KEYS).onlyWhere("bucket_type", "CONTENT"))
                .context("bucket_type")
                .build();
        assertThat(Pages.readAll(catalog, 2)).hasSize(4);
        assertThat(referrers(catalog, "k/7")).containsExactly("1");
        assertThat(referrers(catalog, "k/8")).as("another bucket's").isEmpty();
        assertThat(record(catalog, "1").context()).containsEntry("bucket_type", "CONTENT");
        Mark one = mark(catalog, "1");
        Mark four = mark(catalog, "4");
        database.execute("UPDATE storage_files SET path = 'k/10' WHERE id = 9");
        assertThat(marked(catalog, one)).isEqualTo(MarkOutcome.APPLIED);
        assertThat(marked(catalog, four)).isEqualTo(MarkOutcome.CONFLICT);
        assertThat(database.row("SELECT status, note FROM versions WHERE id = 1"))
                .containsExactly("error", "missing");
        assertThat(marked(catalog, new Mark(new RecordId("77"), "ok", null, one.judged(), "m")))
                .isEqualTo(MarkOutcome.GONE);
        database.execute("DROP VIEW versions_with_files");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H47, H48: each row is one bucket's; where it doesn't say which, no orphan is safe")
    void aBucketColumnTellsTheBucketsApart(Database database) {
        table(database, "files", "id int PRIMARY KEY, status varchar(10), bucket varchar(20), path varchar(20)");
        database.execute("INSERT INTO files VALUES (1, 'ok', 'one', 'k'), (2, 'ok', 'two', 'k'), (3, 'ok', null, 'k')");
        for (String bucket : List.of("one", "two")) {
            MetadataCatalog catalog = builder(database, "files")
                    .reference(ReferenceColumn.of(
                                    "file",
                                    "path",
                                    ObjectLocator.bucket("bucket-" + bucket).keys())
                            .onlyWhere("bucket", bucket))
                    .build();
            assertThat(referrers(catalog, "k")).containsExactly(bucket.equals("one") ? "1" : "2");
            assertThat(record(catalog, "3").references()).isEmpty();
            assertThat(record(catalog, "3").unusable()).singleElement().matches(UnusableReference::mayHideAReference);
            assertThat(record(catalog, bucket.equals("one") ? "2" : "1").unusable())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48: a row that is only said to be deleted refers to its object still, and needs it no more")
    void aSoftlyDeletedRowStillRefers(Database database) {
        table(database, "files", "id int PRIMARY KEY, status varchar(10), path varchar(20), deleted_at timestamp");
        database.execute(
                "INSERT INTO files VALUES (1, 'ok', 'k', null), (2, 'ok', 'k', TIMESTAMP '2026-01-01 00:00:00')");
        MetadataCatalog catalog = builder(database, "files")
                .reference(ReferenceColumn.of("file", "path", KEYS).whenNull("deleted_at"))
                .build();
        assertThat(catalog.find(List.of(ObjectKey.of("k"))).get(ObjectKey.of("k")))
                .extracting(each -> each.recordId() + " " + each.required())
                .containsExactlyInAnyOrder("1 true", "2 false");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48: an object is nobody's only if no table of the bucket refers to it")
    void severalTablesShareABucket(Database database) {
        table(database, "files", "id int PRIMARY KEY, status varchar(10), path varchar(20)");
        table(database, "photos", "id int PRIMARY KEY, status varchar(10), path varchar(20)");
        database.execute("INSERT INTO files VALUES (1, 'ok', 'f'), (2, 'ok', 'both')");
        database.execute("INSERT INTO photos VALUES (1, 'ok', 'p'), (2, 'ok', 'both')");
        MetadataCatalog files =
                builder(database, "files").reference("file", "path", KEYS).build();
        MetadataCatalog photos =
                builder(database, "photos").reference("photo", "path", KEYS).build();
        MetadataCatalog all = UnionCatalog.of(Map.of("files", files, "photos", photos));
        assertThat(referrers(all, "both")).containsExactly("files:2", "photos:2");
        assertThat(referrers(all, "p")).containsExactly("photos:1");
        assertThat(Pages.readAll(all, 1).stream().map(each -> each.id().value()))
                .containsExactly("files:1", "files:2", "photos:1", "photos:2");
        assertThat(all.mark(List.of(mark(all, "photos:1"), mark(all, "files:2"))))
                .allMatch(result -> result.outcome() == MarkOutcome.APPLIED);
        assertThat(database.row("SELECT MIN(id) FROM photos WHERE status = 'error'"))
                .containsExactly("1");
        assertThat(database.row("SELECT MIN(id) FROM files WHERE status = 'error'"))
                .containsExactly("2");
        assertThat(all.now()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("what a run goes without, but had better not, is told before it")
    void theCheckTellsWhatIsMissing(Database database) {
        table(database, "files", "id int PRIMARY KEY, status varchar(10), path varchar(100), url varchar(100)");
        ObjectLocator urls = ObjectLocator.bucket("images").urls();
        JdbcCatalogBuilder builder =
                builder(database, "files").reference("file", "path", KEYS).reference("url", "url", urls);
        assertThat(builder.check())
                .hasSize(3)
                .anyMatch(each -> each.contains("No index that begins with " + "path") || each.contains("PATH"))
                .anyMatch(each -> each.startsWith("No time"));
        database.execute("CREATE INDEX files_path ON files (path, id)", "CREATE INDEX files_url ON files (url)");
        assertThat(builder.check())
                .hasSize(2)
                .anyMatch(each -> each.contains("may carry queries"))
                .anyMatch(each -> each.startsWith("No time"));
    }

    @Test
    @DisplayName("a privilege that marks need and the user lacks is told before a run")
    void theCheckTellsMissingPrivileges() throws Exception {
        Database database = Database.H2;
        table(database, "files", "id int PRIMARY KEY, status varchar(10), path varchar(100), changed timestamp");
        database.execute(
                "CREATE INDEX files_path ON files (path)",
                "CREATE USER IF NOT EXISTS reader PASSWORD 'reader'",
                "GRANT SELECT ON files TO reader");
        String url;
        try (var connection = database.dataSource().getConnection()) {
            url = connection.getMetaData().getURL();
        }
        assertThat(JdbcCatalog.builder(new DriverDataSource(url, "reader", "reader"))
                        .table("files")
                        .status("status", "error")
                        .updatedAt("changed")
                        .zone(java.time.ZoneOffset.UTC)
                        .reference("file", "path", KEYS)
                        .check())
                .singleElement()
                .asString()
                .startsWith("No UPDATE on")
                .contains("which marks need", "SQLSTATE");
        database.execute("REVOKE ALL ON files FROM reader");
    }
}
