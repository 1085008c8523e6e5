package dev.reconcile.examples.archive;

import dev.reconcile.Integrity;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
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
        this(database, store, bucket, journal, RunListener.NONE);
    }

    /** @param listener hears of validations: metrics, notifications, logs */
    public ArchiveValidator(DataSource database, ObjectStore store, String bucket, Path journal, RunListener listener) {
        engine = ReconcileEngine.builder(store, catalog(database, bucket))
                .journal(journal)
                .listener(listener)
                .build();
    }

    /** The table {@code archives}. */
    public static MetadataCatalog catalog(DataSource database, String bucket) {
        ReferenceColumn archive = ReferenceColumn.of(
                        "archive", "object_key", ObjectLocator.bucket(bucket).keys())
                .size("byte_count")
                .checksum(Algorithm.SHA256, "sha256")
                .metadata("record-count", "record_count");
        return JdbcCatalog.builder(database)
                .table("archives")
                .id("id")
                .status("status", "corrupted")
                .createdAt("created_at")
                .zone(ZoneOffset.UTC)
                .reference(archive)
                .build();
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
        return print(engine.run(request), out);
    }

    /** Goes on with a validation that was cut off, from its last checkpoint; prints and answers as if it hadn't been. */
    public int resume(RunId run, PrintStream out) {
        return print(engine.resume(run), out);
    }

    private static int print(RunReport report, PrintStream out) {
        out.println(JsonReport.render(report));
        if (report.state() != RunState.COMPLETE) {
            return INCOMPLETE;
        }
        return report.isClean() ? VALID : INVALID;
    }
}
