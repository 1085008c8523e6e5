package dev.reconcile.bench;

import java.util.Locale;

/** Whoever reads the bucket, the table or both, each in a JVM of its own. */
enum Contestant {
    /** The list floor, and the server's own ceiling: pages fetched over plain sockets and dropped. */
    LIST_SOCKETS,
    /** The list floor: pages fetched by {@code S3Client.listObjectsV2} and dropped. */
    LIST_SDK,
    /** The list floor: pages fetched by {@code S3ObjectStore.list} and dropped. */
    LIST_OURS,
    /** The scan floor: rows read by JDBC, in the same pages and columns, and dropped. */
    SCAN_JDBC,
    /** The scan floor: pages read by {@code JdbcCatalog.read} and dropped. */
    SCAN_OURS,
    /** A dry run of the engine over both. */
    OURS,
    /** HEAD for every row, five at once. */
    HEAD_PER_ROW;

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Outcome run(Setting setting) throws Exception {
        return switch (this) {
            case LIST_SOCKETS -> Listers.bySockets(setting);
            case LIST_SDK -> Listers.bySdk(setting);
            case LIST_OURS -> Listers.byStore(setting);
            case SCAN_JDBC -> Scanners.byJdbc(setting);
            case SCAN_OURS -> Scanners.byCatalog(setting);
            case OURS -> OwnRun.run(setting);
            case HEAD_PER_ROW -> HeadPerRow.run(setting);
        };
    }

    /** Takes a contestant's name and what {@link Setting} is made of. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        Contestant contestant = valueOf(arguments.required("contestant"));
        System.out.println(contestant.run(Setting.of(arguments)));
    }
}
