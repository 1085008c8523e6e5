package dev.reconcile.examples.proxy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.examples.proxy.FileVersions.Version;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.hook.MissingHookBuilder;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.s3.S3ObjectStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Serves {@code GET} and {@code HEAD /files/{version id}} from an S3 bucket, streamed, with ranges and ETags. A version whose object the
 * store says isn't there is a 404 to the client and a suspect to the {@link MissingHook}; a store or database that fails is a 502 or 503,
 * and nobody's fault. To be run behind the web server that knows the clients.
 */
public final class DownloadProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadProxy.class);
    private static final Pattern PATH = Pattern.compile("/files/(\\d{1,18})");
    private static final String ROLE = "content";

    private final HttpServer server;
    private final ExecutorService threads;
    private final FileVersions versions;
    private final StoredFiles files;
    private final MissingHook hook;

    private DownloadProxy(
            HttpServer server, ExecutorService threads, FileVersions versions, StoredFiles files, MissingHook hook) {
        this.server = server;
        this.threads = threads;
        this.versions = versions;
        this.files = files;
        this.hook = hook;
    }

    /**
     * Starts to serve.
     *
     * @param downloads how many at once; the next ones wait, as whoever downloads slowly holds a connection and a few kilobytes
     */
    public static DownloadProxy start(
            InetSocketAddress address, int downloads, DataSource database, S3Client s3, String bucket, MissingHook hook)
            throws IOException {
        HttpServer server = HttpServer.create(address, 1024);
        ExecutorService threads = Executors.newFixedThreadPool(downloads);
        DownloadProxy proxy =
                new DownloadProxy(server, threads, new FileVersions(database), new StoredFiles(s3, bucket), hook);
        server.setExecutor(threads);
        server.createContext("/files/", proxy::answer);
        server.start();
        return proxy;
    }

    /** The hook over the proxy's own table and bucket, to be completed and built by the host. */
    public static MissingHookBuilder hook(DataSource database, S3Client s3, String bucket, RunJournal journal) {
        // snippet: hook
        MetadataCatalog catalog = JdbcCatalog.builder(database)
                .table("file_versions")
                .id("version_id")
                .status("status", "corrupted") // what a version becomes whose object is missing
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .context("file_id") // in every finding, and in the warning
                .reference("content", "object_key", ObjectLocator.bucket(bucket).keys())
                .build();
        ReconcileEngine engine = ReconcileEngine.builder(S3ObjectStore.of(s3, bucket), catalog)
                .journal(journal)
                .build();
        MissingHookBuilder hook = MissingHook.builder(engine, catalog);
        // end
        return hook;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            if (isHead || exchange.getRequestMethod().equals("GET")) {
                download(exchange, isHead);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                refuse(exchange, 405, "METHOD_NOT_ALLOWED");
            }
        }
    }

    private void download(HttpExchange exchange, boolean isHead) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        Optional<Version> version;
        try {
            version = path.matches() ? versions.find(Long.parseLong(path.group(1))) : Optional.empty();
        } catch (SQLException failed) {
            LOG.warn("The database failed: SQLSTATE {}", failed.getSQLState());
            refuse(exchange, 503, "DATABASE_UNAVAILABLE");
            return;
        }
        if (version.isEmpty()) {
            refuse(exchange, 404, "NO_SUCH_FILE");
        } else if (version.get().isCorrupted()) {
            refuse(exchange, 404, MissingHook.FILE_NOT_FOUND_IN_STORAGE); // not 410: it may come back
        } else {
            serve(exchange, version.get(), isHead);
        }
    }

    private void serve(HttpExchange exchange, Version version, boolean isHead) throws IOException {
        ResponseInputStream<GetObjectResponse> content;
        try {
            content = files.open(version.key(), exchange.getRequestHeaders());
        } catch (SdkException failed) {
            failed(exchange, version, failed);
            return;
        }
        hook.onRead();
        boolean sent = false;
        try {
            headers(exchange.getResponseHeaders(), version, content.response());
            int status = content.response().contentRange() == null ? 200 : 206;
            long length = content.response().contentLength();
            if (isHead) { // asked with GET, as only the 404 of a GET says whether it is the object that is missing (H1)
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            }
            exchange.sendResponseHeaders(status, isHead || length == 0 ? -1 : length);
            if (!isHead && length > 0) {
                content.transferTo(exchange.getResponseBody());
            }
            sent = !isHead;
        } finally {
            if (sent) {
                content.close();
            } else {
                content.abort(); // else the rest would be read from the store, for nobody
            }
        }
    }

    private static void headers(Headers headers, Version version, GetObjectResponse object) {
        headers.set("Accept-Ranges", "bytes");
        headers.set("ETag", object.eTag());
        String type = version.contentType() != null ? version.contentType() : object.contentType();
        headers.set("Content-Type", type == null ? "application/octet-stream" : type);
        headers.set("X-Content-Type-Options", "nosniff");
        if (object.contentRange() != null) {
            headers.set("Content-Range", object.contentRange());
        }
    }

    private void failed(HttpExchange exchange, Version version, SdkException failed) throws IOException {
        int status = failed instanceof S3Exception answer ? answer.statusCode() : 0;
        // snippet: missing
        if (StoredFiles.saysThereIsNone(failed)) {
            hook.onMissing(new RecordId(String.valueOf(version.id())), ROLE);
            refuse(exchange, 404, MissingHook.FILE_NOT_FOUND_IN_STORAGE);
            return;
        }
        // end
        switch (status) {
            case 304 -> {
                hook.onRead();
                exchange.getResponseHeaders()
                        .set("ETag", exchange.getRequestHeaders().getFirst("If-None-Match"));
                exchange.sendResponseHeaders(304, -1);
            }
            case 416 -> {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + version.size());
                refuse(exchange, 416, "RANGE_NOT_SATISFIABLE");
            }
            case 0, 429, 500, 503, 504 -> {
                LOG.warn(
                        "The store didn't answer for version {}: {}",
                        version.id(),
                        failed.getClass().getName());
                refuse(exchange, 503, "STORAGE_UNAVAILABLE");
            }
            default -> { // 403, a missing bucket, a redirect, a portal: never "not found"
                LOG.warn("The store refused version {}: {}", version.id(), status);
                refuse(exchange, 502, "STORAGE_ERROR");
            }
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("{\"error\":\"" + code + "\"}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Lets downloads under way come to an end for a second, then ends them. The hook stays the host's to close. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
    }
}
