package dev.reconcile.examples.archive;

import dev.reconcile.Integrity;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Verification;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.report.JsonReport;
import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.ObjectStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * A host that validates archives: table {@code archives} knows each one's key, size, SHA-256 and number of records, and each object
 * carries its number of records as metadata. It changes nothing. Killed on the way, it goes on where it was.
 */
public final class ArchiveValidator {

    /** Everything is as it should be. */
    public static final int VALID = 0;

    /** Something is missing, differs, or belongs to nobody. */
    public static final int INVALID = 1;

    /** Not everything could be looked at. */
    public static final int INCOMPLETE = 3;

    private final ReconcileEngine engine;

    /** @param journal remembers how far a validation came, and which archives were validated last */
    public ArchiveValidator(DataSource database, ObjectStore store, String bucket, Path journal) {
        ReferenceColumn archive = ReferenceColumn.of(
                        "archive", "object_key", ObjectLocator.bucket(bucket).keys())
                .size("byte_count")
                .checksum(Algorithm.SHA256, "sha256")
                .metadata("record-count", "record_count");
        MetadataCatalog catalog = JdbcCatalog.builder(database)
                .table("archives")
                .id("id")
                .status("status", "corrupted")
                .createdAt("created_at")
                .zone(ZoneOffset.UTC)
                .reference(archive)
                .build();
        engine = ReconcileEngine.builder(store, catalog).journal(journal).build();
    }

    /** The store's word is enough where it keeps the checksum; else the archive is read, for two hours at most and not too fast. */
    public static ReconcileRequest.Builder everything() {
        return ReconcileRequest.builder()
                .integrity(Integrity.CHECKSUM, Integrity.CONTENT, Integrity.METADATA)
                .verification(Verification.ALL.within(Duration.ofHours(2)).bytesPerSecond(50 << 20));
    }

    /**
     * Validates and prints the report as JSON.
     *
     * @return {@link #VALID}, {@link #INVALID} or {@link #INCOMPLETE}, for a process to exit with
     */
    public int validate(ReconcileRequest request, PrintStream out) {
        RunReport report = engine.run(request);
        out.println(JsonReport.render(report));
        if (report.state() != RunState.COMPLETE) {
            return INCOMPLETE;
        }
        return report.isClean() ? VALID : INVALID;
    }
}
