package dev.reconcile.examples.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.jdbc.JdbcClaims;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.Versioning;
import dev.reconcile.testkit.s3.When;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.DrainReport;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.SpoolStatus;
import dev.reconcile.upload.UploadListener;
import dev.reconcile.upload.UploadMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A process in the middle of uploading and draining is killed with SIGKILL, again and again, with a store that fails now and then.
 * {@code -Dupload.kills=N} kills so often, {@code -Dupload.kills.seed=N} at other moments.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledUploadsTest {

    private static final int KILLS = Integer.getInteger("upload.kills", 10);
    private static final long SEED = Long.getLong("upload.kills.seed", 1);

    private Path directory;
    private LocalPostgres postgres;
    private S3Server server;
    private UploadSite site;
    private Path events;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        postgres = LocalPostgres.start();
        server = S3Server.start(UploadSite.BUCKET);
        server.bucket(UploadSite.BUCKET).versioning(Versioning.ENABLED); // what is written twice has two versions
        events = directory.resolve("events");
        site = new UploadSite(server.endpoint(), postgres.jdbcUrl(), directory.resolve("spool"));
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement();
                InputStream claims = JdbcClaims.class.getResourceAsStream("claims/postgresql.sql")) {
            statement.execute("CREATE TABLE artifacts (object_key text PRIMARY KEY, status text NOT NULL,"
                    + " updated_at timestamp with time zone NOT NULL)");
            statement.execute(new String(Objects.requireNonNull(claims).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        postgres.close();
    }

    @Test
    @DisplayName("H60, H63, H84: killed at any moment, every committed row gets its object, once, and nothing is lost")
    void everyCommittedRowGetsItsObjectOnce() throws Exception {
        Jvm jvm = Jvm.in(directory);
        Random random = new Random(SEED);
        live(
                jvm,
                0,
                process -> process.getOutputStream().close()); // ends by itself, which leaves its classes to the others
        server.faults().inject(When.when(Operation.PUT).withProbability(0.3, SEED), Fault.status(500));
        server.faults().inject(When.when(Operation.PUT).withProbability(0.1, SEED + 1), Fault.resetAfter());
        for (int i = 1; i <= KILLS; i++) {
            int moment = random.nextInt(600);
            live(jvm, i, process -> {
                if (!process.waitFor(moment, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            });
        }
        server.faults().clear();
        try (S3Client client = site.client()) {
            check(client);
        }
    }

    private interface Ending {
        void of(Process process) throws IOException, InterruptedException;
    }

    private void live(Jvm jvm, int number, Ending ending) throws Exception {
        List<String> command = new ArrayList<>(jvm.command(UploadChildMain.class));
        command.addAll(List.of(
                site.s3().toString(),
                site.database(),
                site.spool().toString(),
                events.toString(),
                "run" + number,
                (isDeferred(number) ? UploadMode.DEFERRED : UploadMode.IMMEDIATE).name()));
        Path log = directory.resolve("child" + number + ".log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String said = out.readLine();
            while (said != null && !said.equals("ready")) { // its log comes before
                said = out.readLine();
            }
            assertThat(said).as(Files.readString(log)).isEqualTo("ready");
            Thread rest = new Thread(() -> readToTheEnd(out));
            rest.start();
            ending.of(process);
            process.onExit().join();
            rest.join();
        }
    }

    private static void readToTheEnd(BufferedReader out) {
        try {
            out.transferTo(Writer.nullWriter());
        } catch (IOException killed) {
            // its death closed the stream
        }
    }

    private static boolean isDeferred(int number) {
        return number % 2 == 0;
    }

    private void check(S3Client client) throws SQLException, IOException {
        Set<String> told = new HashSet<>(Files.readAllLines(events));
        InstantSource later = () -> InstantSource.system().instant().plus(Duration.ofHours(2)); // than every grace
        DrainReport last;
        SpoolStatus before;
        SpoolStatus spool;
        try (GuardedUploads uploads = site.uploads(client, postgres.database())
                .clock(later)
                .listener(new UploadListener() {
                    @Override
                    public void stored(ArtifactStored event) {
                        told.add(event.key().value());
                    }
                })
                .build()) {
            before = uploads.spool().orElseThrow();
            last = uploads.drain();
            spool = uploads.spool().orElseThrow();
        }
        S3Bucket bucket = server.bucket(UploadSite.BUCKET);
        Set<String> rows = rows();
        Set<String> objects = new TreeSet<>(bucket.keys());
        print("Killed " + KILLS + " times while uploading, seed " + SEED + ": " + rows.size() + " rows, "
                + objects.size() + " objects, " + before.entries() + " in the spool at the end, of which "
                + last.stored()
                + " stored, " + last.alreadyThere() + " there already and " + last.discarded()
                + " never committed; events of " + told.size());

        assertThat(spool.entries()).as("left in the spool").isZero();
        assertThat(spool.conflicts() + spool.damaged()).as("set aside").isZero();
        assertThat(rows).as("rows").hasSizeGreaterThan(KILLS);
        assertThat(objects).as("objects of committed rows").containsAll(rows);
        for (String key : objects) {
            List<S3Object> versions = bucket.versions(key);
            assertThat(versions).as("versions of " + key).hasSize(1);
            assertThat(versions.get(0).content()).as(key).isEqualTo(UploadSite.content(key));
        }
        assertThat(told).as("events").isSubsetOf(rows);
        assertThat(told)
                .as("events of what went through the spool")
                .containsAll(rows.stream()
                        .filter(key -> isDeferred(Integer.parseInt(key.substring(3, key.indexOf('/')))))
                        .toList());

        objects.removeAll(rows);
        assertThat(orphans(client)).as("what reconcile reports").isEqualTo(objects);
        assertThat(objects).as("left by killed transactions").hasSizeLessThanOrEqualTo(3 * KILLS);
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }

    private Set<String> rows() throws SQLException {
        Set<String> rows = new TreeSet<>();
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("SELECT object_key FROM artifacts")) {
            while (all.next()) {
                rows.add(all.getString(1));
            }
        }
        return rows;
    }

    /** Once the claims of the dead have ended. */
    private Set<String> orphans(S3Client client) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE reconcile_claim SET expires_at = now()");
            statement.execute("UPDATE artifacts SET updated_at = now() - interval '1 day'");
        }
        RunReport report = ReconcileEngine.builder(
                        S3ObjectStore.of(client, UploadSite.BUCKET),
                        JdbcClaims.of(postgres.database()).over(UploadSite.rows(postgres.database())))
                .journal(RunJournal.inMemory())
                .build()
                .run(ReconcileRequest.builder()
                        .unsafeOrphanGrace(Duration.ZERO)
                        .examples(1000)
                        .build());
        assertThat(report.missing()).as("missing").isZero();
        return report.examples().stream()
                .filter(finding -> finding.kind() == FindingKind.ORPHAN)
                .map(finding -> finding.key().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
