package dev.reconcile.examples.kill;

import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.S3Server;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where one application keeps its things, and how its engine is built: the same in the test and in the processes that it kills.
 *
 * @param name of the bucket and of the database's schema
 * @param journal a directory; empty for tables in the schema
 */
record Site(URI s3, String database, String name, String journal) {

    static final String QUARANTINE = "reconcile-quarantine/";

    /** Long, so that a slow machine doesn't lose it; after a kill the test makes it run out. */
    static final Duration LEASE = Duration.ofMinutes(5);

    boolean journalsInDatabase() {
        return journal.isEmpty();
    }

    /** The same site, its database reached in another way. */
    Site by(String otherUrl) {
        return new Site(s3, otherUrl, name, journal);
    }

    /** Enough is changed in each run for its batches to be many; nothing here is to be halted. */
    static ReconcileRequest.Builder request() {
        return ReconcileRequest.builder()
                .orphans(OrphanPolicy.QUARANTINE)
                .uploadsOlderThan(Duration.ofDays(1))
                .abortUploads()
                .guardrails(Guardrails.DEFAULT.maxFindings(1000).maxRatio(1))
                .batchSize(16)
                .concurrency(4)
                .unlimitedRequests()
                .examples(1000);
    }

    S3Client client() {
        return S3Connection.to(s3, "us-east-1")
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
    }

    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database);
        return dataSource;
    }

    /** As an application has it. */
    JdbcConnectionPool pool() {
        PGConnectionPoolDataSource dataSource = new PGConnectionPoolDataSource();
        dataSource.setUrl(database);
        dataSource.setPrepareThreshold(0); // every statement goes over the wire as text, so that it can be told
        return JdbcConnectionPool.create(dataSource);
    }

    ReconcileEngine engine(S3Client client, DataSource dataSource, String holder) {
        ObjectLocator keys = ObjectLocator.bucket(name).keys();
        MetadataCatalog catalog = JdbcCatalog.builder(dataSource)
                .table(name, "images")
                .status("status", "error")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of("original", "original_key", keys).size("original_size"))
                .reference(ReferenceColumn.of("staged", "staged_key", keys).whenStatus("ready"))
                .context("project_id")
                .build();
        RunJournal runs = journalsInDatabase()
                ? JdbcJournal.builder(dataSource).schema(name).lease(LEASE).build()
                : RunJournal.in(Path.of(journal));
        return ReconcileEngine.builder(S3ObjectStore.of(client, name), catalog)
                .journal(runs)
                .quarantine(QUARANTINE)
                .holder(holder)
                .build();
    }
}
