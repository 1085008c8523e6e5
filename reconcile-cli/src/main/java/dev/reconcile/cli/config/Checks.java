package dev.reconcile.cli.config;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.r2.R2Connection;
import dev.reconcile.schedule.ScheduledReconcile;
import dev.reconcile.store.InMemoryObjectStore;
import java.time.InstantSource;
import java.util.List;

/** Holds values against what will take them, so that what is refused is told with its place and before anything is asked. */
final class Checks {

    private final Problems problems;

    private Checks(Problems problems) {
        this.problems = problems;
    }

    static void of(Document document, Problems problems) {
        Checks checks = new Checks(problems);
        checks.run(document.run());
        checks.catalog(document.catalog(), document.store());
        checks.store(document.store());
        checks.journal(document.journal());
        checks.engine(document);
        checks.of("prices", () -> document.prices().of(document.store()));
    }

    private void run(RunSection run) {
        ReconcileRequest.Builder request = ReconcileRequest.builder();
        boolean before = problems.areThere();
        run.applyTo(request, (key, sets) -> of("run." + key, sets));
        if (!before && !problems.areThere()) {
            of("run", request::build);
        }
    }

    private void catalog(CatalogSection catalog, StoreSection store) {
        of("catalog.url", () -> requireJdbc(catalog.url()));
        ReplicaSection replica = catalog.replica();
        if (replica != null) {
            of("catalog.replica.url", () -> requireJdbc(replica.url()));
        }
        try (HikariDataSource none = new HikariDataSource()) {
            of("catalog", () -> catalog.builder(none));
        }
        catalog.references()
                .forEach((role, reference) -> of("catalog.references." + role, () -> reference.toColumn(role, store)));
    }

    private static void requireJdbc(String url) {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "it begins with no jdbc:, expected as jdbc:postgresql://host:5432/database");
        }
    }

    private void store(StoreSection store) {
        of("store.bucket", () -> ObjectLocator.bucket(store.bucket()));
        if (store instanceof StoreSection.S3 s3) {
            of(s3.endpoint() == null ? "store" : "store.endpoint", () -> Stores.connection(s3));
        } else if (store instanceof StoreSection.Minio minio) {
            of("store.endpoint", () -> Stores.connection(minio));
        } else if (store instanceof StoreSection.R2 r2) {
            of("store.account", () -> R2Connection.toAccount(r2.account(), "x", "x"));
        }
    }

    private void journal(JournalSection journal) {
        TablesSection tables = journal.tables();
        if (tables == null) {
            return;
        }
        String url = tables.url();
        if (url != null) {
            of("journal.tables.url", () -> requireJdbc(url));
        }
        try (HikariDataSource none = new HikariDataSource()) {
            of("journal.tables", () -> tables.builder(none));
        }
    }

    /** With an engine over nothing. */
    private void engine(Document document) {
        ReconcileEngine.Builder engine = ReconcileEngine.builder(
                new InMemoryObjectStore(), new InMemoryCatalog("none", List.of(), "", InstantSource.system()));
        of("engine.quarantine", () -> engine.quarantine(document.engine().quarantine()));
        of("engine.memory", () -> engine.memoryBudget(document.engine().memory().bytes()));
        ScheduleSection schedule = document.schedule();
        if (schedule != null) {
            ScheduledReconcile.Builder made = ScheduledReconcile.builder(engine.build());
            of("schedule.name", () -> made.name(schedule.name()));
            of("schedule.jitter", () -> made.jitter(schedule.jitter()));
            of(
                    "schedule.cron",
                    () -> made.cron(schedule.cron())
                            .zone(schedule.zone())
                            .build()
                            .close());
        }
    }

    private void of(String path, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException wrong) {
            problems.addAt(path, "is wrong: " + Keys.named(String.valueOf(wrong.getMessage())));
        }
    }
}
