package dev.reconcile.cli.config;

import org.jspecify.annotations.Nullable;

/** The column that a mark changes. */
record StatusSection(
        @Key(value = "The column that holds the status, as text or an enumeration.", example = "status")
        String column,

        @Key(value = "What a mark sets the status to.", example = "error")
        String error,

        @Key(value = "A text column that a mark writes its message to.", example = "error_message") @Nullable
        String message) {}
