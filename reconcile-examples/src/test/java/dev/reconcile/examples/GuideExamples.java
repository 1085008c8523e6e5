package dev.reconcile.examples;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;

import dev.reconcile.ApplyRequest;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Integrity;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.Verification;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.cost.Estimate;
import dev.reconcile.cost.OrphanCost;
import dev.reconcile.cost.PriceList;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.minio.MinioConnection;
import dev.reconcile.minio.MinioObjectStore;
import dev.reconcile.report.HtmlReport;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The code of the guide, as it stands there; {@link GuideExamplesTest} runs it. */
final class GuideExamples {

    private GuideExamples() {}

    static MetadataCatalog catalog(DataSource dataSource) {
        // snippet: locators
        ObjectLocator keys = ObjectLocator.bucket("images").keys(); // the column holds the key itself
        ObjectLocator urls = ObjectLocator.bucket("images")
                .urls() // s3://images/…
                .endpoint("https://s3.eu-central-1.amazonaws.com") // …/images/key and images.s3…/key
                .cdn("https://cdn.example.com/media/") // …/media/key
                .elsewhere("https://legacy.example.com/"); // known, and not in this bucket
        // end
        // snippet: mapping
        MetadataCatalog catalog = JdbcCatalog.builder(dataSource)
                .table("media", "images") // schema and table
                .id("id")
                .status("status", "error")
                .errorMessage("error_message")
                .createdAt("created_at")
                .updatedAt("updated_at")
                .zone(ZoneOffset.UTC) // of timestamps that have none
                .reference(ReferenceColumn.of("original", "original_key", keys).size("original_size"))
                .reference(ReferenceColumn.of("staged", "staged_url", urls).whenStatus("ready"))
                .context("project_id") // shown with each finding
                .filter("project_id") // may be asked for
                .build();
        // end
        return catalog;
    }

    static ReferenceColumn archive(ObjectLocator keys) {
        // snippet: expectations
        ReferenceColumn archive = ReferenceColumn.of("archive", "object_key", keys)
                .size("byte_count")
                .checksum(Checksum.Algorithm.SHA256, "sha256") // hexadecimal or base 64
                .metadata("record-count", "record_count"); // x-amz-meta-record-count
        // end
        return archive;
    }

    static RunReport verify(ReconcileEngine engine) {
        // snippet: verifying
        ReconcileRequest request = ReconcileRequest.builder()
                .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                .integrity(Integrity.CHECKSUM, Integrity.CONTENT, Integrity.METADATA)
                .verification(Verification.ALL
                        .within(Duration.ofHours(2)) // begins no object after that
                        .share(0.05) // of the references; the next run goes on from there
                        .bytesPerSecond(20 << 20))
                .build();
        RunReport report = engine.run(request);
        RunReport.VerificationCounts verified = report.verification();
        // end
        if (verified.unknown() > 0) {
            throw new AssertionError(verified);
        }
        return report;
    }

    static RunReport purge(ReconcileEngine engine) {
        // snippet: purge
        RunReport plan = engine.run(ReconcileRequest.builder()
                .expiredAfter(Duration.ofDays(90)) // lists them
                .purge() // and has the plan remove them
                .build());
        RunReport purged = engine.apply(plan.runId());
        // end
        return purged;
    }

    static Estimate estimate(ReconcileRequest request, RunReport lastReport) {
        // snippet: estimate
        Estimate estimate = Estimate.of(
                request,
                Estimate.Scale.of(lastReport), // or new Scale(records, references, objects, bytes)
                PriceList.AWS_US_EAST_1.requests(),
                Duration.ofMillis(20), // a request to the store
                Duration.ofMillis(5)); // a page of the catalog
        // end
        return estimate;
    }

    static BigDecimal bill(RunReport report, PriceList prices) {
        // snippet: bill
        BigDecimal bill = prices.bill(report); // of the requests to the store, tries included
        OrphanCost orphans = OrphanCost.of(report, prices);
        BigDecimal monthly = orphans.total(); // what the orphans cost where they are
        Map<String, BigDecimal> elsewhere = orphans.ifAllIn(); // and what they would in each class
        // end
        return bill.add(monthly).add(elsewhere.getOrDefault("STANDARD", BigDecimal.ZERO));
    }

    static void page(RunJournal journal, RunId run, RunId lastWeek, Path file) throws IOException {
        // snippet: html
        RunHistory history = RunHistory.of(journal);
        HtmlReport.of(history.report(run), () -> history.findings(run))
                .comparedWith(history.report(lastWeek), () -> history.findings(lastWeek)) // what is new, what is gone
                .prices(PriceList.AWS_US_EAST_1) // what the orphans cost
                .writeTo(file);
        // end
    }

    static ObjectStore minio(String accessKey, String secretKey) {
        // snippet: minio
        MinioConnection connection =
                MinioConnection.to(URI.create("https://minio.example.com:9000")).credentials(accessKey, secretKey);
        ObjectStore store = MinioObjectStore.connect(connection, "images").build(); // closes its client when closed
        // end
        return store;
    }

    static ObjectStore store(AwsCredentialsProvider credentials) {
        // snippet: connect
        S3Client client = S3Connection.to(URI.create("https://minio.example.com:9000"), "us-east-1")
                .credentials(credentials)
                .open();
        ObjectStore store = S3ObjectStore.builder(client, "images")
                .listOrder(ListOrder.NONE) // if it doesn't list in the order of UTF-8
                .keyRules(KeyRules.FILE_SYSTEM) // if it keeps objects as files
                .build();
        // end
        client.close();
        return store;
    }

    static RunReport ask(ReconcileEngine engine) {
        // snippet: request
        ReconcileRequest request = ReconcileRequest.builder()
                .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                .statuses("ready")
                .where("project_id", "42")
                .limit(1000)
                .build();
        RunReport report = engine.run(request);
        report.nextCursor()
                .ifPresent(
                        cursor -> engine.run(request.toBuilder().cursor(cursor).build()));
        // end
        return report;
    }

    static RunReport askPart(
            ReconcileEngine engine, ReconcileRequest request, @Nullable ObjectKey beyond, @Nullable ObjectKey upTo) {
        // snippet: part
        RunReport part =
                engine.run(request.toBuilder().keys(beyond, upTo).build()); // null for the first, and for the last
        // end
        return part;
    }

    static void accept(ReconcileEngine engine, RunReport report) {
        // snippet: accepting
        long seen = report.marks().proposed();
        engine.run(ReconcileRequest.builder()
                .apply()
                .guardrails(Guardrails.DEFAULT.accepting(seen)) // any other number stops the run again
                .build());
        // end
    }

    static void check(ReconcileEngine engine) {
        // snippet: assertion
        assertThat(engine.run(ReconcileRequest.builder()
                        .unsafeWithoutMarkGrace()
                        .unsafeOrphanGrace(Duration.ZERO)
                        .build()))
                .isClean();
        // end
    }

    static ReconcileEngine durable(ObjectStore store, MetadataCatalog catalog, Path directory) {
        // snippet: journal
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .journal(directory) // JSON Lines files, for one machine at a time
                .build();
        // end
        return engine;
    }

    static ReconcileEngine inTheDatabase(ObjectStore store, MetadataCatalog catalog, DataSource dataSource) {
        // snippet: jdbc-journal
        RunJournal journal = JdbcJournal.builder(dataSource) // the very data source of the catalog
                .build(); // says which tables are missing, and which script makes them
        ReconcileEngine engine =
                ReconcileEngine.builder(store, catalog).journal(journal).build();
        // end
        return engine;
    }

    static RunReport review(ReconcileEngine engine, RunReport found, Path file) throws IOException {
        // snippet: review
        engine.plan(found.runId(), Plan.Form.CSV).writeTo(file);
        // … a person takes lines out …
        RunReport fixed = engine.apply(ApplyRequest.of(Plan.read(file)));
        // end
        return fixed;
    }

    static RunReport takeUp(ReconcileEngine engine, RunId killed) {
        // snippet: resume
        RunReport report = engine.resume(killed);
        // end
        return report;
    }

    static RunReport undo(ReconcileEngine engine, RunReport fixed) {
        // snippet: undo
        RunReport undone = engine.undo(fixed.runId());
        undone.notApplied().forEach(left -> System.out.println(left.item() + ": " + left.detail()));
        // end
        return undone;
    }

    static RunReport quarantine(ReconcileEngine engine) {
        // snippet: quarantine
        RunReport moved = engine.run(ReconcileRequest.builder()
                .apply()
                .orphans(OrphanPolicy.QUARANTINE)
                .build());
        // end
        return moved;
    }

    static RunReport delete(ReconcileEngine engine) {
        // snippet: delete
        RunReport found = engine.run(
                ReconcileRequest.builder().orphans(OrphanPolicy.DELETE).build());
        Plan plan = engine.plan(found.runId(), Plan.Form.CSV); // shown to a person, who says yes
        RunReport deleted = engine.apply(ApplyRequest.of(plan).confirmDeletion(engine.confirmation(plan)));
        // end
        return deleted;
    }

    static RunReport recover(ReconcileEngine engine) {
        // snippet: recover
        RunReport restored = engine.run(ReconcileRequest.builder()
                .apply()
                .recovered(RecoveryPolicy.RESTORE_STATUS)
                .build());
        // end
        return restored;
    }
}
