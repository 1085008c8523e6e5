package dev.reconcile.cli.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where runs are recorded. */
record JournalSection(
        @Key(
                value =
                        "A directory on this machine, relative to the configuration file. One machine at a time may use it.",
                example = "/var/lib/reconcile",
                byDefault = "reconcile-journal, unless tables are named")
        @Nullable
        Path directory,

        @Key("Tables of a database, for several machines. The script that makes them is in the guide.") @Nullable
        TablesSection tables) {

    JournalSection {
        if (directory != null && tables != null) {
            throw new IllegalArgumentException("the journal is either a directory or tables");
        }
    }
}
