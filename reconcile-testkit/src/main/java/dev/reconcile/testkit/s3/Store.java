package dev.reconcile.testkit.s3;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What the server keeps: its buckets by name, and who may do what. Thread-safe. */
final class Store {

    private final Deviations deviations;
    private final InstantSource clock;
    private final String region;
    private final String owner;
    private final Map<String, S3Bucket> buckets = new ConcurrentSkipListMap<>();
    private final Set<Operation> denied = ConcurrentHashMap.newKeySet();

    Store(Deviations deviations, InstantSource clock, String region, String owner) {
        this.deviations = deviations;
        this.clock = clock;
        this.region = region;
        this.owner = owner;
    }

    Deviations deviations() {
        return deviations;
    }

    InstantSource clock() {
        return clock;
    }

    String region() {
        return region;
    }

    String owner() {
        return owner;
    }

    Map<String, S3Bucket> buckets() {
        return buckets;
    }

    Set<Operation> denied() {
        return denied;
    }

    /** Answers the bucket, which may have been there before. */
    S3Bucket create(String name) {
        return buckets.computeIfAbsent(name, unknown -> new S3Bucket(deviations, clock));
    }

    static String name(S3Request request) {
        String name = request.bucket();
        if (name == null) {
            throw S3Error.of(400, "InvalidRequest", "The request names no bucket");
        }
        return name;
    }

    S3Bucket bucket(S3Request request) {
        return bucket(name(request));
    }

    S3Bucket bucket(@Nullable String name) {
        S3Bucket bucket = name == null ? null : buckets.get(name);
        if (bucket == null) {
            throw S3Error.noSuchBucket();
        }
        return bucket;
    }

    /** Absent, or forbidden to know: without permission to list, S3 doesn't tell (H2). */
    S3Error absent() {
        return denied.contains(Operation.LIST) ? S3Error.accessDenied() : S3Error.noSuchKey();
    }
}
