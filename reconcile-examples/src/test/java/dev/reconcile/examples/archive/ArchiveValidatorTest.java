package dev.reconcile.examples.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.servers.LocalS3;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ListOrder;
import dev.reconcile.testkit.s3.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** System E's validation, from the outside: rows, objects, the JSON that is printed, the exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveValidatorTest {

    private final Instant longAgo = Instant.now().minus(Duration.ofDays(30));

    @TempDir
    private Path journal;

    private LocalPostgres postgres;

    @BeforeAll
    void start() throws Exception {
        postgres = LocalPostgres.start();
    }

    @AfterAll
    void stop() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void archives() throws Exception {
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS archives");
            statement.execute(
                    "CREATE TABLE archives (id bigint PRIMARY KEY, object_key text NOT NULL, byte_count bigint,"
                            + " sha256 text, record_count bigint, status text NOT NULL, created_at timestamp NOT NULL)");
        }
        row(1, "whole", 3);
        row(2, "rotten", 3);
        row(3, "cut short", 3);
        row(4, "lost", 3);
        row(5, "miscounted", 3);
        row(6, "unsummed", 3);
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE archives SET sha256 = NULL, record_count = NULL WHERE id = 6");
        }
    }

    private void row(int id, String content, int records) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (Connection connection = postgres.database().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO archives VALUES (?, ?, ?, ?, ?, 'stored',"
                                + " now() at time zone 'utc' - interval '30 days')")) {
            insert.setLong(1, id);
            insert.setString(2, "archives/" + id + ".zip");
            insert.setLong(3, bytes.length);
            insert.setString(
                    4,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            insert.setLong(5, records);
            insert.execute();
        }
    }

    private static void objects(S3Client s3, boolean summed) {
        s3.createBucket(b -> b.bucket("archives"));
        put(s3, "archives/1.zip", "whole", 3, summed);
        put(s3, "archives/2.zip", "bitten", 3, summed);
        put(s3, "archives/3.zip", "cut", 3, summed);
        put(s3, "archives/5.zip", "miscounted", 4, summed);
        put(s3, "archives/6.zip", "unsummed", 3, summed);
        put(s3, "archives/7.zip", "of nobody", 3, summed);
    }

    private static void put(S3Client s3, String key, String content, int records, boolean summed) {
        s3.putObject(
                b -> b.bucket("archives")
                        .key(key)
                        .metadata(Map.of("record-count", String.valueOf(records)))
                        .checksumAlgorithm(summed ? ChecksumAlgorithm.SHA256 : null),
                RequestBody.fromString(content));
    }

    private JsonNode validate(S3ObjectStore store, ReconcileRequest request, int code) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ArchiveValidator validator = new ArchiveValidator(postgres.database(), store, "archives", journal);
        assertThat(validator.validate(request, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(code);
        return new ObjectMapper().readTree(printed.toByteArray());
    }

    private static List<String> messages(JsonNode report) {
        List<String> messages = new ArrayList<>();
        report.get("examples")
                .forEach(example -> messages.add(example.get("message").asText()));
        return messages;
    }

    private void assertFound(JsonNode report) {
        assertThat(report.get("missing_archive").asInt()).as("missing").isOne();
        assertThat(report.get("mismatched_archive").asInt()).as("mismatched").isEqualTo(3);
        assertThat(report.get("verified").asInt()).as("verified").isOne();
        assertThat(report.get("unverifiable").asInt()).as("unverifiable").isOne();
        assertThat(messages(report))
                .anySatisfy(message -> assertThat(message).startsWith("archive mismatched: archives/2.zip has SHA256"))
                .contains(
                        "archive mismatched: archives/3.zip has 3 bytes, expected 9",
                        "archive missing: archives/4.zip",
                        "archive mismatched: archives/5.zip has metadata record-count 4, expected 3");
    }

    @Test
    void storeThatKeepsChecksumsIsTakenByItsWord() throws Exception {
        AtomicReference<Instant> time = new AtomicReference<>(longAgo);
        try (S3Server server =
                S3Server.builder().clock(time::get).anonymousAllowed().start()) {
            try (S3Client s3 = S3Connection.to(server.endpoint(), server.region())
                    .credentials(AnonymousCredentialsProvider.create())
                    .open()) {
                objects(s3, true);
                time.set(Instant.now());
                S3ObjectStore store = S3ObjectStore.builder(s3, "archives").build();
                ReconcileRequest request = ArchiveValidator.everything().build();
                JsonNode report = validate(store, request, ArchiveValidator.INVALID);
                assertFound(report);
                assertThat(report.get("orphans").asInt()).isOne();
                assertThat(report.at("/requests/content_reads").asInt())
                        .as("downloads")
                        .isZero();

                mend(s3);
                validate(store, request, ArchiveValidator.INVALID);
                s3.deleteObject(b -> b.bucket("archives").key("archives/7.zip"));
                time.set(Instant.now().plus(Duration.ofHours(2))); // what was mended has to settle
                validate(store, request.toBuilder().unsafeWithoutMarkGrace().build(), ArchiveValidator.VALID);

                server.removeBucket("archives");
                validate(store, request, ArchiveValidator.INCOMPLETE);
            }
        }
    }

    private static void mend(S3Client s3) {
        put(s3, "archives/2.zip", "rotten", 3, true);
        put(s3, "archives/3.zip", "cut short", 3, true);
        put(s3, "archives/4.zip", "lost", 3, true);
        put(s3, "archives/5.zip", "miscounted", 3, true);
    }

    @Test
    void archivesAreReadWhereTheStoreKeepsNoChecksums() throws Exception {
        try (LocalS3 server = LocalS3.start();
                S3Client s3 = server.client()) {
            objects(s3, false);
            S3ObjectStore store = S3ObjectStore.builder(s3, "archives")
                    .listOrder(ListOrder.NONE)
                    .build();
            JsonNode report = validate(
                    store,
                    ArchiveValidator.everything().unsafeWithoutMarkGrace().build(),
                    ArchiveValidator.INVALID);
            assertFound(report);
            assertThat(report.at("/requests/content_reads").asInt())
                    .as("downloads")
                    .isPositive();
        }
    }
}
