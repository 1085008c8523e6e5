package dev.reconcile.examples.proxy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.hook.MissingHookBuilder;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.s3.S3ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** System B as its clients see it: a table of versions, a bucket, a proxy before both; and what is in the table and the journal. */
final class ProxySite implements AutoCloseable {

    static final String BUCKET = "files";

    private final HikariDataSource database;
    private final HttpClient clients =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
    private final S3Client s3;
    final RunJournal journal; // in the same database, so that marks and their entries commit together
    final MissingHook hook;
    final DownloadProxy proxy;

    ProxySite(LocalPostgres postgres, S3Client s3, int versions, UnaryOperator<MissingHookBuilder> settings)
            throws IOException, SQLException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(postgres.jdbcUrl());
        pool.setMaximumPoolSize(20);
        database = new HikariDataSource(pool);
        this.s3 = s3;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS file_versions, reconcile_run, reconcile_journal, reconcile_lease");
            statement.execute(journalScript());
            statement.execute("CREATE TABLE file_versions (version_id bigint PRIMARY KEY, file_id bigint NOT NULL,"
                    + " object_key text NOT NULL, size_bytes bigint NOT NULL, content_type text,"
                    + " status text NOT NULL, error_message text, updated_at timestamptz NOT NULL)");
            statement.execute("CREATE INDEX ON file_versions (object_key)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO file_versions SELECT id,"
                    + " id / 3, 'content/' || id, length('version ' || id), 'text/plain', 'stored', NULL,"
                    + " '2026-01-01T00:00:00Z' FROM generate_series(1, ?) AS id")) {
                insert.setInt(1, versions);
                insert.executeUpdate();
            }
        }
        journal = JdbcJournal.builder(database).build();
        MissingHookBuilder builder = DownloadProxy.hook(database, s3, BUCKET, journal)
                .looksPerSecond(10_000)
                .pauses(Duration.ofMillis(1), Duration.ofMillis(50));
        hook = settings.apply(builder).build();
        proxy = DownloadProxy.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64, database, s3, BUCKET, hook);
    }

    private static String journalScript() throws IOException {
        try (InputStream script = JdbcJournal.class.getResourceAsStream("journal/postgresql.sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The run over everything that the operator has every night. */
    RunReport nightly() {
        MetadataCatalog catalog = JdbcCatalog.builder(database)
                .table("file_versions")
                .id("version_id")
                .status("status", "corrupted")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .context("file_id")
                .reference("content", "object_key", ObjectLocator.bucket(BUCKET).keys())
                .build();
        return ReconcileEngine.builder(S3ObjectStore.of(s3, BUCKET), catalog)
                .journal(journal)
                .build()
                .run(ReconcileRequest.builder()
                        .apply()
                        .kinds(FindingKind.MISSING)
                        .unlimitedRequests()
                        .batchSize(20)
                        .guardrails(Guardrails.DEFAULT.maxRatio(1).maxFindings(1000))
                        .build());
    }

    static String key(long version) {
        return "content/" + version;
    }

    static byte[] content(long version) {
        return ("version " + version).getBytes(StandardCharsets.UTF_8);
    }

    /** Headers in pairs of name and value. */
    HttpResponse<byte[]> send(String method, long version, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + proxy.address().getPort() + "/files/" + version))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return clients.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<byte[]> get(long version, String... headers) {
        return send("GET", version, headers);
    }

    /** The versions that the table says are corrupted. */
    Set<Long> corrupted() throws SQLException {
        Set<Long> all = new TreeSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT version_id FROM file_versions WHERE status <> 'stored' OR error_message IS NOT NULL"
                                + " OR updated_at <> '2026-01-01T00:00:00Z'")) {
            while (rows.next()) {
                all.add(rows.getLong(1));
            }
        }
        return all;
    }

    /** How often the journal says that a version was marked. */
    Map<Long, Integer> marks() {
        Map<Long, Integer> all = new TreeMap<>();
        journal.runs().forEach(run -> {
            try (Stream<JournalEntry> entries = journal.entries(run)) {
                for (Iterator<JournalEntry> each = entries.iterator(); each.hasNext(); ) {
                    if (each.next() instanceof JournalEntry.Done done
                            && done.outcome().name().equals("APPLIED")) {
                        all.merge(Long.valueOf(done.item().substring("record:".length())), 1, Integer::sum);
                    }
                }
            }
        });
        return all;
    }

    @Override
    public void close() {
        proxy.close();
        hook.close(Duration.ZERO);
        database.close();
    }
}
