package dev.reconcile.examples.kill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * What is there, seen with SQL and S3 calls of the test's own.
 *
 * @param rows by id
 * @param writes how often each row was written since the data set was made, by the database's own account
 * @param listed by key
 * @param held what the objects are, by key; only of those that may be moved
 */
record Observed(
        Map<Integer, Row> rows,
        Map<Integer, Integer> writes,
        Map<String, Listed> listed,
        Map<String, Held> held,
        Set<String> uploads) {

    /** @param rest all that no run may ever change */
    record Row(String status, String message, String rest, Instant updatedAt) {}

    record Listed(String etag, long size, Instant lastModified) {}

    /** @param content as a hash, for a failure to be readable */
    record Held(
            int content,
            long size,
            String type,
            String cacheControl,
            Map<String, String> metadata,
            Map<String, String> tags) {}

    static Observed of(Site site, Connection connection, S3Client client) throws SQLException {
        Map<Integer, Row> rows = new TreeMap<>();
        Map<Integer, Integer> writes = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet each = statement.executeQuery("SELECT id, status, error_message,"
                    + " (to_jsonb(t) - 'status' - 'error_message' - 'updated_at')::text, updated_at FROM " + site.name()
                    + ".images t")) {
                while (each.next()) {
                    rows.put(
                            each.getInt(1),
                            new Row(
                                    each.getString(2),
                                    each.getString(3),
                                    each.getString(4),
                                    each.getTimestamp(5).toInstant()));
                }
            }
            try (ResultSet each =
                    statement.executeQuery("SELECT id, count(*) FROM " + site.name() + ".written GROUP BY id")) {
                while (each.next()) {
                    writes.put(each.getInt(1), each.getInt(2));
                }
            }
        }
        Map<String, Listed> listed = new TreeMap<>();
        client.listObjectsV2Paginator(list -> list.bucket(site.name()))
                .contents()
                .forEach(object ->
                        listed.put(object.key(), new Listed(object.eTag(), object.size(), object.lastModified())));
        Set<String> movable = new TreeSet<>(DataSet.orphans());
        Map<String, Held> held = new TreeMap<>();
        for (String key : listed.keySet()) {
            if (movable.contains(key) || key.startsWith(Site.QUARANTINE)) {
                held.put(key, held(site, client, key));
            }
        }
        Set<String> uploads = client.listMultipartUploads(list -> list.bucket(site.name())).uploads().stream()
                .map(MultipartUpload::key)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Observed(rows, writes, listed, held, uploads);
    }

    private static Held held(Site site, S3Client client, String key) {
        ResponseBytes<GetObjectResponse> object =
                client.getObjectAsBytes(get -> get.bucket(site.name()).key(key));
        Map<String, String> tags = client
                .getObjectTagging(get -> get.bucket(site.name()).key(key))
                .tagSet()
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
        GetObjectResponse head = object.response();
        return new Held(
                Arrays.hashCode(object.asByteArray()),
                head.contentLength(),
                head.contentType(),
                head.cacheControl(),
                head.metadata(),
                tags);
    }

    /** The keys in the quarantine that hold what was at this one; the engine's own probes are apart from them. */
    List<String> copies(String key) {
        List<String> copies = new ArrayList<>();
        for (String each : listed.keySet()) {
            if (each.matches("\\Q" + Site.QUARANTINE + "\\E[0-9TZa-f-]+/\\Q" + key + "\\E")) {
                copies.add(each);
            }
        }
        return copies;
    }

    /** What a probe left behind that was killed. */
    Set<String> probes() {
        return listed.keySet().stream()
                .filter(key -> key.startsWith(Site.QUARANTINE + "probe/"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
