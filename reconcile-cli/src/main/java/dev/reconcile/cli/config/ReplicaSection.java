package dev.reconcile.cli.config;

import org.jspecify.annotations.Nullable;

/** A copy of the database. */
record ReplicaSection(
        @Key(value = "The copy, as a JDBC URL.", example = "jdbc:postgresql://replica.internal:5432/images")
        String url,

        @Key(value = "Who logs in there.", byDefault = "catalog.user") @Nullable
        String user,

        @Key(value = "The password there.", byDefault = "catalog.password") @Nullable
        Secret password) {}
