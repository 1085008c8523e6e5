package dev.reconcile.cli.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the engine needs. */
record EngineSection(
        @Key(
                value =
                        "The reserved prefix: quarantined objects are under it, and no run looks there. Nothing else may write there.",
                byDefault = "reconcile-quarantine/")
        String quarantine,

        @Key(
                value = "How much of references and findings a run holds in memory before it uses the disk.",
                byDefault = "32MiB")
        ByteSize memory,

        @Key(
                value = "Where a run puts what exceeds its memory. Nothing stays there.",
                byDefault = "the system's directory for temporary files",
                example = "/var/tmp")
        @Nullable
        Path spillDirectory) {}
