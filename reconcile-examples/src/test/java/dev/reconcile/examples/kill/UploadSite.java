package dev.reconcile.examples.kill;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcClaims;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.GuardedUploadsBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Where uploads go: the same in the test and in the processes that it kills. */
record UploadSite(URI s3, String database, Path spool) {

    static final String BUCKET = "uploads";

    S3Client client() {
        return S3Connection.to(s3, "us-east-1")
                .callTimeout(Duration.ofSeconds(10))
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
    }

    /** As an application has it. */
    DataSource pool() {
        PGConnectionPoolDataSource dataSource = new PGConnectionPoolDataSource();
        dataSource.setUrl(database);
        return JdbcConnectionPool.create(dataSource);
    }

    static MetadataCatalog rows(DataSource database) {
        return JdbcCatalog.builder(database)
                .table("artifacts")
                .id("object_key")
                .status("status", "corrupted")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of(
                        "content", "object_key", ObjectLocator.bucket(BUCKET).keys()))
                .build();
    }

    GuardedUploadsBuilder uploads(S3Client client, DataSource database) {
        return GuardedUploads.builder(S3ObjectStore.of(client, BUCKET))
                .claims(JdbcClaims.of(database))
                .catalog(rows(database))
                .spool(spool);
    }

    /** What belongs under a key; of a length of its own. */
    static byte[] content(String key) {
        return ("content of " + key + "\n")
                .repeat(1 + Math.floorMod(key.hashCode(), 400))
                .getBytes(StandardCharsets.UTF_8);
    }
}
