package dev.reconcile.examples.kill;

import dev.reconcile.testkit.s3.Attributes;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Rows and objects, the first of which have drifted apart in known ways; the same each time. */
final class DataSet {

    private static final int DRIFTED = 240;
    static final int ORPHANS = 22;

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    /** In the future, so that it stays too young however long the test takes, and is the same each time. */
    private static final Instant YOUNG = Instant.parse("2100-01-01T00:00:00Z");

    private static final List<String> NAMES = List.of(
            "photo.jpg", "am Meer.jpg", "a+b=c.jpg", "100%.jpg", "caf\u00e9.jpg", "\uD83D\uDE00.jpg", "it's.jpg");

    private DataSet() {}

    static boolean isReady(int id) {
        return id % 2 == 0;
    }

    static boolean originalIsGone(int id) {
        return id <= DRIFTED && id % 10 == 0;
    }

    static boolean stagedIsGone(int id) {
        return id <= DRIFTED && (id % 30 == 0 || id % 40 == 4);
    }

    static boolean isCutOff(int id) {
        return id <= DRIFTED && id % 40 == 7;
    }

    static boolean isInError(int id) {
        return id <= DRIFTED && id % 40 == 13;
    }

    static boolean isYoung(int id) {
        return id <= DRIFTED && id % 40 == 21;
    }

    /** The rows whose objects are gone or cut off, and that can be judged. */
    static Set<Integer> toBeMarked() {
        Set<Integer> marked = new TreeSet<>();
        for (int id = 1; id <= DRIFTED; id++) {
            if (originalIsGone(id) || stagedIsGone(id) || isCutOff(id)) {
                marked.add(id);
            }
        }
        return marked;
    }

    static String original(int id) {
        return "original/" + id + "/" + NAMES.get(id % NAMES.size());
    }

    static String staged(int id) {
        return "staged/" + id + "/" + NAMES.get(id % NAMES.size());
    }

    static List<String> orphans() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < ORPHANS; i++) {
            keys.add((i % 2 == 0 ? original(5000 + i) : staged(5000 + i)));
        }
        return keys;
    }

    /** Uploaded in parts, so that nobody can tell how old they are: orphans that are left where they are. */
    static List<String> ofUnknownAge() {
        return List.of("original/7000/parts", "staged/7001/parts");
    }

    static void populate(Connection connection, String schema, S3Bucket bucket, int rows) throws SQLException {
        insert(connection, schema, rows);
        for (int id = 1; id <= rows; id++) {
            boolean nothing = isInError(id) || isYoung(id);
            if (!nothing && !originalIsGone(id)) {
                bucket.put(object(original(id), isCutOff(id) ? "cut".getBytes(StandardCharsets.UTF_8) : content(id)));
            }
            if (!nothing && isReady(id) && !stagedIsGone(id)) {
                bucket.put(object(staged(id), content(id)));
            }
        }
        int number = 5000;
        for (String orphan : orphans()) {
            bucket.put(object(orphan, content(number++)));
        }
        ofUnknownAge()
                .forEach(key -> bucket.put(object(key, content(7000)).withEtag("0123456789abcdef0123456789abcdef-2")));
        bucket.put(S3Object.of("original/8000/just-now", content(8000), YOUNG));
        for (int i = 0; i < 3; i++) {
            bucket.beginUpload("original/900" + i + "/begun", LONG_AGO);
        }
        bucket.beginUpload("original/9009/begun", YOUNG);
    }

    static S3Object object(String key, byte[] content) {
        Attributes attributes = Attributes.NONE
                .header("content-type", "image/jpeg")
                .header("cache-control", "max-age=60")
                .header("x-amz-meta-owner", "somebody " + content.length)
                .tags(Map.of("project", "alps", "length", String.valueOf(content.length)));
        return S3Object.of(key, content, LONG_AGO).withAttributes(attributes);
    }

    static byte[] content(int id) {
        return ("content of " + id + " ").repeat(1 + id % 50).getBytes(StandardCharsets.UTF_8);
    }

    private static void insert(Connection connection, String schema, int rows) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + schema + ".images VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int id = 1; id <= rows; id++) {
                insert.setLong(1, id);
                insert.setLong(2, id % 7);
                insert.setString(3, isInError(id) ? "error" : isReady(id) ? "ready" : "new");
                insert.setString(4, isInError(id) ? "given up by hand" : null);
                insert.setString(5, original(id));
                insert.setLong(6, content(id).length);
                insert.setString(7, isReady(id) ? staged(id) : null);
                insert.setTimestamp(8, Timestamp.from(isYoung(id) ? YOUNG : LONG_AGO));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
