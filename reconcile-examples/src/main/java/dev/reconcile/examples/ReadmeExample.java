package dev.reconcile.examples;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.report.JsonReport;
import dev.reconcile.report.TextReport;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The code of the README, as it stands there. */
public final class ReadmeExample {

    private ReadmeExample() {}

    /** The engine over a table and a bucket. */
    public static ReconcileEngine engine(DataSource dataSource, S3Client s3Client, Path directory) {
        // snippet: engine
        ObjectStore store = S3ObjectStore.of(s3Client, "images");
        ObjectLocator urls = ObjectLocator.bucket("images").urls().cdn("https://cdn.example.com/");
        MetadataCatalog catalog = JdbcCatalog.builder(dataSource)
                .table("images")
                .status("status", "error") // what a marked row's status becomes
                .errorMessage("error_message")
                .updatedAt("updated_at") // younger rows are left alone; without a zone, add zone(…)
                .reference("original", "original_url", urls)
                .reference(ReferenceColumn.of("staged", "staged_url", urls).whenStatus("ready"))
                .build();
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .journal(directory.resolve("journal")) // or JdbcJournal, in the database
                .build();
        // end
        return engine;
    }

    /** Looks and shows. */
    public static RunReport look(ReconcileEngine engine) {
        // snippet: look
        RunReport found = engine.run(ReconcileRequest.dryRun()); // changes nothing
        System.out.print(TextReport.render(found));
        // end
        return found;
    }

    /** Applies what a reviewer has left of the plan. */
    public static RunReport apply(ReconcileEngine engine, RunReport found, Path directory) throws IOException {
        // snippet: apply
        Path file = directory.resolve("plan.csv");
        engine.plan(found.runId(), Plan.Form.CSV).writeTo(file); // a person takes out what isn't to be done
        RunReport fixed = engine.apply(ApplyRequest.of(Plan.read(file))); // or all of it: engine.apply(found.runId())
        System.out.print(JsonReport.render(fixed));
        // end
        return fixed;
    }

    /** Takes it back. */
    public static RunReport undo(ReconcileEngine engine, RunReport fixed) {
        // snippet: undo
        RunReport undone = engine.undo(fixed.runId()); // wherever nobody has written since
        // end
        return undone;
    }
}
