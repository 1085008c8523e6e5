package dev.reconcile.examples.playground;

import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.servers.LocalS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A PostgreSQL and an S3 server on loopback, with {@value #ROWS} rows and their objects, some of which have gone their own ways. Writes where
 * they are to {@code playground.env}, to be sourced by a shell, and stays until it is stopped.
 */
public final class Playground implements AutoCloseable {

    /** How many rows there are. */
    public static final int ROWS = 2000;

    /** Rows whose object somebody deleted by hand. */
    public static final Set<Integer> LOST = Set.of(117, 118, 119, 120, 121, 122, 123, 124, 125, 700, 1401, 1999);

    /** How many objects uploads left whose transactions were rolled back. */
    public static final int ORPHANS = 25;

    private static final String BUCKET = "media";

    private final LocalPostgres postgres;
    private final LocalS3 s3;

    private Playground(LocalPostgres postgres, LocalS3 s3) {
        this.postgres = postgres;
        this.s3 = s3;
    }

    /** @param args the directory for {@code playground.env}; by default this one */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args.length > 0 ? args[0] : ".").resolve("playground.env");
        Thread main = Thread.currentThread();
        try (Playground playground = start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(main)));
            StringBuilder lines = new StringBuilder();
            playground
                    .environment()
                    .forEach((name, value) -> lines.append("export ")
                            .append(name)
                            .append("='")
                            .append(value)
                            .append("'\n"));
            Files.writeString(file, lines);
            System.out.println("\n==> A PostgreSQL with the table media_files and an S3 server with the bucket "
                    + BUCKET + " are there until Ctrl-C. In another terminal:\n\n    . "
                    + file.toAbsolutePath().normalize() + "\n");
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException stopped) {
            System.out.println("==> Stopped.");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Ctrl-C waits until both servers are stopped and their files removed. */
    private static void end(Thread main) {
        main.interrupt();
        try {
            main.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts both, with their content; some ten seconds. */
    public static Playground start() throws Exception {
        LocalPostgres postgres = LocalPostgres.start();
        try {
            Playground playground = new Playground(postgres, LocalS3.start());
            playground.fill();
            return playground;
        } catch (Exception failed) {
            postgres.close();
            throw failed;
        }
    }

    /** What the command line is to be told: addresses and secrets, by name. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("DATABASE_URL", postgres.jdbcUrl().replaceAll("\\?.*", ""));
        environment.put("DATABASE_USER", "postgres");
        environment.put("DATABASE_PASSWORD", "postgres");
        environment.put("S3_ENDPOINT", s3.endpoint().toString());
        environment.put("S3_BUCKET", BUCKET);
        environment.putAll(s3.credentials());
        return environment;
    }

    /** The database, to look at rows with SQL. */
    public Connection connection() throws SQLException {
        return postgres.database().getConnection();
    }

    private static String key(int id) {
        return "media/" + id % 5 + "/" + (id < 1000 ? "2025" : "2026") + "/" + id + ".jpg";
    }

    private void fill() throws SQLException {
        Instant now = Instant.now();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                S3Client client = s3.client()) {
            statement.execute("""
                    CREATE TABLE media_files (
                        id            bigint PRIMARY KEY,
                        project_id    bigint NOT NULL,
                        status        text NOT NULL,
                        error_message text,
                        object_key    text NOT NULL,
                        size_bytes    bigint NOT NULL,
                        updated_at    timestamptz NOT NULL
                    )""");
            statement.execute("CREATE INDEX media_files_key ON media_files (object_key)");
            client.createBucket(bucket -> bucket.bucket(BUCKET));
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO media_files VALUES (?, ?, 'ready', NULL, ?, ?, ?)")) {
                for (int id = 1; id <= ROWS; id++) {
                    insert.setLong(1, id);
                    insert.setLong(2, id % 5);
                    insert.setString(3, key(id));
                    insert.setLong(4, 64);
                    insert.setTimestamp(5, Timestamp.from(now.minus(Duration.ofDays(440 - id / 5))));
                    insert.addBatch();
                    if (!LOST.contains(id)) {
                        put(client, key(id));
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
            for (int i = 1; i <= ORPHANS; i++) {
                put(client, "media/incoming/" + i + ".jpg");
            }
        }
    }

    private static void put(S3Client client, String key) {
        client.putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[64]));
    }

    @Override
    public void close() throws IOException {
        try (postgres) {
            s3.close();
        }
    }
}
