package dev.reconcile.examples.kill;

import dev.reconcile.ReconcileException;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.UploadListener;
import dev.reconcile.upload.UploadMode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The process that is killed: uploads on some threads, drains on another, until its standard input ends. */
final class UploadChildMain {

    private static final int UPLOADERS = 3;
    private static final AtomicLong REFUSED = new AtomicLong();

    private UploadChildMain() {}

    /** @param args S3 server, database, spool, the file of events, the prefix of its keys, the mode */
    public static void main(String[] args) throws Exception {
        UploadSite site = new UploadSite(URI.create(args[0]), args[1], Path.of(args[2]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path events = Path.of(args[3]);
        AtomicBoolean ended = new AtomicBoolean();
        DataSource pool = site.pool();
        try (S3Client client = site.client();
                GuardedUploads uploads = site.uploads(client, pool)
                        .mode(UploadMode.valueOf(args[5]))
                        .listener(new UploadListener() {
                            @Override
                            public void stored(ArtifactStored event) {
                                note(events, event.key().value());
                            }
                        })
                        .build()) {
            upload(uploads, pool, args[4] + "/first/0"); // most of a young process's time goes into loading classes
            uploads.drain();
            Thread[] threads = new Thread[UPLOADERS + 1];
            for (int i = 0; i < UPLOADERS; i++) {
                String prefix = args[4] + "/" + i + "/";
                threads[i] = new Thread(() -> uploadOnAndOn(uploads, pool, prefix, ended));
            }
            threads[UPLOADERS] = new Thread(() -> drain(uploads, ended));
            for (Thread each : threads) {
                each.start();
            }
            out.println("ready");
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
            ended.set(true);
            for (Thread each : threads) {
                each.join();
            }
            out.println("refused " + REFUSED);
        }
    }

    private static void uploadOnAndOn(GuardedUploads uploads, DataSource database, String prefix, AtomicBoolean ended) {
        for (int i = 0; !ended.get(); i++) {
            upload(uploads, database, prefix + i);
        }
    }

    private static void upload(GuardedUploads uploads, DataSource database, String key) {
        try {
            uploads.store(
                    database,
                    Artifact.of(ObjectKey.of(key), Content.of(UploadSite.content(key))),
                    connection -> insert(connection, key));
        } catch (SQLException | ReconcileException refused) {
            REFUSED.incrementAndGet(); // rolled back: nobody was promised anything
        }
    }

    private static void drain(GuardedUploads uploads, AtomicBoolean ended) {
        while (!ended.get()) {
            uploads.drain();
        }
    }

    private static void insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO artifacts VALUES (?, 'ready', now())")) {
            insert.setString(1, key);
            insert.executeUpdate();
        }
    }

    private static synchronized void note(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
