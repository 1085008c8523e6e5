package dev.reconcile.child;

import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.store.Content;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.UploadMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A process of its own with a spool in its hands: for each number it is given it defers an upload of so many bytes, and says what became of it. */
public final class SpoolChild {

    private SpoolChild() {}

    /** @param arguments the spool */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (GuardedUploads uploads = GuardedUploads.builder(new InMemoryObjectStore())
                .catalog(new InMemoryCatalog("rows", List.of("content"), "gone", InstantSource.system()))
                .mode(UploadMode.DEFERRED)
                .spool(Path.of(arguments[0]))
                .build()) {
            out.println("open");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Artifact artifact =
                        Artifact.of(ObjectKey.of("key" + line), Content.of(new byte[Integer.parseInt(line)]));
                try (PendingUpload pending = uploads.begin(artifact)) {
                    String status = pending.upload().status().name();
                    pending.committed();
                    out.println(status);
                }
            }
        } catch (ReconcileException refused) {
            out.println("refused " + refused.getMessage());
        }
    }
}
