package dev.reconcile.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The script in the jar, as a host's migration runs it. */
final class JournalScript {

    private JournalScript() {}

    static void run(TestDatabase database) {
        database.execute(
                "DROP TABLE IF EXISTS reconcile_run",
                "DROP TABLE IF EXISTS reconcile_journal",
                "DROP TABLE IF EXISTS reconcile_lease");
        for (String statement : text(database.script()).split(";\\s*", -1)) {
            if (!statement.isBlank()) {
                database.insert(statement); // as it is
            }
        }
    }

    private static String text(String name) {
        try (InputStream script = JdbcJournal.class.getResourceAsStream("journal/" + name + ".sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
