package dev.reconcile.examples.million;

import dev.reconcile.examples.servers.LocalPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a PostgreSQL with a table of a million rows, the testkit's S3 server with a million objects in a JVM of its own, and a
 * reconcile of the two in another JVM whose heap is limited. Ends with exit code 0 only if the drift that was built in is the
 * drift that was found.
 */
public final class MillionRun {

    private MillionRun() {}

    /** Takes the number of rows, a million if not given, and the heap of the engine's JVM, 128m if not given. */
    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        String heap = args.length > 1 ? args[1] : "128m";
        int lostEvery = rows / 20;
        int orphans = rows / 1000;
        say("Starting a PostgreSQL and making " + rows + " rows");
        try (LocalPostgres postgres = LocalPostgres.start()) {
            makeRows(postgres, rows);
            say("Starting an S3 server with as many objects, less 1 in " + lostEvery + ", and " + orphans + " orphans");
            Process server = startServer(rows, lostEvery, orphans);
            try {
                String endpoint = endpointOf(server);
                say("Reconciling in a JVM with -Xmx" + heap);
                Process engine = startEngine(heap, postgres.jdbcUrl(), endpoint, lostEvery, rows, orphans);
                int exit = engine.waitFor();
                if (exit != 0) {
                    throw new IllegalStateException("The reconcile ended with exit code " + exit);
                }
            } finally {
                server.getOutputStream().close(); // its signal to stop
                server.waitFor();
            }
        }
        say("Done");
    }

    private static void makeRows(LocalPostgres postgres, int rows) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE images (
                        id           bigint PRIMARY KEY,
                        status       text NOT NULL,
                        error        text,
                        original_key text NOT NULL,
                        updated_at   timestamptz NOT NULL
                    )""");
            // the order of the rows isn't the order of the keys, as in life
            statement.execute("INSERT INTO images SELECT row, 'ready', NULL,"
                    + " 'images/' || lpad(((row * 7919::bigint) % " + rows + ")::text, 8, '0') || '.jpg',"
                    + " now() - interval '30 days' FROM generate_series(1, " + rows + ") AS row");
            statement.execute("ANALYZE images");
        }
    }

    private static Process startServer(int rows, int lostEvery, int orphans) throws IOException {
        List<String> command = java("2g", "dev.reconcile.testkit.s3.S3ServerMain");
        command.addAll(List.of("--bucket", "images", "--objects", String.valueOf(rows)));
        command.addAll(List.of("--leave-out-every", String.valueOf(lostEvery), "--orphans", String.valueOf(orphans)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String endpointOf(Process server) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("listening on ")) {
                return line.substring("listening on ".length()).trim();
            }
        }
        throw new IllegalStateException("The S3 server didn't start");
    }

    private static Process startEngine(
            String heap, String jdbcUrl, String endpoint, int lostEvery, int rows, int orphans) throws IOException {
        List<String> command = java(heap, MillionReconcile.class.getName());
        command.addAll(List.of(
                jdbcUrl, endpoint, String.valueOf(rows), String.valueOf(rows / lostEvery), String.valueOf(orphans)));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static List<String> java(String heap, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.add("-Dfile.encoding=UTF-8");
        command.add("-classpath");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        return command;
    }

    private static void say(String text) {
        System.out.println("==> " + text);
    }
}
