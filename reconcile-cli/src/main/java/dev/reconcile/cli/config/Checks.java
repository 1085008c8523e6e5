package dev.reconcile.cli.config;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.minio.MinioConnection;
import dev.reconcile.r2.R2Connection;
import dev.reconcile.s3.S3Connection;
import java.net.URI;

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
        catalog.references()
                .forEach((role, reference) -> of("catalog.references." + role, () -> reference.toColumn(role, store)));
        if (catalog.replica() != null) {
            String url = catalog.replica().url();
            of("catalog.replica.url", () -> requireJdbc(url));
        }
    }

    private static void requireJdbc(String url) {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "it begins with no jdbc:, expected as jdbc:postgresql://host:5432/database");
        }
    }

    private void store(StoreSection store) {
        if (store instanceof StoreSection.S3 s3 && s3.endpoint() != null) {
            URI endpoint = s3.endpoint();
            of("store.endpoint", () -> S3Connection.to(endpoint, s3.region()));
        }
        if (store instanceof StoreSection.Minio minio) {
            of("store.endpoint", () -> MinioConnection.to(minio.endpoint()));
        }
        if (store instanceof StoreSection.R2 r2) {
            of("store.account", () -> R2Connection.toAccount(r2.account(), "x", "x"));
        }
    }

    private void of(String path, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException wrong) {
            problems.addAt(path, "is wrong: " + wrong.getMessage());
        }
    }
}
