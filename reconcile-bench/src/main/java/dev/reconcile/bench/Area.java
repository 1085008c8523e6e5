package dev.reconcile.bench;

import java.util.List;
import java.util.Optional;

/** What a part of the code is for, by the beginnings of its frames' names. */
enum Area {
    XML("XML parser", "com.sun.org.apache.xerces.", "com.fasterxml.aalto."),
    UNMARSHALLING(
            "SDK, from XML to its model",
            "software.amazon.awssdk.protocols.",
            "software.amazon.awssdk.services.s3.model."),
    ENDPOINTS(
            "SDK, endpoint rules",
            "software.amazon.awssdk.services.s3.endpoints.",
            "software.amazon.awssdk.awscore.endpoints."),
    SIGNING("SDK, signing", "software.amazon.awssdk.http.auth.", "software.amazon.awssdk.auth."),
    HTTP("HTTP client", "org.apache.hc.", "software.amazon.awssdk.http.apache5."),
    SDK("SDK, the rest", "software.amazon."),
    ADAPTER("S3ObjectStore and the checks of a page", "dev.reconcile.s3.", "dev.reconcile.store.protocol."),
    DRIVER("PostgreSQL driver", "org.postgresql."),
    POOL("Jdbi and the pool", "org.jdbi.", "com.zaxxer."),
    CATALOG("JdbcCatalog", "dev.reconcile.jdbc.", "dev.reconcile.catalog."),
    SPILLING(
            "Snapshot: sorting and writing",
            "dev.reconcile.engine.SpillingSorter",
            "dev.reconcile.engine.SortedRun$CountingOutput",
            "dev.reconcile.engine.SortedRun.write",
            "dev.reconcile.engine.Entry$1.write",
            "dev.reconcile.engine.Snapshot"),
    MERGING("Snapshot: reading and merging", "dev.reconcile.engine.Sorted", "dev.reconcile.engine.Entry$1.read"),
    JOINING(
            "Walk: listing and join",
            "dev.reconcile.engine.MergeJoin",
            "dev.reconcile.engine.Nominator",
            "dev.reconcile.engine.Listing",
            "dev.reconcile.engine.Walk"),
    JOURNAL("Journal", "dev.reconcile.journal.", "com.fasterxml.jackson."),
    ENGINE("Engine, the rest", "dev.reconcile.engine.");

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> beginnings;

    Area(String title, String... beginnings) {
        this.title = title;
        this.beginnings = List.of(beginnings);
    }

    /** That of the innermost frame that belongs to any. Keys and the JDK belong to whoever uses them. */
    static String titleOf(List<String> frames) {
        for (int i = frames.size() - 1; i >= 0; i--) {
            Optional<Area> area = of(frames.get(i));
            if (area.isPresent()) {
                return area.get().title;
            }
        }
        return "Everything else";
    }

    private static Optional<Area> of(String frame) {
        for (Area area : values()) {
            if (area.beginnings.stream().anyMatch(frame::startsWith)) {
                return Optional.of(area);
            }
        }
        return Optional.empty();
    }
}
