package dev.reconcile.examples;

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
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The code of the README, as it stands there. */
public final class ReadmeExample {

    private ReadmeExample() {}

    /** Looks, shows, applies, shows. */
    public static RunReport run(DataSource dataSource, S3Client s3Client) {
        // snippet: readme
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
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog).build();

        RunReport found = engine.run(ReconcileRequest.dryRun()); // changes nothing
        System.out.print(TextReport.render(found));
        // end

        // snippet: apply
        RunReport fixed = engine.run(ReconcileRequest.applying()); // marks rows, within the guardrails
        System.out.print(JsonReport.render(fixed));
        // end
        return fixed;
    }
}
