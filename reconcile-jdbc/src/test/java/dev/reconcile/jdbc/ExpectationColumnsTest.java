package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.catalog.Expectation;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Columns that say what is expected of an object, beside its size. */
class ExpectationColumnsTest {

    private static final String SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final ReferenceColumn ARCHIVE = ReferenceColumn.of(
            "archive", "object_key", ObjectLocator.bucket("archives").keys());

    private final DriverDataSource database =
            new DriverDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @BeforeEach
    void table() {
        Jdbi.create(database)
                .useHandle(handle ->
                        handle.execute("CREATE TABLE archives (id bigint PRIMARY KEY, object_key varchar(200),"
                                + " byte_count bigint, sha256 varchar(100), md5 varchar(100), record_count integer,"
                                + " status varchar(20), created_at timestamp)"));
    }

    private void row(int id, String sha256, String md5, Integer records) {
        Jdbi.create(database)
                .useHandle(handle -> handle.execute(
                        "INSERT INTO archives VALUES (?, ?, 3, ?, ?, ?, 'stored', TIMESTAMP '2026-01-01 00:00:00')",
                        id,
                        "archives/" + id,
                        sha256,
                        md5,
                        records));
    }

    private MetadataCatalog catalog(ReferenceColumn archive) {
        return JdbcCatalog.builder(database)
                .table("archives")
                .id("id")
                .status("status", "corrupted")
                .createdAt("created_at")
                .zone(ZoneOffset.UTC)
                .reference(archive)
                .build();
    }

    private Expectation expected(MetadataCatalog catalog, int id) {
        RecordId record = new RecordId(String.valueOf(id));
        return catalog.lookUp(List.of(record)).get(record).references().get(0).expected();
    }

    @Test
    void checksumsAndMetadataAreReadInAnyUsualForm() {
        Checksum sum = new Checksum(Algorithm.SHA256, SHA256);
        row(1, SHA256.toUpperCase(Locale.ROOT), null, 100);
        row(2, " " + sum.base64() + " ", "900150983cd24fb0d6963f7d28e17f72", null);
        MetadataCatalog catalog = catalog(ARCHIVE.size("byte_count")
                .checksum(Algorithm.SHA256, "sha256")
                .checksum(Algorithm.MD5, "md5")
                .metadata("Record-Count", "record_count"));
        assertThat(expected(catalog, 1))
                .isEqualTo(new Expectation(OptionalLong.of(3), List.of(sum), Map.of("record-count", "100")));
        assertThat(expected(catalog, 2))
                .isEqualTo(new Expectation(
                        OptionalLong.of(3),
                        List.of(new Checksum(Algorithm.MD5, "900150983cd24fb0d6963f7d28e17f72"), sum),
                        Map.of()));
    }

    @Test
    void textThatIsNoChecksumIsNoExpectation() {
        row(1, "pending", "", 1);
        MetadataCatalog catalog =
                catalog(ARCHIVE.checksum(Algorithm.SHA256, "sha256").checksum(Algorithm.MD5, "md5"));
        assertThat(expected(catalog, 1)).isEqualTo(Expectation.NONE);
    }

    @Test
    void mappingNamesThem() {
        String plain = catalog(ARCHIVE).profile().mapping();
        String summed =
                catalog(ARCHIVE.checksum(Algorithm.SHA256, "sha256")).profile().mapping();
        String counted = catalog(ARCHIVE.metadata("record-count", "record_count"))
                .profile()
                .mapping();
        assertThat(summed)
                .as("so that a plan made before isn't applied after (H85)")
                .isNotEqualTo(plain);
        assertThat(counted).isNotEqualTo(plain);
    }

    @Test
    void columnThatIsntThereIsNamed() {
        ReferenceColumn misspelt = ARCHIVE.checksum(Algorithm.SHA256, "sha_256");
        assertThatIllegalArgumentException().isThrownBy(() -> catalog(misspelt)).withMessageContaining("sha_256");
        ReferenceColumn counted = ARCHIVE.checksum(Algorithm.SHA256, "record_count");
        assertThatIllegalArgumentException().isThrownBy(() -> catalog(counted)).withMessageContaining("checksum");
    }

    @Test
    void nameThatNoMetadataCanHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ARCHIVE.metadata("record count", "record_count"))
                .withMessageContaining("'record count'");
    }
}
