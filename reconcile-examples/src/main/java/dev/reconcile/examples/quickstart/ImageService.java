package dev.reconcile.examples.quickstart;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The application of the quick start: it keeps images in a bucket and rows about them in a table, and over the years the two
 * have drifted apart in known ways.
 */
final class ImageService {

    static final String BUCKET = "images";
    static final String CDN = "https://cdn.example.com/";
    static final int ROWS = 10_000;

    /** What went wrong over the years, so that the quick start can check what Reconcile says. */
    static final int MISSING_ORIGINALS = 40;

    static final int MISSING_STAGED = 20;
    static final int CUT_OFF_UPLOADS = 5;
    static final int ORPHANS = 120;
    static final int IN_FLIGHT = 400;
    static final int ALREADY_IN_ERROR = 2500;

    /** File names as users give them. */
    private static final List<String> NAMES = List.of(
            "photo.jpg",
            "Urlaub am Meer.jpg",
            "a+b=c.jpg",
            "100% sure.jpg",
            "%2Fnot-a-slash.jpg",
            "caf\u00e9.jpg",
            "cafe\u0301.jpg",
            "\u5199\u771f.jpg",
            "\uFFFD.jpg",
            "\uD83D\uDE00.jpg",
            "it's \"quoted\" & <tagged>.jpg",
            "question?#hash.jpg");

    private final DataSource database;
    private final S3Client s3;
    private final Instant now;

    ImageService(DataSource database, S3Client s3, Instant now) {
        this.database = database;
        this.s3 = s3;
        this.now = now;
    }

    private record Image(int id, String status, Duration age, long bytes) {

        static Image of(int id) {
            if (id <= IN_FLIGHT) {
                return new Image(id, "processing", Duration.ofMinutes(5), 10);
            }
            if (id <= IN_FLIGHT + ALREADY_IN_ERROR) {
                return new Image(id, "error", Duration.ofDays(100), 10);
            }
            boolean stillProcessing = id % 5 > 1;
            return new Image(id, stillProcessing ? "processing" : "ready", Duration.ofDays(30), 10);
        }

        String name() {
            return NAMES.get(id % NAMES.size());
        }

        String original() {
            return "original/" + id + "/" + name();
        }

        String staged() {
            return "staged/" + id + "/" + name();
        }

        boolean isReady() {
            return status.equals("ready");
        }
    }

    /** Makes the table with its rows, and the bucket with its objects. */
    void populate() throws SQLException, InterruptedException, ExecutionException {
        List<Image> images = new ArrayList<>();
        for (int id = 1; id <= ROWS; id++) {
            images.add(Image.of(id));
        }
        insert(images);
        upload(images);
    }

    private void insert(List<Image> images) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE images (
                        id            bigint PRIMARY KEY,
                        project_id    bigint NOT NULL,
                        status        text NOT NULL,
                        error_message text,
                        original_url  text NOT NULL,
                        original_size bigint,
                        staged_url    text,
                        updated_at    timestamptz NOT NULL
                    )""");
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (Image image : images) {
                    insert.setLong(1, image.id());
                    insert.setLong(2, image.id() % 7);
                    insert.setString(3, image.status());
                    insert.setString(4, image.status().equals("error") ? "given up by hand" : null);
                    insert.setString(5, "s3://" + BUCKET + "/" + encoded(image.original()));
                    insert.setLong(6, image.bytes());
                    insert.setString(7, image.isReady() ? CDN + encoded(image.staged()) : null);
                    insert.setTimestamp(8, Timestamp.from(now.minus(image.age())));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private void upload(List<Image> images) throws InterruptedException, ExecutionException {
        s3.createBucket(bucket -> bucket.bucket(BUCKET));
        ExecutorService uploads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> pending = new ArrayList<>();
            int ready = 0;
            for (Image image : images) {
                boolean errored = image.status().equals("error");
                boolean inFlight = image.id() <= IN_FLIGHT;
                ready += image.isReady() ? 1 : 0;
                boolean originalLost = errored || inFlight || (image.isReady() && ready <= MISSING_ORIGINALS);
                boolean stagedLost = image.isReady() && ready > 20 && ready <= 20 + MISSING_STAGED;
                boolean cutOff = image.isReady() && ready > 100 && ready <= 100 + CUT_OFF_UPLOADS;
                if (!originalLost) {
                    pending.add(uploads.submit(() -> put(image.original(), cutOff ? 7 : 10)));
                }
                if (image.isReady() && !stagedLost) {
                    pending.add(uploads.submit(() -> put(image.staged(), 10)));
                }
            }
            for (int i = 0; i < ORPHANS; i++) {
                String key = "original/" + (ROWS + i) + "/" + NAMES.get(i % NAMES.size());
                pending.add(uploads.submit(() -> put(key, 10)));
            }
            for (Future<?> upload : pending) {
                upload.get();
            }
        } finally {
            uploads.shutdownNow();
        }
    }

    private void put(String key, int bytes) {
        s3.putObject(object -> object.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[bytes]));
    }

    /** What an operator does who has read the report and decided that these can go. */
    void delete(String key) {
        s3.deleteObject(object -> object.bucket(BUCKET).key(key));
    }

    Map<String, Long> rowsByStatus() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT status, count(*) FROM images GROUP BY status")) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    /** Some of the rows that this run marked, as a person would select them. */
    List<String> markedBy(String runId, int limit) throws SQLException {
        List<String> marked = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, status, error_message FROM images WHERE error_message LIKE ? ORDER BY id LIMIT ?")) {
            select.setString(1, "%" + runId + "%");
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    marked.add(rows.getLong(1) + " | " + rows.getString(2) + " | " + rows.getString(3));
                }
            }
        }
        return marked;
    }
}
