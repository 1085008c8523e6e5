package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnionCatalog;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mappings that the guide shows. */
class MappingExamplesTest {

    private static List<String> keys(MetadataCatalog catalog) {
        return Pages.readAll(catalog, 10).stream()
                .map(CatalogRecord::references)
                .flatMap(List::stream)
                .map(Reference::key)
                .map(ObjectKey::value)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyMadeOfColumnsInARowOfATenant(Database database) {
        database.execute(
                "DROP TABLE IF EXISTS documents",
                "CREATE TABLE documents (tenant int NOT NULL, id int NOT NULL, status varchar(10), folder varchar(20),"
                        + " extension varchar(5), deleted_at timestamp, PRIMARY KEY (tenant, id))",
                "INSERT INTO documents VALUES (1, 1, 'ok', 'a', 'pdf', null), (2, 1, 'ok', 'b', 'pdf', null)");
        DataSource dataSource = database.dataSource();
        // snippet: computed
        ObjectLocator keys = ObjectLocator.bucket("documents").keys();
        MetadataCatalog documents = JdbcCatalog.builder(dataSource)
                .table("documents")
                .id("tenant", "id") // a primary key of two columns
                .status("status", "error")
                .reference(ReferenceColumn.template("content", "files/{folder}/{tenant}-{id}.{extension}", keys)
                        .whenNull("deleted_at")) // a row that is only said to be deleted needs no object
                .build();
        // end
        assertThat(keys(documents)).containsExactly("files/a/1-1.pdf", "files/b/2-1.pdf");
    }

    @ParameterizedTest
    @EnumSource
    void aReferenceInAnotherTableAndBucketsInAColumn(Database database) {
        database.execute("DROP VIEW IF EXISTS file_versions_with_files");
        database.execute("DROP TABLE IF EXISTS file_versions", "DROP TABLE IF EXISTS storage_files");
        database.execute(
                "CREATE TABLE storage_files (id int PRIMARY KEY, bucket_type varchar(10), path varchar(50))",
                "CREATE TABLE file_versions (id int PRIMARY KEY, status varchar(10), storage_file_id int)",
                "INSERT INTO storage_files VALUES (7, 'content', 'k/7'), (8, 'preview', 'k/8')",
                "INSERT INTO file_versions VALUES (1, 'ok', 7), (2, 'ok', 8), (3, 'ok', null)",
                "CREATE VIEW file_versions_with_files AS SELECT v.id, v.status, f.bucket_type, f.path FROM file_versions v"
                        + " JOIN storage_files f ON f.id = v.storage_file_id");
        DataSource dataSource = database.dataSource();
        // snippet: joined
        ObjectLocator keys = ObjectLocator.bucket("file-content").keys();
        MetadataCatalog content = JdbcCatalog.builder(dataSource)
                .table("file_versions") // is marked
                .readFrom("file_versions_with_files") // a view that joins storage_files
                .status("status", "corrupted")
                .reference(ReferenceColumn.of("content", "path", keys).onlyWhere("bucket_type", "content"))
                .build();
        // end
        assertThat(keys(content)).containsExactly("k/7");
        database.execute("DROP VIEW file_versions_with_files");
    }

    @ParameterizedTest
    @EnumSource
    void severalTablesOfOneBucket(Database database) {
        database.execute(
                "DROP TABLE IF EXISTS avatars",
                "DROP TABLE IF EXISTS images",
                "CREATE TABLE avatars (id int PRIMARY KEY, status varchar(10), object_key varchar(20))",
                "CREATE TABLE images (id int PRIMARY KEY, status varchar(10), object_key varchar(20))",
                "INSERT INTO avatars VALUES (1, 'ok', 'a')",
                "INSERT INTO images VALUES (1, 'ok', 'i')");
        ObjectLocator keys = ObjectLocator.bucket("images").keys();
        MetadataCatalog avatars = JdbcCatalog.builder(database.dataSource())
                .table("avatars")
                .status("status", "error")
                .reference("avatar", "object_key", keys)
                .build();
        MetadataCatalog images = JdbcCatalog.builder(database.dataSource())
                .table("images")
                .status("status", "error")
                .reference("image", "object_key", keys)
                .build();
        // snippet: union
        MetadataCatalog all = UnionCatalog.of(Map.of("avatars", avatars, "images", images));
        // end
        assertThat(keys(all)).containsExactly("a", "i");
    }
}
