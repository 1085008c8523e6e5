package dev.reconcile.cli.setup;

import dev.reconcile.ReconcileException;
import dev.reconcile.cli.config.Configuration;
import dev.reconcile.cli.config.Connections;
import dev.reconcile.jdbc.JdbcJournalBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether runs can be recorded. */
final class JournalLook {

    private JournalLook() {}

    static List<CheckLine> at(Configuration configuration, Connections connections) {
        Optional<Path> directory = configuration.journalDirectory();
        if (directory.isPresent()) {
            return List.of(directory(directory.get()));
        }
        try {
            List<String> missing =
                    connections.journalTables().map(JdbcJournalBuilder::check).orElse(List.of());
            if (missing.isEmpty()) {
                return List.of(CheckLine.ok("journal", connections.journal().identity()));
            }
            return missing.stream()
                    .map(
                            each -> CheckLine.wrong(
                                    "journal",
                                    each,
                                    "run the script for this database from dev/reconcile/jdbc/journal in the jar; see docs/journal.md"))
                    .toList();
        } catch (IllegalArgumentException misfit) {
            return List.of(CheckLine.wrong("journal", String.valueOf(misfit.getMessage()), "mend journal.tables"));
        } catch (ReconcileException away) {
            return List.of(CheckLine.failed(
                    "journal", String.valueOf(away.getMessage()), "mend journal.tables, or its database"));
        }
    }

    /** It is made when the first run begins, so what is there of the way to it has to be writable. */
    private static CheckLine directory(Path directory) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return CheckLine.wrong("journal", there + " is no directory", "name another as journal.directory");
        }
        if (!Files.isWritable(there)) {
            return CheckLine.failed(
                    "journal",
                    there + " can't be written",
                    "let this user write there, or name another as journal.directory");
        }
        return CheckLine.ok("journal", directory + (there.equals(directory) ? "" : " (made by the first run)"));
    }
}
