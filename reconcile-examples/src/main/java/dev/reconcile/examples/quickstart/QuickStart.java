package dev.reconcile.examples.quickstart;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
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
import dev.reconcile.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

            Path journal = Files.createTempDirectory("reconcile-journal-");
            try {
                reconcile(service, client, database, clock, journal);
            } finally {
                delete(journal);
            }
        }
        say("Done. Both servers are stopped and their files removed.");
    }

    private static void reconcile(
            ImageService service, S3Client client, DataSource database, InstantSource clock, Path journal)
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
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .journal(journal)
                .clock(clock)
                .unsafeAgesByOwnClock() // only because the week hasn't really passed
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

        Map<String, Long> before = service.rowsByStatus();
        say("2. The plan goes to a person, as CSV. The reviewer doesn't agree with two lines, and takes them out");
        Path file = journal.resolve("plan.csv");
        engine.plan(found.runId(), Plan.Form.CSV).writeTo(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.stream().limit(5).forEach(line -> say("  " + line));
        lines.subList(2, 4).clear(); // the first line names the run, the second the columns
        Files.write(file, lines);

        say("3. What is left is applied: each item is looked at again and changed by compare-and-set, journal first");
        RunReport applied = engine.apply(ApplyRequest.of(Plan.read(file)));
        show(applied);
        expect("records marked", found.marks().proposed() - 2, applied.marks().applied());
        say("The rows in the database now: " + service.rowsByStatus());
        service.markedBy(applied.runId().value(), 4).forEach(row -> say("  " + row));

        say("4. Somebody has second thoughts: the run is undone");
        RunReport undone = engine.undo(applied.runId());
        show(undone);
        expect("marks taken back", applied.marks().applied(), undone.marks().applied());
        expect("rows by status", before, service.rowsByStatus());

        say("5. Everything, in one run; orphans go into the quarantine, from where an undo would bring them back");
        RunReport all = engine.run(request.toBuilder()
                .apply()
                .orphans(OrphanPolicy.QUARANTINE)
                .guardrails(Guardrails.DEFAULT.acceptingOrphans(ImageService.ORPHANS)) // more than 100: say how many
                .examples(0)
                .build());
        show(all);
        expect("records marked", found.marks().proposed(), all.marks().applied());
        expect("orphans quarantined", ImageService.ORPHANS, all.orphanChanges().applied());

        say("6. Once more: there is nothing left to find or change");
        RunReport again = engine.run(request.toBuilder().apply().build());
        show(again);
        expect("clean", true, again.isClean());
        expect("marks attempted", 0, again.marks().attempted());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
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
