package dev.reconcile.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A real PostgreSQL on a free loopback port, with the rows of a data set in the table {@code images}. */
final class BenchDatabase implements Closeable {

    private final Path directory;
    private final EmbeddedPostgres server;

    private BenchDatabase(Path directory, EmbeddedPostgres server) {
        this.directory = directory;
        this.server = server;
    }

    static BenchDatabase start(DataSet data) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("reconcile-bench-");
        System.setProperty("ot.epg.working-dir", directory.toString());
        BenchDatabase database = new BenchDatabase(
                directory,
                EmbeddedPostgres.builder()
                        .setDataDirectory(directory.resolve("data"))
                        .setServerConfig("shared_buffers", "512MB")
                        .setServerConfig("max_wal_size", "8GB")
                        .start());
        try {
            database.fill(data);
        } catch (SQLException | RuntimeException failed) {
            database.close();
            throw failed;
        }
        return database;
    }

    private void fill(DataSet data) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE images (
                        id           bigint NOT NULL,
                        owner_id     bigint NOT NULL,
                        status       text NOT NULL,
                        error        text,
                        storage_key  text NOT NULL,
                        size_bytes   bigint NOT NULL,
                        content_type text NOT NULL,
                        width        int NOT NULL,
                        height       int NOT NULL,
                        created_at   timestamptz NOT NULL,
                        updated_at   timestamptz NOT NULL
                    )""");
            copy(data, connection.unwrap(PGConnection.class));
            statement.execute("SET maintenance_work_mem = '512MB'");
            statement.execute("ALTER TABLE images ADD PRIMARY KEY (id)");
            statement.execute("CREATE INDEX images_storage_key ON images (storage_key)");
            statement.execute("VACUUM ANALYZE images");
            statement.execute("CHECKPOINT");
        }
    }

    /** The keys are those of the store, by the same formula. */
    private static void copy(DataSet data, PGConnection connection) throws SQLException {
        CopyIn copy = connection.getCopyAPI().copyIn("COPY images FROM STDIN");
        byte[] buffer = new byte[1 << 16];
        int end = 0;
        for (long row = 0; row < data.items(); row++) {
            long item = data.scattered(row);
            if (!data.hasRow(item)) {
                continue;
            }
            end = append(buffer, end, (row + 1) + "\t" + (row % 9973) + "\tready\t\\N\t");
            end = data.key(item, buffer, end);
            long size = data.size(item);
            end = append(
                    buffer,
                    end,
                    "\t" + size + "\timage/jpeg\t" + (size % 4000 + 100) + "\t" + (size % 3000 + 100)
                            + "\t2024-03-01 10:00:00+00\t2024-03-02 11:12:13+00\n");
            if (end + 512 > buffer.length) {
                copy.writeToCopy(buffer, 0, end);
                end = 0;
            }
        }
        copy.writeToCopy(buffer, 0, end);
        copy.endCopy();
    }

    private static int append(byte[] buffer, int end, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        return end + bytes.length;
    }

    String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    int port() {
        return server.getPort();
    }

    /** The CPU time of the server and of every connection so far; 0 where the system doesn't tell. */
    long cpuMillis() {
        try {
            long postmaster = Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid"))
                    .get(0)
                    .trim());
            return ProcessUsage.cpuMillis(postmaster, true)
                    + ProcessHandle.of(postmaster).stream()
                            .flatMap(ProcessHandle::descendants)
                            .mapToLong(child -> ProcessUsage.cpuMillis(child.pid(), true))
                            .sum();
        } catch (IOException unknown) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchDatabase::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
