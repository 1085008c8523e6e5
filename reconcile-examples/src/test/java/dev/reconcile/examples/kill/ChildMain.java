package dev.reconcile.examples.kill;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunReport;
import dev.reconcile.report.JsonReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3Client;

/** The process that is killed: one call of an engine, and what came of it in a file. */
final class ChildMain {

    static final int REFUSED = 3;

    private ChildMain() {}

    /** @param args the site's four, the holder, the operation, the run it is about, the file for the answer */
    public static void main(String[] args) throws IOException {
        Site site = new Site(URI.create(args[0]), args[1], args[2], args[3]);
        Path answer = Path.of(args[7]);
        try (S3Client client = site.client()) {
            RunReport report = carryOut(site.engine(client, site.pool(), args[4]), args[5], args[6]);
            Files.writeString(answer, JsonReport.render(report));
        } catch (RunInProgressException refused) {
            Files.writeString(answer, refused.holder());
            System.exit(REFUSED);
        }
    }

    private static RunReport carryOut(ReconcileEngine engine, String operation, String run) {
        return switch (operation) {
            case "run" -> engine.run(Site.request().apply().build());
            case "apply" -> engine.apply(new RunId(run));
            case "undo" -> engine.undo(new RunId(run));
            case "resume" -> engine.resume(new RunId(run));
            default -> throw new IllegalArgumentException("Unknown operation: " + operation);
        };
    }
}
