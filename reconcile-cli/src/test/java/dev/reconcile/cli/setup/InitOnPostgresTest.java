package dev.reconcile.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.testkit.s3.S3Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitOnPostgresTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID",
            S3Server.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY",
            S3Server.SECRET_KEY,
            "DB_PASSWORD",
            "postgres");

    @TempDir
    private Path directory;

    /** An enumeration for the status, another schema, zoned timestamps, and two pointers of which one is a URL. */
    @Test
    void theWizardReadsTheSchemaOfARealDatabase() throws Exception {
        Path file = directory.resolve("reconcile.yaml");
        System.setProperty("ot.epg.working-dir", directory.resolve("postgres").toString());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                S3Server server = S3Server.start("images")) {
            try (Connection database = postgres.getPostgresDatabase().getConnection();
                    Statement sql = database.createStatement()) {
                sql.execute("CREATE SCHEMA app");
                sql.execute("CREATE TYPE app.state AS ENUM ('uploading', 'ready', 'failed')");
                sql.execute("CREATE TABLE app.accounts (id INT PRIMARY KEY, name TEXT)");
                sql.execute(
                        "CREATE TABLE app.images (id UUID PRIMARY KEY, status app.state NOT NULL, failure_reason TEXT,"
                                + " original_url TEXT, staged_key TEXT, updated_at TIMESTAMPTZ NOT NULL)");
                for (int i = 0; i < 5; i++) {
                    sql.execute(
                            "INSERT INTO app.images VALUES (gen_random_uuid(), 'ready', NULL, 'https://cdn.example.com/original/"
                                    + i + ".png?v=1', 's/" + i + ".jpg', now() - interval '1 day')");
                    server.bucket("images").put("original/" + i + ".png", "o".getBytes(StandardCharsets.UTF_8));
                    server.bucket("images").put("s/" + i + ".jpg", "s".getBytes(StandardCharsets.UTF_8));
                }
            }
            String url = postgres.getJdbcUrl("postgres", "postgres");

            CommandLineRun init = CommandLineRun.of(
                    ENVIRONMENT,
                    "",
                    "init",
                    "-c",
                    file.toString(),
                    "--yes",
                    "--url",
                    url,
                    "--user",
                    "postgres",
                    "--store",
                    "s3",
                    "--endpoint",
                    server.endpoint().toString(),
                    "--bucket",
                    "images");

            assertThat(init.code()).as(init.err()).isZero();
            assertThat(init.err()).contains("Connected to PostgreSQL", "app.images", "ready (5)");
            assertThat(Files.readString(file))
                    .contains("schema: app", "table: images", "error: failed", "message: failure_reason")
                    .contains("bases: [https://cdn.example.com/]", "original:", "staged:");
            CommandLineRun check = CommandLineRun.of(ENVIRONMENT, "", "check", "-c", file.toString());
            assertThat(check.out()).contains("references: 10 of 10 objects");
            assertThat(check.code()).as(check.out()).isZero();
        }
    }
}
