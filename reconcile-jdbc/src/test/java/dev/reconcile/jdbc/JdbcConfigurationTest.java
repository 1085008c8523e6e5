package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.store.KeyRules;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcConfigurationTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static JdbcCatalogBuilder files(Database database) {
        database.execute(
                "DROP TABLE IF EXISTS files",
                "CREATE TABLE files (id int PRIMARY KEY, status varchar(5), staged_url varchar(100), fixed char(10), bytes bigint,"
                        + " slug varchar(10) NOT NULL UNIQUE, name varchar(10) NOT NULL, made timestamp, changed timestamp with time zone, price decimal(5, 2))");
        return JdbcCatalog.builder(database.dataSource()).table("files").status("status", "error");
    }

    private static void assertRefused(Database database, UnaryOperator<JdbcCatalogBuilder> with, String... words) {
        JdbcCatalogBuilder builder = with.apply(files(database).reference("staged", "staged_url", KEYS));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .satisfies(refused -> assertThat(refused.getMessage()).containsIgnoringCase(String.join("", words)));
    }

    @Test
    void onlyWhatHasRowsIsNamedForAnUnknownTable() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> files(Database.POSTGRES).table("nothing_alike").build())
                .withMessageContaining("expected one of")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("pkey"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H97: unknown names are refused, and the nearest is named")
    void unknownNamesAreRefused(Database database) {
        assertRefused(
                database,
                b -> b.reference("x", "stagedurl", KEYS),
                "Unknown column files.stagedurl, did you mean staged_url?");
        assertRefused(database, b -> b.status("stat", "error"), "Unknown column files.stat, did you mean status?");
        assertRefused(
                database, b -> b.table("fils"), "Unknown table " + database.schema + ".fils, did you mean files?");
        assertRefused(database, b -> b.table(database.schema + "k", "files"), "did you mean " + database.schema + "?");
        assertRefused(database, b -> b.context("completely_different"), "expected one of");
        assertRefused(database, b -> b.filter("idd"), "did you mean id?");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H45: columns of the wrong type are refused, padded ones above all")
    void columnsOfTheWrongTypeAreRefused(Database database) {
        if (database != Database.SQLITE) { // which doesn't pad
            assertRefused(database, b -> b.reference("x", "fixed", KEYS), "H45");
            assertRefused(database, b -> b.status("fixed", "error"), "H45");
        }
        assertRefused(database, b -> b.reference("x", "bytes", KEYS), "Invalid key column: files.bytes is ", "");
        assertRefused(database, b -> b.updatedAt("name"), "expected timestamp or zoned timestamp");
        assertRefused(database, b -> b.id("made"), "Invalid id column");
        assertRefused(database, b -> b.filter("price"), "Invalid filter column");
        assertRefused(
                database, b -> b.reference(ReferenceColumn.of("x", "name", KEYS).size("name")), "expected integer");
    }

    @ParameterizedTest
    @EnumSource
    void theIdHasToIdentifyARow(Database database) {
        assertRefused(database, b -> b.id("name"), "doesn't identify a row, expected a primary key or a unique index");
        MetadataCatalog bySlug = files(database)
                .id("slug")
                .reference("staged", "staged_url", KEYS)
                .build();
        assertThat(bySlug.profile().roles()).containsExactly("staged");
    }

    @Test
    void anIdColumnThatNobodyNamedIsAskedFor() {
        Database.POSTGRES.execute(
                "DROP TABLE IF EXISTS parts", "CREATE TABLE parts (pid int PRIMARY KEY, status text, photo text)");
        JdbcCatalogBuilder parts = JdbcCatalog.builder(Database.POSTGRES.dataSource())
                .table("parts")
                .status("status", "error")
                .reference("photo", "photo", KEYS);
        assertThatIllegalArgumentException()
                .isThrownBy(parts::build)
                .withMessage("Unknown column parts.id, did you mean pid? (name the id column with id())");
        assertThatIllegalArgumentException()
                .isThrownBy(parts.id("id")::build)
                .withMessage("Unknown column parts.id, did you mean pid?");
    }

    @Test
    void aCompositeKeyOrAPartialOrNullableIndexDoesNotIdentifyARow() {
        Database.POSTGRES.execute(
                "DROP TABLE IF EXISTS parts",
                "CREATE TABLE parts (tenant int, id int, a int NOT NULL, b int UNIQUE, status text, photo text, PRIMARY KEY (tenant, id))",
                "CREATE UNIQUE INDEX ON parts (a) WHERE tenant > 0");
        for (String column : List.of("id", "tenant", "a", "b")) {
            assertThatIllegalArgumentException()
                    .as(column)
                    .isThrownBy(() -> JdbcCatalog.builder(Database.POSTGRES.dataSource())
                            .table("parts")
                            .id(column)
                            .status("status", "error")
                            .reference("photo", "photo", KEYS)
                            .build())
                    .withMessageContaining("doesn't identify a row");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIncompleteOrContradictoryCatalogIsRefused(Database database) {
        assertRefused(database, b -> b.reference("staged", "name", KEYS), "expected each of them once");
        if (database != Database.SQLITE) { // which takes any length
            assertRefused(database, b -> b.status("status", "much too long"), "holds 5 characters");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files(database).build())
                .withMessageContaining("no reference column");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcCatalog.builder(database.dataSource()).build())
                .withMessageContaining("no table");
        assertThatIllegalArgumentException().isThrownBy(() -> files(database).lockTimeout(Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H97: names that aren't plain identifiers never reach the database")
    void hostileNamesNeverReachTheDatabase(Database database) {
        files(database);
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        Random random = new Random(97);
        List<String> pieces = List.of(
                "id",
                "status",
                "\"",
                "'",
                ";",
                "--",
                " ",
                "/*",
                "*/",
                "DROP TABLE files",
                "\\",
                "\0",
                "\n",
                ".",
                ":",
                "?",
                "<",
                "`",
                "ſ",
                "(",
                ")",
                "=",
                "1");
        for (int i = 0; i < 100; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                name.append(pieces.get(random.nextInt(pieces.size())));
            }
            String hostile = name.toString();
            if (hostile.matches("id|status")) {
                continue;
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JdbcCatalog.builder(probe.dataSource())
                            .table("files")
                            .status("status", "error")
                            .reference("staged", "staged_url", KEYS)
                            .context(hostile)
                            .build())
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n", "\0"));
        }
        assertThat(probe.statements()).noneMatch(sql -> sql.contains("DROP"));
        assertThat(probe.openConnections()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H97: names are taken as in SQL, folded as the database does, or exactly as quoted there")
    void namesAreFoldedOrExact(Database database) {
        database.execute(
                "DROP TABLE IF EXISTS \"Order\"",
                "CREATE TABLE \"Order\" (Id int PRIMARY KEY, \"Status\" varchar(10), \"select\" varchar(10), from_x varchar(10),"
                        + " \"from%\" int)",
                "INSERT INTO \"Order\" VALUES (1, 'ready', 'a', 'b', 0)");
        MetadataCatalog catalog = JdbcCatalog.builder(database.dataSource())
                .table("Order")
                .id("iD")
                .status("Status", "error")
                .reference("a", "select", KEYS)
                .reference("b", "From_X", KEYS)
                .build();
        assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 5)).records())
                .singleElement()
                .satisfies(each -> assertThat(each.references()).hasSize(2));
        database.execute("DROP TABLE \"Order\"");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H97: an underscore in a table's name is no wildcard")
    void anUnderscoreIsNoWildcard(Database database) {
        database.execute(
                "DROP TABLE IF EXISTS a_b",
                "DROP TABLE IF EXISTS axb",
                "CREATE TABLE a_b (id int PRIMARY KEY, status varchar(10), photo varchar(10))",
                "CREATE TABLE axb (id int PRIMARY KEY, status varchar(10), other varchar(10))");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcCatalog.builder(database.dataSource())
                        .table("a_b")
                        .status("status", "error")
                        .reference("other", "other", KEYS)
                        .build())
                .withMessageContaining("Unknown column");
    }

    @Test
    void tablesOfOtherSchemasAreReached() {
        for (Database database : EnumSet.complementOf(EnumSet.of(Database.SQLITE))) { // which has none
            database.execute(
                    "DROP SCHEMA IF EXISTS media CASCADE",
                    "CREATE SCHEMA media",
                    "CREATE TABLE media.files (id int PRIMARY KEY, status varchar(10), photo varchar(10))",
                    "INSERT INTO media.files VALUES (1, 'ready', 'a')");
            MetadataCatalog catalog = JdbcCatalog.builder(database.dataSource())
                    .table("media", "files")
                    .status("status", "error")
                    .reference("photo", "photo", KEYS)
                    .build();
            assertThat(catalog.read(CatalogQuery.page(Filter.NONE, null, 5)).records())
                    .hasSize(1);
            assertThat(catalog.profile().identity()).containsIgnoringCase("media.files");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H100: the identity names product, database and table, no user, password or URL")
    void theIdentityHoldsNoSecret(Database database) {
        MetadataCatalog catalog =
                files(database).reference("staged", "staged_url", KEYS).build();
        assertThat(catalog.profile().identity())
                .isEqualTo(database.identity + (database == Database.H2 ? ".FILES" : ".files"));
        assertThat(catalog.toString()).contains(catalog.profile().identity());
    }

    @ParameterizedTest
    @EnumSource
    void theBucketOfTheLocatorsIsInTheProfileAndTwoAreRefused(Database database) {
        assertThat(files(database)
                        .reference("staged", "staged_url", KEYS)
                        .reference(
                                "name", "name", ObjectLocator.bucket("images").urls())
                        .build()
                        .profile()
                        .buckets())
                .containsExactly("images");
        assertRefused(
                database,
                b -> b.reference("name", "name", ObjectLocator.bucket("imgaes").keys()),
                "their locators name the buckets [images, imgaes], expected one");
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void aTimestampWithoutAZoneNeedsOneSaid(Database database) {
        String refusal = ".made has no time zone: say zone(ZoneOffset.UTC), or the zone it is written in;"
                + " a wrong one would make young rows look old";
        assertRefused(database, b -> b.updatedAt("made"), refusal);
        assertRefused(database, b -> b.createdAt("made"), refusal);
        assertRefused(
                database,
                b -> b.updatedAt("changed").createdAt("made"),
                "Column " + database.schema + ".files" + refusal);
        UnaryOperator<JdbcCatalogBuilder> photos = b -> b.reference("staged", "staged_url", KEYS);
        assertThatCode(() -> photos.apply(files(database))
                        .updatedAt("made")
                        .zone(ZoneOffset.UTC)
                        .build())
                .doesNotThrowAnyException();
        assertThatCode(() -> photos.apply(files(database))
                        .updatedAt("changed")
                        .createdAt("changed")
                        .build())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE) // all its timestamps need a zone
    @DisplayName("H85: equal builders give one mapping, in one line, and every other builder another one")
    void theMappingTellsBuildersApart(Database database) {
        ObjectLocator urls = ObjectLocator.bucket("images")
                .urls()
                .cdn("https://a.example.com/")
                .cdn("https://b.example.com/");
        ObjectLocator sameUrls = ObjectLocator.bucket("images")
                .urls()
                .cdn("https://b.example.com/")
                .cdn("https://a.example.com/");
        ReferenceColumn staged = ReferenceColumn.of("staged", "staged_url", KEYS);
        UnaryOperator<JdbcCatalogBuilder> usual = b -> b.reference(staged);
        assertThat(mapping(
                        database,
                        b -> b.reference(ReferenceColumn.of("x", "name", urls)
                                        .whenStatus("a", "b")
                                        .whenColumn("slug", "c"))
                                .context("slug", "name")
                                .filter("name", "slug")))
                .doesNotContain("\n")
                .isEqualTo(mapping(
                        database,
                        b -> b.reference(ReferenceColumn.of("x", "name", sameUrls)
                                        .whenColumn("slug", "c")
                                        .whenStatus("b", "a"))
                                .context("name", "slug")
                                .filter("slug", "name")));
        List<UnaryOperator<JdbcCatalogBuilder>> all = List.of(
                usual,
                b -> usual.apply(b).id("slug"),
                b -> usual.apply(b).status("name", "error"),
                b -> usual.apply(b).status("status", "bad"),
                b -> usual.apply(b).errorMessage("name"),
                b -> usual.apply(b).errorMessage("slug"),
                b -> usual.apply(b).updatedAt("changed"),
                b -> usual.apply(b).createdAt("changed"),
                b -> usual.apply(b).zone(ZoneOffset.UTC).createdAt("made"),
                b -> usual.apply(b).zone(ZoneOffset.ofHours(1)).createdAt("made"),
                b -> usual.apply(b).context("name"),
                b -> usual.apply(b).context("NAME"),
                b -> usual.apply(b).filter("name"),
                b -> b.reference("original", "staged_url", KEYS),
                b -> b.reference("staged", "name", KEYS),
                b -> b.reference(staged).reference("name", "name", KEYS),
                b -> b.reference("name", "name", KEYS).reference(staged),
                b -> b.reference(staged.size("bytes")),
                b -> b.reference(staged.whenStatus("ready")),
                b -> b.reference(staged.whenStatus("ready", "old")),
                b -> b.reference(staged.whenStatus("ready\", \"old")),
                b -> b.reference(staged.whenColumn("name", "ready")),
                b -> b.reference(
                        "staged", "staged_url", ObjectLocator.bucket("other").keys()),
                b -> b.reference("staged", "staged_url", KEYS.withKeyRules(KeyRules.FILE_SYSTEM)),
                b -> b.reference(
                        "staged", "staged_url", ObjectLocator.bucket("images").rawKeys()),
                b -> b.reference(
                        "staged", "staged_url", ObjectLocator.bucket("images").urls()),
                b -> b.reference("staged", "staged_url", urls),
                b -> b.reference(
                        ReferenceColumn.of("staged", "staged_url", urls).withoutQueries()),
                b -> b.reference(
                        "staged",
                        "staged_url",
                        ObjectLocator.bucket("images").urls().plainS3Uris()),
                b -> b.reference(
                        "staged",
                        "staged_url",
                        ObjectLocator.bucket("images")
                                .urls()
                                .cdn("https://a.example.com/")
                                .elsewhere("https://b.example.com/")));
        assertThat(all.stream().map(each -> mapping(database, each))).doesNotHaveDuplicates();
    }

    private static String mapping(Database database, UnaryOperator<JdbcCatalogBuilder> with) {
        return with.apply(files(database)).build().profile().mapping();
    }

    @Test
    void otherDatabasesAreRefusedByName() throws SQLException {
        try (Connection connection = Database.H2.dataSource().getConnection()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(Dialects.of(metadata)).isInstanceOf(H2Dialect.class);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dialects.of("Derby"))
                .withMessage(
                        "Unsupported database: Derby, expected one of PostgreSQL, MySQL, MariaDB, SQLite, H2, Oracle,"
                                + " Microsoft SQL Server");
    }
}
