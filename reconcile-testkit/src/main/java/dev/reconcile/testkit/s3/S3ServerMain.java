package dev.reconcile.testkit.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Starts an {@link S3Server} in a JVM of its own, for benchmarks and for trying things out by hand. It prints
 * {@code listening on http://127.0.0.1:PORT} once it is ready and its bucket filled, and stops when its standard input ends or
 * the process is asked to.
 */
public final class S3ServerMain {

    private static final String USAGE = """
            --port N             a free one if not given
            --bucket NAME        bucket
            --access-key KEY     test-access-key
            --secret-key SECRET  test-secret-key
            --region NAME        us-east-1
            --anonymous BOOLEAN  false; answers unsigned requests, too
            --store NAME         aws, or directory, minio, r2, ceph, ceph16
            --objects N          0
            --pattern FORMAT     images/%08d.jpg
            --size BYTES         1234
            --last-modified TIME 2026-01-01T00:00:00Z
            --leave-out-every N  0, none
            --orphans N          0
            --orphan-pattern F   orphans/%08d.bin
            """;

    private static final Set<String> NAMES = Set.of(
            "port",
            "bucket",
            "access-key",
            "secret-key",
            "region",
            "anonymous",
            "store",
            "objects",
            "pattern",
            "size",
            "last-modified",
            "leave-out-every",
            "orphans",
            "orphan-pattern");

    private S3ServerMain() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException mistake) {
            System.err.println(mistake.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        run(options, System.in, System.out);
        System.exit(0);
    }

    static void run(Map<String, String> options, InputStream in, PrintStream out) throws IOException {
        try (S3Server server = server(options)) {
            dataSet(options).fill(server.bucket(options.getOrDefault("bucket", "bucket")));
            out.println("listening on " + server.endpoint());
            out.flush();
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    static Map<String, String> options(String... arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : arguments[i];
            if (!NAMES.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "Invalid argument: " + arguments[i] + ", expected an option and its value");
            }
            options.put(name, arguments[i + 1]);
        }
        return options;
    }

    private static S3Server server(Map<String, String> options) {
        S3Server.Builder builder = S3Server.builder()
                .port(Integer.parseInt(options.getOrDefault("port", "0")))
                .buckets(options.getOrDefault("bucket", "bucket"))
                .region(options.getOrDefault("region", "us-east-1"))
                .deviations(deviations(options.getOrDefault("store", "aws")))
                .credentials(
                        options.getOrDefault("access-key", S3Server.ACCESS_KEY),
                        options.getOrDefault("secret-key", S3Server.SECRET_KEY));
        if (Boolean.parseBoolean(options.get("anonymous"))) {
            builder.anonymousAllowed();
        }
        return builder.start();
    }

    private static Deviations deviations(String store) {
        return switch (store) {
            case "aws" -> Deviations.none();
            case "directory" -> Deviations.directoryBucket();
            case "minio" -> Deviations.minio();
            case "r2" -> Deviations.r2();
            case "ceph" -> Deviations.ceph();
            case "ceph16" -> Deviations.ceph16();
            default ->
                throw new IllegalArgumentException(
                        "Invalid store: " + store + ", expected aws, directory, minio, r2, ceph or ceph16");
        };
    }

    private static DataSet dataSet(Map<String, String> options) {
        return DataSet.of(number(options, "objects", 0), options.getOrDefault("pattern", "images/%08d.jpg"))
                .size(number(options, "size", 1234))
                .lastModified(Instant.parse(options.getOrDefault("last-modified", "2026-01-01T00:00:00Z")))
                .leavingOutEvery(number(options, "leave-out-every", 0))
                .withOrphans(number(options, "orphans", 0), options.getOrDefault("orphan-pattern", "orphans/%08d.bin"));
    }

    private static long number(Map<String, String> options, String name, long otherwise) {
        String value = options.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
