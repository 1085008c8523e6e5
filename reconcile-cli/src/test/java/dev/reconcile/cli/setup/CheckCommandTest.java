package dev.reconcile.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("ACCESS", S3Server.ACCESS_KEY, "SECRET", S3Server.SECRET_KEY, "DB_PASSWORD", "db-s3cr3t");

    @TempDir
    private Path directory;

    private S3Server server;
    private Connection database;
    private String url;

    @BeforeEach
    void open() throws SQLException {
        server = S3Server.start("images");
        url = "jdbc:h2:mem:" + directory.getFileName();
        database = DriverManager.getConnection(url, "sa", "db-s3cr3t");
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "");
        for (int i = 1; i <= 6; i++) {
            server.bucket("images")
                    .put("media/a/" + i + ".jpg", "x".repeat(10 * i).getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        server.close();
    }

    private Path configuration(String more) throws IOException {
        Path file = directory.resolve("reconcile.yaml");
        Files.writeString(file, """
                catalog:
                  url: %s
                  user: sa
                  password: ${DB_PASSWORD}
                  table: images
                  status: {column: status, error: error, message: error_message}
                  updated-at: updated_at
                  references:
                    image: {column: image_key, prefix: media/, size: size_bytes}
                store:
                  type: s3
                  bucket: images
                  endpoint: %s
                  region: us-east-1
                  access-key: ${ACCESS}
                  secret-key: ${SECRET}
                %s""".formatted(url, server.endpoint(), more));
        return file;
    }

    private CommandLineRun check(String more, String... arguments) throws IOException {
        String[] all = new String[arguments.length + 3];
        all[0] = "check";
        all[1] = "--config";
        all[2] = configuration(more).toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandLineRun.of(ENVIRONMENT, "", all);
    }

    @Test
    void whatIsFitIsSaidToBe() throws Exception {
        CommandLineRun run = check("");

        assertThat(run.out())
                .contains("configuration: " + directory.resolve("reconcile.yaml"))
                .contains("table: ")
                .contains("journal: " + directory.resolve("reconcile-journal") + " (made by the first run)")
                .contains("bucket: " + server.endpoint())
                .contains("references: 6 of 6 objects that the first rows refer to are there")
                .doesNotContain("FAIL")
                .doesNotContain("s3cr3t");
        assertThat(run.err()).contains("Next: reconcile plan");
        assertThat(run.code()).isZero();
        assertThat(directory.resolve("reconcile-journal")).doesNotExist();
    }

    @Test
    void programsGetJson() throws Exception {
        JsonNode json = new ObjectMapper().readTree(check("", "--json").out());

        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.path("exit_code").asInt()).isZero();
        assertThat(json.path("checks").findValuesAsText("check"))
                .contains("configuration", "table", "journal", "bucket", "references");
    }

    @Test
    void aWrongConfigurationIsToldWithAllItsProblems() throws Exception {
        CommandLineRun run = check("run: {batchsize: 3, concurrency: many}");

        assertThat(run.out())
                .contains("run.batchsize is no key; did you mean batch-size?")
                .contains("run.concurrency is 'many', expected a whole number");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aMappingThatDoesntFitIsAMatterOfTheConfiguration() throws Exception {
        Files.writeString(
                configuration(""), Files.readString(configuration("")).replace("column: status", "column: state"));

        CommandLineRun run = CommandLineRun.of(
                ENVIRONMENT, "", "-c", directory.resolve("reconcile.yaml").toString(), "check");

        assertThat(run.out()).contains("table: ").contains("state").contains("mend the catalog section");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aWrongPrefixIsSeenByTheObjectsThatArentThere() throws Exception {
        Files.writeString(configuration(""), Files.readString(configuration("")).replace("media/", "midea/"));

        CommandLineRun run = CommandLineRun.of(
                ENVIRONMENT,
                "",
                "check",
                "-c",
                directory.resolve("reconcile.yaml").toString());

        assertThat(run.out())
                .contains("0 of 6 objects")
                .contains("midea/a/1.jpg")
                .contains("is it the right bucket?");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void oneMissingObjectIsDriftAndNoProblem() throws Exception {
        server.bucket("images").remove("media/a/3.jpg");

        CommandLineRun run = check("");

        assertThat(run.out()).contains("5 of 6 objects").contains("media/a/3.jpg");
        assertThat(run.code()).isZero();
    }

    @Test
    void whoMayntListHearsWhichPermissionIsMissing() throws Exception {
        server.deny(Operation.LIST);

        CommandLineRun run = check("");

        assertThat(run.out()).contains("s3:ListBucket");
        assertThat(run.code()).isEqualTo(5);
    }

    @Test
    void aDatabaseThatRefusesTheUserIsAFailureAndTheBucketIsLookedAtAllTheSame() throws Exception {
        Path file = configuration("");

        CommandLineRun run = CommandLineRun.of(
                Map.of("ACCESS", S3Server.ACCESS_KEY, "SECRET", S3Server.SECRET_KEY, "DB_PASSWORD", "wr0ng"),
                "",
                "check",
                "-c",
                file.toString());

        assertThat(run.out())
                .contains("mend catalog.url, user or password")
                .contains("bucket: ")
                .doesNotContain("wr0ng");
        assertThat(run.code()).isEqualTo(5);
    }

    @Test
    void theJournalsTablesAreLookedFor() throws Exception {
        CommandLineRun run = check("journal: {tables: {}}");

        assertThat(run.out()).contains("journal: ").contains("reconcile_run").contains("run the script");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void onlyAProbeWrites() throws Exception {
        check("");
        assertThat(server.requests().count(Operation.PUT)).isZero();

        CommandLineRun run = check("", "--probe");

        assertThat(server.requests().count(Operation.PUT)).isPositive();
        assertThat(run.out()).contains("probe: ");
        assertThat(server.bucket("images").keys()).hasSize(6);
    }

    @Test
    void theSchemaIsPrinted() throws Exception {
        CommandLineRun run = CommandLineRun.of(Map.of(), "", "check", "--print-schema");

        assertThat(new ObjectMapper().readTree(run.out()).path("properties").has("catalog"))
                .isTrue();
        assertThat(run.code()).isZero();
    }
}
