package dev.reconcile.examples.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A real PostgreSQL on a free loopback port. Its programs and its data are unpacked into a directory that {@link #close} removes. */
public final class LocalPostgres implements Closeable {

    private final Path directory;
    private final EmbeddedPostgres server;

    private LocalPostgres(Path directory, EmbeddedPostgres server) {
        this.directory = directory;
        this.server = server;
    }

    /** Starts the server; a few seconds. */
    public static LocalPostgres start() throws IOException {
        Path directory = Files.createTempDirectory("reconcile-postgres-");
        System.setProperty("ot.epg.working-dir", directory.toString());
        return new LocalPostgres(directory, EmbeddedPostgres.start());
    }

    /** The database, as an application gets it from its pool. */
    public DataSource database() {
        return server.getPostgresDatabase();
    }

    /** How another process reaches the database. */
    public String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(LocalPostgres::delete);
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
