package dev.reconcile.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.cli.config.Configuration;
import dev.reconcile.cli.config.Connections;
import dev.reconcile.store.Presence;
import dev.reconcile.testkit.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID",
            S3Server.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY",
            S3Server.SECRET_KEY,
            "DB_PASSWORD",
            "db-s3cr3t");

    @TempDir
    private Path directory;

    private S3Server server;
    private Connection database;
    private String url;
    private Path file;

    @BeforeEach
    void open() throws SQLException {
        server = S3Server.start("images");
        file = directory.resolve("reconcile.yaml");
        url = "jdbc:h2:mem:" + directory.getFileName();
        database = DriverManager.getConnection(url, "sa", "db-s3cr3t");
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

    private CommandLineRun init(Map<String, String> environment, String typed, String... arguments) {
        List<String> all = new ArrayList<>(List.of("init", "--config", file.toString()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(environment, typed, all.toArray(String[]::new));
    }

    private String[] everything(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--yes",
                "--url",
                url,
                "--user",
                "sa",
                "--store",
                "s3",
                "--endpoint",
                server.endpoint().toString(),
                "--bucket",
                "images"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Configuration written() {
        return Configuration.load(file, ENVIRONMENT);
    }

    private void firstRecordsAreThere() {
        try (Connections connections = Connections.open(written())) {
            var records = connections
                    .catalog()
                    .read(CatalogQuery.page(CatalogQuery.Filter.NONE, null, 10))
                    .records();
            assertThat(records).hasSize(6);
            assertThat(records)
                    .allSatisfy(record -> assertThat(connections
                                    .store()
                                    .stat(record.references().get(0).key())
                                    .kind())
                            .as("%s", record)
                            .isEqualTo(Presence.Kind.PRESENT));
        }
    }

    @Test
    void whatTheSchemaSaysIsProposedAndTheBucketIsAskedForTheRest() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "");

        CommandLineRun run = init(ENVIRONMENT, "", everything());

        assertThat(run.err()).contains("below media/", "ready (5)", "Next: reconcile check");
        assertThat(run.code()).isZero();
        assertThat(Files.readString(file))
                .contains("table: IMAGES", "id: [ID]", "column: STATUS", "error: error", "message: ERROR_MESSAGE")
                .contains("updated-at: UPDATED_AT", "created-at: CREATED_AT", "prefix: media/", "size: SIZE_BYTES")
                .contains(
                        "checksums: {sha256: CONTENT_SHA256}",
                        "password: ${DB_PASSWORD}",
                        "secret-key: ${AWS_SECRET_ACCESS_KEY}")
                .doesNotContain("s3cr3t", S3Server.SECRET_KEY, "zone");
        firstRecordsAreThere();
        assertThat(CommandLineRun.of(ENVIRONMENT, "", "check", "-c", file.toString())
                        .code())
                .isZero();
    }

    @Test
    void somebodyIsAskedAndMayAnswerOtherwise() throws Exception {
        ImageTable.make(database, "TIMESTAMP", "media/");
        String typed = String.join(
                "\n",
                "postgresql://nowhere", // no JDBC URL
                url,
                "sa",
                "", // DB_PASSWORD
                "wr0ng", // it isn't set
                url,
                "sa",
                "",
                "db-s3cr3t",
                "nosuch", // table
                "images",
                "", // id
                "", // status
                "broken",
                "-", // message
                "", // updated at
                "", // created at
                "picture=image_key",
                "Mars/Olympus", // zone
                "UTC",
                "", // s3
                server.endpoint().toString(),
                "", // region
                "nosuch-bucket",
                "",
                "",
                "", // again: s3
                server.endpoint().toString(),
                "",
                "images",
                "",
                "",
                "var/journal",
                "");

        CommandLineRun run = init(
                Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY), typed);

        assertThat(run.err())
                .contains(
                        "It begins with jdbc:",
                        "Again:",
                        "There is no table nosuch",
                        "There is no such zone",
                        "Set $DB_PASSWORD");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(file))
                .contains("error: broken", "zone: UTC", "picture:", "directory: var/journal", "bucket: images")
                .doesNotContain("message:", "s3cr3t", "wr0ng");
        firstRecordsAreThere();
    }

    @Test
    void theEndOfTheInputLeavesNothingBehind() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "media/");

        CommandLineRun run = init(ENVIRONMENT, url + "\nsa\n\n");

        assertThat(run.err()).contains("The input ended before the last question; nothing was written");
        assertThat(run.code()).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatIsThereStaysUnlessToldOtherwise() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "media/");
        Files.writeString(file, "precious");

        CommandLineRun kept = init(ENVIRONMENT, "", everything());
        assertThat(kept.err()).contains("is there already; overwrite it with --force");
        assertThat(kept.code()).isEqualTo(2);
        assertThat(file).hasContent("precious");

        CommandLineRun forced = init(ENVIRONMENT, "", everything("--force"));
        assertThat(forced.code()).as(forced.err()).isZero();
        firstRecordsAreThere();
    }

    @Test
    void whatCantBeDecidedIsSaidWithTheOptionThatDecidesIt() throws Exception {
        ImageTable.make(database, "TIMESTAMP", "elsewhere/");

        assertThat(init(ENVIRONMENT, "", "--yes").err()).contains("can't be decided from here: say --url");
        assertThat(init(ENVIRONMENT, "", everything()).err()).contains("say --zone");
        CommandLineRun nowhere = init(ENVIRONMENT, "", everything("--zone", "UTC"));
        assertThat(nowhere.err())
                .contains("None of the objects", "elsewhere/a/1.jpg", "--prefix image=", "--unchecked");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(init(Map.of(), "", everything("--zone", "UTC")).err()).contains("DB_PASSWORD isn't set");
        assertThat(file).doesNotExist();

        assertThat(init(ENVIRONMENT, "", everything("--zone", "UTC", "--unchecked"))
                        .code())
                .isZero();
    }

    @Test
    void serversThatDontAnswerAreFailures() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "media/");

        CommandLineRun noBucket = init(
                ENVIRONMENT,
                "",
                "--yes",
                "--url",
                url,
                "--user",
                "sa",
                "--store",
                "s3",
                "--endpoint",
                server.endpoint().toString(),
                "--bucket",
                "nosuch");
        CommandLineRun noDatabase =
                init(ENVIRONMENT, "", "--yes", "--url", "jdbc:postgresql://127.0.0.1:1/x", "--user", "sa");
        CommandLineRun noDriver = init(ENVIRONMENT, "", "--yes", "--url", "jdbc:oracle:thin:@//h/x", "--user", "sa");

        assertThat(noBucket.code()).as(noBucket.err()).isEqualTo(5);
        assertThat(noDatabase.err()).contains("nothing answers at that host and port");
        assertThat(noDatabase.code()).isEqualTo(5);
        assertThat(noDriver.err()).contains("No JDBC driver for jdbc:oracle:", "ojdbc11", "RECONCILE_CLASSPATH");
        assertThat(noDriver.code()).isEqualTo(2);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/x?user=a&password=s3cr3t",
                "jdbc:mariadb://a:s3cr3t@h/x",
                "jdbc:sqlserver://h;databaseName=x;Password=s3cr3t",
                "jdbc:oracle:thin:a/s3cr3t@//h/x"
            })
    void aPasswordInTheUrlIsRefusedAsItWouldStandInTheFile(String withPassword) {
        CommandLineRun run = init(ENVIRONMENT, "", "--yes", "--url", withPassword);

        assertThat(run.err()).contains("Leave the password out of the URL").doesNotContain("s3cr3t");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void urlsOfACdnAreFoundOutByWhatIsInTheBucket() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "https://cdn.example.com/files/media/");

        CommandLineRun run = init(ENVIRONMENT, "", everything());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(file)).contains("bases: [https://cdn.example.com/files/]");
        firstRecordsAreThere();
    }

    @Test
    void urlsOfTheStoreItselfNeedNoBase() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", server.endpoint() + "/images/media/");

        CommandLineRun run = init(ENVIRONMENT, "", everything());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(file)).contains("urls: {}");
        firstRecordsAreThere();
    }

    @Test
    void sqliteAndADirectoryAreEnoughToTryItOut() throws Exception {
        Path db = directory.resolve("app.db");
        Path media = Files.createDirectories(directory.resolve("media"));
        for (int i = 1; i <= 6; i++) {
            Files.createDirectories(media.resolve("a"));
            Files.writeString(media.resolve("a/" + i + ".jpg"), "x".repeat(10 * i));
        }
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + db)) {
            ImageTable.make(sqlite, "TIMESTAMP", "");
        }

        CommandLineRun run = init(
                Map.of(),
                "",
                "--yes",
                "--url",
                "jdbc:sqlite:" + db,
                "--store",
                "directory",
                "--path",
                media.toString(),
                "--zone",
                "UTC");

        assertThat(run.code()).as(run.err()).isZero();
        firstRecordsAreThere();
    }

    @Test
    void valuesThatYamlWouldReadOtherwiseStayWhatTheyAre() throws Exception {
        ImageTable.make(database, "TIMESTAMP WITH TIME ZONE", "");
        for (int i = 1; i <= 6; i++) {
            server.bucket("images").put("odd #1/a/" + i + ".jpg", new byte[] {1});
        }

        CommandLineRun run =
                init(ENVIRONMENT, "", everything("--error-status", "no: ${HOME} #1\"", "--prefix", "image=odd #1/"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(file)).contains("error: \"no: $${HOME} #1\\\"\"", "prefix: \"odd #1/\"");
        CommandLineRun check = CommandLineRun.of(ENVIRONMENT, "", "check", "-c", file.toString());
        assertThat(check.out()).contains("6 of 6 objects");
    }
}
