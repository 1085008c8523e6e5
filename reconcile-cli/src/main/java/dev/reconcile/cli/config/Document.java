package dev.reconcile.cli.config;

import org.jspecify.annotations.Nullable;

/** The whole file. */
record Document(
        @Key("The table of rows that refer to objects, and how to read it.")
        CatalogSection catalog,

        @Key("The bucket, and how to reach it.") StoreSection store,

        @Key("Where runs are recorded, so that they can be shown, applied, resumed and undone.")
        JournalSection journal,

        @Key("What every run does unless the command line says otherwise.")
        RunSection run,

        @Key("What the engine needs beside: its reserved prefix, memory and disk.")
        EngineSection engine,

        @Key("When `reconcile watch` runs.") @Nullable ScheduleSection schedule,

        @Key("What requests and storage cost, for `reconcile estimate` and the reports.")
        PricesSection prices) {}
