package dev.reconcile.examples.uploads;

import com.sun.net.httpserver.HttpServer;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.jdbc.JdbcClaims;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.upload.Claims;
import dev.reconcile.upload.Guarantee;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.GuardedUploadsBuilder;
import dev.reconcile.upload.UploadListener;
import dev.reconcile.upload.UploadMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /artifacts} with the content as its body answers 201 (stored), 202 (queued), 200 (skipped, by best effort) or 503
 * ({@code storage_unavailable}). {@code GET /metrics} tells the size of the spool, {@code GET /health} whether uploads will be taken. Its
 * reconcile engine sees what is in flight.
 */
public final class ArtifactService implements AutoCloseable {

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final GuardedUploads uploads;
    private final ReconcileEngine engine;

    private ArtifactService(HttpServer http, GuardedUploads uploads, ReconcileEngine engine) {
        this.http = http;
        this.uploads = uploads;
        this.engine = engine;
    }

    /** What a host says of its uploads. */
    public record Settings(
            String bucket,
            Guarantee guarantee,
            UploadMode mode,
            @Nullable Path spool,
            Duration drainEvery,
            Path journal) {}

    /** {@link #start(DataSource, WritableObjectStore, Settings, UploadListener)} with nobody who hears. */
    public static ArtifactService start(DataSource database, WritableObjectStore store, Settings settings)
            throws IOException {
        return start(database, store, settings, UploadListener.NONE);
    }

    /**
     * Starts the service on a free port. The database has its tables already.
     *
     * @param listener hears an {@code ArtifactStored} of each artifact
     */
    public static ArtifactService start(
            DataSource database, WritableObjectStore store, Settings settings, UploadListener listener)
            throws IOException {
        // snippet: uploads
        MetadataCatalog rows = ArtifactRows.catalog(database, settings.bucket());
        Claims claims = JdbcClaims.of(database);
        GuardedUploadsBuilder builder = GuardedUploads.builder(store)
                .guarantee(settings.guarantee())
                .mode(settings.mode())
                .claims(claims)
                .catalog(rows)
                .listener(listener);
        if (settings.spool() != null) {
            builder.spool(settings.spool()).drainEvery(settings.drainEvery());
        }
        GuardedUploads uploads = builder.build();
        ReconcileEngine engine = ReconcileEngine.builder(store, claims.over(rows))
                .journal(settings.journal())
                .build();
        // end
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ArtifactService service = new ArtifactService(http, uploads, engine);
        http.createContext("/artifacts", new ArtifactHandler(database, uploads));
        http.createContext("/metrics", new SpoolHandler(uploads));
        http.createContext("/health", new HealthHandler(store, uploads));
        http.setExecutor(service.threads);
        http.start();
        return service;
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** For its nightly run. */
    public ReconcileEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        http.stop(1);
        threads.shutdown();
        uploads.close();
    }
}
