package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcReadingTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static void table(Database database, String columns) {
        database.execute("DROP TABLE IF EXISTS photos", "CREATE TABLE photos (" + columns + ")");
    }

    private static JdbcCatalogBuilder builder(DataSource dataSource) {
        return JdbcCatalog.builder(dataSource).table("photos").status("status", "error");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H52: hostile text ids are read exactly once each, in whatever order the column has")
    void everyTextIdIsReadOnce(Database database) {
        List<String> types = switch (database) {
            case H2 -> List.of("varchar(100)");
            case POSTGRES ->
                List.of("text", "text COLLATE \"C\"", "text COLLATE \"en-x-icu\"", "text COLLATE \"de-x-icu\"");
            case SQLITE -> List.of("text", "text COLLATE NOCASE", "text COLLATE RTRIM");
            case MARIADB ->
                List.of(
                        "varchar(100) COLLATE utf8mb4_nopad_bin",
                        "varchar(100) COLLATE utf8mb4_unicode_ci",
                        "varchar(100) COLLATE utf8mb4_uca1400_as_cs");
            case MYSQL_CLIENT -> List.of("varchar(100) COLLATE utf8mb4_general_ci");
        };
        for (String type : types) {
            table(database, "id " + type + " NOT NULL PRIMARY KEY, status text, photo text");
            Set<String> ids = new HashSet<>();
            for (String id : hostileIds()) {
                if (added(database, id)) { // a collation that folds takes one of those that it holds for equal
                    ids.add(id);
                }
            }
            assertThat(ids).as(type).hasSizeGreaterThan(50);
            MetadataCatalog catalog = builder(database.dataSource())
                    .reference("photo", "photo", KEYS)
                    .build();
            List<String> read = Pages.readAll(catalog, 7).stream()
                    .map(each -> each.id().value())
                    .toList();
            assertThat(read).as(type).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
            assertThat(catalog.lookUp(ids.stream().map(RecordId::new).toList()))
                    .as(type)
                    .hasSize(ids.size());
        }
    }

    private static boolean added(Database database, String id) {
        try {
            database.insert("INSERT INTO photos VALUES (?, 'ready', ?)", id, "key of " + id);
            return true;
        } catch (AssertionError taken) {
            return false;
        }
    }

    private static Set<String> hostileIds() {
        List<String> letters = List.of(
                "a",
                "A",
                "b",
                "B",
                "-",
                "_",
                " ",
                "é",
                "e\u0301",
                "ß",
                "ss",
                "İ",
                "ı",
                "1",
                "10",
                "9",
                "\uFFFD",
                "\uE000",
                "\uD83D\uDE00",
                "'",
                "\\",
                "%",
                "\n",
                "\u200b");
        Random random = new Random(52);
        Set<String> ids = new HashSet<>(letters);
        while (ids.size() < 150) {
            StringBuilder id = new StringBuilder();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                id.append(letters.get(random.nextInt(letters.size())));
            }
            ids.add(id.toString());
        }
        return ids;
    }

    @Test
    @DisplayName(
            "H44, H45, H52: a collation that holds 'a' and 'A' for equal changes neither paging nor look-ups by key")
    void aFoldingCollationChangesNothing() {
        Database.POSTGRES.execute(
                "CREATE COLLATION IF NOT EXISTS folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        table(
                Database.POSTGRES,
                "id text COLLATE folding PRIMARY KEY, status text COLLATE folding, photo text COLLATE folding, url text COLLATE folding");
        Database.POSTGRES.execute("INSERT INTO photos VALUES ('x', 'ready', 'a', 's3://images/a?b'),"
                + " ('Y', 'Error', 'A', 's3://images/A'), ('z', 'error', 'a ', null)");
        ObjectLocator urls = ObjectLocator.bucket("images").urls();
        MetadataCatalog catalog = builder(Database.POSTGRES.dataSource())
                .reference("photo", "photo", KEYS)
                .reference("url", "url", urls)
                .build();
        assertThat(Pages.readAll(catalog, 1)).hasSize(3);
        assertThat(catalog.lookUp(List.of(new RecordId("X"), new RecordId("Y"))))
                .containsOnlyKeys(new RecordId("Y"));
        assertThat(catalog.lookUp(List.of(new RecordId("Y")))
                        .get(new RecordId("Y"))
                        .marked())
                .isFalse();
        Map<ObjectKey, ?> found = catalog.find(List.of(ObjectKey.of("a")));
        assertThat(found).containsOnlyKeys(ObjectKey.of("a"));
        assertThat(catalog.find(List.of(ObjectKey.of("a"))).get(ObjectKey.of("a")))
                .allMatch(reference -> reference.recordId().value().equals("x"))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H40, H41, H43, H46, H47, H51: what is no key of this store is set apart, with the reason")
    void unusableValuesAreSetApart(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(9000)");
        String[] values = {
            null,
            "",
            " ",
            "s3://other/a",
            "s3://images/100%",
            "s3://images//a",
            "s3://images/" + "x".repeat(1025),
            "https://legacy.example.com/a",
            "s3://images/a%00b",
            "s3://images/fine"
        };
        for (int id = 0; id < values.length; id++) {
            database.insert("INSERT INTO photos VALUES (?, 'ready', ?)", id, values[id]);
        }
        ObjectLocator urls = ObjectLocator.bucket("images")
                .urls()
                .elsewhere("https://legacy.example.com")
                .withKeyRules(KeyRules.FILE_SYSTEM);
        List<CatalogRecord> records = Pages.readAll(
                builder(database.dataSource()).reference("photo", "photo", urls).build(), 3);
        List<String> kinds = records.stream()
                .map(each -> each.unusable().stream()
                        .map(unusable -> unusable.kind().name())
                        .findFirst()
                        .orElse(each.references().isEmpty() ? "NOTHING" : "REFERENCE"))
                .toList();
        assertThat(kinds)
                .containsExactly(
                        "EMPTY",
                        "EMPTY",
                        "UNPARSABLE",
                        "FOREIGN",
                        "UNPARSABLE",
                        "UNPARSABLE",
                        "UNPARSABLE",
                        "NOTHING",
                        "UNPARSABLE",
                        "REFERENCE");
        UnusableReference foreign = records.get(3).unusable().get(0);
        assertThat(foreign.value()).isEqualTo("s3://other/a");
        assertThat(foreign.detail()).contains("s3://other", "elsewhere()");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H47: rows with presigned, encoded and plain URLs are found by key, and no neighbour of theirs")
    void urlsAreFoundByKey(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(4000)");
        List<String> same = List.of(
                "s3://images/a_b%25 c+(1).png",
                "s3://images/a_b%25%20c%2B%281%29.png",
                "https://s3.amazonaws.com/images/a_b%25%20c+(1).png?X-Amz-Signature=1&x=?#",
                "https://images.s3.eu-west-1.amazonaws.com/a_b%25%20c%2B(1).png#x?y",
                "https://cdn.example.com/a_b%25%20c+(1).png?");
        List<String> others = List.of(
                "s3://images/aXb%25 c+(1).png",
                "s3://images/a_b%25 c+(1).png2?x",
                "s3://images/A_b%25 c+(1).png",
                "s3://other/a_b%25 c+(1).png",
                "https://cdn.example.com/?s3://images/a_b%25 c+(1).png");
        int id = 0;
        for (String value : same) {
            database.insert("INSERT INTO photos VALUES (?, 'ready', ?)", id++, value);
        }
        for (String value : others) {
            database.insert("INSERT INTO photos VALUES (?, 'ready', ?)", id++, value);
        }
        ObjectLocator urls = ObjectLocator.bucket("images")
                .urls()
                .endpoint("https://s3.eu-west-1.amazonaws.com")
                .cdn("https://cdn.example.com/");
        MetadataCatalog catalog =
                builder(database.dataSource()).reference("photo", "photo", urls).build();
        ObjectKey key = ObjectKey.of("a_b% c+(1).png");
        // as stored above "%25 " mixes both spellings, which no writer does: only the scan reads that one
        assertThat(catalog.find(List.of(key)).get(key)).hasSize(4).allMatch(found -> {
            int n = Integer.parseInt(found.recordId().value());
            return n >= 1 && n < same.size();
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H47: a column without queries is searched by equality alone")
    void aColumnWithoutQueriesIsSearchedByEquality(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(4000)");
        database.execute("INSERT INTO photos VALUES (1, 'ready', 's3://images/a'), (2, 'ready', 's3://images/a?x')");
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        ObjectLocator urls = ObjectLocator.bucket("images").urls();
        MetadataCatalog catalog = builder(probe.dataSource())
                .reference(ReferenceColumn.of("photo", "photo", urls).withoutQueries())
                .build();
        probe.heal();
        assertThat(catalog.find(List.of(ObjectKey.of("a"))).get(ObjectKey.of("a")))
                .hasSize(1);
        assertThat(probe.statements()).singleElement().asString().endsWith(" IN (?)");
    }

    @ParameterizedTest
    @EnumSource
    void conditionsSizesContextAndTimesAreRead(Database database) {
        table(
                database,
                "id int PRIMARY KEY, status varchar(20), photo varchar(100), bytes bigint, kind varchar(20), public boolean,"
                        + " made timestamp, changed timestamp with time zone");
        database.execute(
                "INSERT INTO photos VALUES (1, 'ready', 'a', 5, 'upload', true, TIMESTAMP '2026-07-01 12:00:00',"
                        + " TIMESTAMP WITH TIME ZONE '2026-07-01 11:00:00+02')",
                "INSERT INTO photos VALUES (2, 'ready', 'b', -5, 'link', false, TIMESTAMP '2026-07-01 12:00:00', null)",
                "INSERT INTO photos VALUES (3, null, 'c', null, null, null, null, null)",
                "INSERT INTO photos VALUES (4, 'archived', 'd', 0, 'upload', true, TIMESTAMP '2026-07-01 09:00:00',"
                        + " TIMESTAMP WITH TIME ZONE '2026-07-01 11:00:00+02')");
        MetadataCatalog catalog = builder(database.dataSource())
                .reference(ReferenceColumn.of("photo", "photo", KEYS)
                        .whenStatus("ready", "archived")
                        .whenColumn("kind", "upload", "import")
                        .whenColumn("public", "true")
                        .size("bytes"))
                .context("kind", "public", "id")
                .createdAt("made")
                .updatedAt("changed")
                .zone(ZoneId.of("Europe/Berlin"))
                .build();
        List<CatalogRecord> records = Pages.readAll(catalog, 10);
        assertThat(records.stream().map(each -> each.references().get(0).required()))
                .containsExactly(true, false, false, true);
        assertThat(records.stream().map(each -> each.references().get(0).expectedSize()))
                .as("H51: a negative size is no expectation")
                .containsExactly(OptionalLong.of(5), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0));
        assertThat(records.stream().map(CatalogRecord::lastChanged))
                .containsExactly(
                        Instant.parse("2026-07-01T10:00:00Z"),
                        Instant.parse("2026-07-01T10:00:00Z"),
                        null,
                        Instant.parse("2026-07-01T09:00:00Z"));
        assertThat(records.get(0).context()).isEqualTo(Map.of("kind", "upload", "public", "true", "id", "1"));
        assertThat(records.get(2).context()).isEqualTo(Map.of("id", "3"));
    }

    @ParameterizedTest
    @EnumSource
    void filtersCompareByTextWhateverTheType(Database database) {
        table(
                database,
                "id int PRIMARY KEY, status varchar(20), photo varchar(100), project int, owner uuid, public boolean");
        database.execute(
                "INSERT INTO photos VALUES (1, 'ready', 'a', 7, '00000000-0000-0000-0000-00000000000a', true)");
        MetadataCatalog catalog = builder(database.dataSource())
                .reference("photo", "photo", KEYS)
                .filter("project", "owner", "public")
                .build();
        Map<Map<String, String>, Integer> expected = Map.of(
                Map.of("project", "7", "public", "true"), 1,
                Map.of("project", "07"), 0,
                Map.of("project", "99999999999"), 0,
                Map.of("project", "x' OR 1=1"), 0,
                Map.of("owner", "00000000-0000-0000-0000-00000000000a"), 1,
                Map.of("owner", "0-0-0-0-a"), 0,
                Map.of("public", "false"), 0,
                Map.of("public", "t"), 0);
        expected.forEach((columns, count) -> assertThat(
                        catalog.read(CatalogQuery.page(new Filter(Set.of(), columns), null, 9))
                                .records())
                .as("%s", columns)
                .hasSize(count));
        assertThat(catalog.read(CatalogQuery.page(new Filter(Set.of("ready\0"), Map.of()), null, 9))
                        .records())
                .as("H46")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H45: an id that isn't one of the table is no cursor; an empty one stops the scan loudly")
    void strangeIdsAreRefused(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(20), photo varchar(100)");
        MetadataCatalog integers =
                builder(database.dataSource()).reference("photo", "photo", KEYS).build();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> integers.read(CatalogQuery.page(Filter.NONE, new RecordId("x\n"), 1)))
                .withMessageContaining("'x\\u000a' is no id");
        table(database, "id varchar(10) PRIMARY KEY, status varchar(20), photo varchar(100)");
        database.execute("INSERT INTO photos VALUES ('', 'ready', 'a')");
        MetadataCatalog texts =
                builder(database.dataSource()).reference("photo", "photo", KEYS).build();
        assertThatExceptionOfType(CatalogException.class)
                .isThrownBy(() -> Pages.readAll(texts, 1))
                .withMessageContaining("id is empty");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H61: the catalog's time is the one that dates its rows, whatever this machine's clock says")
    void theDatabaseTellsItsTime(Database database) {
        table(database, "id int PRIMARY KEY, status text, photo text, updated_at timestamp with time zone");
        JdbcCatalog catalog = builder(database.dataSource())
                .updatedAt("updated_at")
                .zone(ZoneOffset.UTC)
                .reference("photo", "photo", KEYS)
                .build();
        Instant before = catalog.now().orElseThrow();
        database.execute("INSERT INTO photos VALUES (1, 'ready', 'p', CURRENT_TIMESTAMP)");
        Instant after = catalog.now().orElseThrow();

        RecordId id = new RecordId("1");
        assertThat(catalog.lookUp(List.of(id)).get(id).lastChanged()).isBetween(before, after);
    }
}
