package dev.reconcile.examples.quickstart;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.servers.LocalS3;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.report.TextReport;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Starts an S3 server and a PostgreSQL, lets them drift apart, and reconciles them. Ends with exit code 0 only if Reconcile said
 * exactly what had been done to them.
 */
public final class QuickStart {

    private QuickStart() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws Exception {
        say("Starting an S3 server (S3Proxy) and a PostgreSQL on loopback");
        try (LocalS3 s3 = LocalS3.start();
                S3Client client = s3.client();
                LocalPostgres postgres = LocalPostgres.start()) {
            InstantSource clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(7));
            DataSource database = postgres.database();
            ImageService service = new ImageService(database, client, clock.instant());
            say("Making 10,000 rows and their objects, and losing some: " + ImageService.MISSING_ORIGINALS
                    + " originals, "
                    + ImageService.MISSING_STAGED + " staged files, " + ImageService.CUT_OFF_UPLOADS
                    + " uploads cut off, "
                    + ImageService.ORPHANS + " orphans");
            service.populate();
            say(
                    "Reconcile leaves young rows and objects alone, and all of these were made a moment ago: it is told that a week has"
                            + " passed");
            say("Rows by status: " + service.rowsByStatus());

            reconcile(service, client, database, clock);
        }
        say("Done. Both servers are stopped and their files removed.");
    }

    private static void reconcile(ImageService service, S3Client client, DataSource database, InstantSource clock)
            throws Exception {
        ObjectStore store = S3ObjectStore.builder(client, ImageService.BUCKET)
                .listOrder(ListOrder.NONE) // S3Proxy lists in the order of UTF-16; AWS needs none of this
                .keyRules(KeyRules.FILE_SYSTEM)
                .build();
        ObjectLocator urls = ObjectLocator.bucket(ImageService.BUCKET).urls().cdn(ImageService.CDN);
        MetadataCatalog catalog = JdbcCatalog.builder(database)
                .table("images")
                .id("id")
                .status("status", "error")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of("original", "original_url", urls).size("original_size"))
                .reference(ReferenceColumn.of("staged", "staged_url", urls).whenStatus("ready"))
                .context("project_id")
                .filter("project_id")
                .build();
        Set<ObjectKey> orphans = ConcurrentHashMap.newKeySet();
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .clock(clock)
                .listener(new RunListener() {
                    @Override
                    public void found(Finding finding) {
                        if (finding.kind() == FindingKind.ORPHAN) {
                            orphans.add(finding.key());
                        }
                    }
                })
                .build();
        ReconcileRequest request = ReconcileRequest.builder().examples(3).build();

        say("1. A dry run: it looks at everything and changes nothing");
        RunReport found = engine.run(request);
        show(found);
        expect(
                "missing originals",
                ImageService.MISSING_ORIGINALS,
                found.role("original").missing());
        expect(
                "missing staged files",
                ImageService.MISSING_STAGED,
                found.role("staged").missing());
        expect("cut-off uploads", ImageService.CUT_OFF_UPLOADS, found.mismatched());
        expect("orphans", ImageService.ORPHANS, found.objects().orphans());
        expect(
                "in flight, skipped",
                ImageService.IN_FLIGHT,
                found.role("original").tooYoung());
        expect(
                "already in error, skipped",
                ImageService.ALREADY_IN_ERROR,
                found.role("original").alreadyMarked());
        expect("marks in a dry run", 0, found.marks().attempted());

        say("2. The same, applied: each record is looked at again and marked by compare-and-set");
        RunReport applied = engine.run(request.toBuilder().apply().examples(0).build());
        show(applied);
        expect("records marked", found.marks().proposed(), applied.marks().applied());

        say("The rows in the database now: " + service.rowsByStatus());
        service.markedBy(applied.runId().value(), 4).forEach(row -> say("  " + row));

        say(
                "3. Orphans are never touched without a policy. Here an operator has read the list, and deletes them by hand");
        orphans.forEach(key -> service.delete(key.value()));

        say("4. Applied once more: there is nothing left to find or change");
        RunReport again = engine.run(request.toBuilder().apply().build());
        show(again);
        expect("clean", true, again.isClean());
        expect("marks attempted", 0, again.marks().attempted());
    }

    private static void show(RunReport report) {
        System.out.println();
        TextReport.render(report).lines().forEach(line -> System.out.println("    " + line));
        System.out.println();
    }

    private static void say(String text) {
        System.out.println("==> " + text);
    }

    private static void expect(String what, Object expected, Object found) {
        if (!String.valueOf(expected).equals(String.valueOf(found))) {
            throw new IllegalStateException("Expected " + what + ": " + expected + ", found: " + found);
        }
    }
}
