package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Lists multipart uploads that were begun and never finished (H24). An upload of unknown age, or under the limit, is left out. */
final class Uploads {

    private final Working run;
    private final Instant cutoff;

    /** @param start by the clock that dates uploads (H61) */
    Uploads(Working run, Instant start) {
        this.run = run;
        this.cutoff = start.minus(run.request().uploadsOlderThan().orElse(Duration.ofDays(7)));
    }

    /** Says whether the list came to its end. */
    boolean seek(Consumer<List<Verdict.Convicted>> found) {
        if (!run.calls().canChangeObjects()) {
            run.problems().add("This store can't tell unfinished uploads (it is no WritableObjectStore)");
            return false;
        }
        UploadRequest request = UploadRequest.of(run.request().prefix());
        Circle<UploadRequest> circle = new Circle<>(request);
        try {
            while (true) {
                UploadPage page = run.calls().uploads(request);
                List<Verdict.Convicted> old = page.uploads().stream()
                        .filter(this::isAbandoned)
                        .map(this::convicted)
                        .toList();
                if (!old.isEmpty()) {
                    found.accept(old);
                }
                UploadRequest next = page.next();
                if (next == null) {
                    return true;
                }
                if (circle.closesAt(next)) { // H6
                    run.problems()
                            .add("Listing unfinished uploads doesn't advance: a page follows that was there before");
                    return false;
                }
                request = next;
            }
        } catch (StoreException failed) {
            run.problems().add(failed);
            return false;
        }
    }

    private boolean isAbandoned(Upload upload) {
        Instant begun = upload.initiated();
        return begun != null
                && !begun.isAfter(cutoff)
                && run.request().covers(upload.key())
                && run.request()
                        .keyPattern()
                        .map(pattern -> pattern.matcher(upload.key().value()).matches())
                        .orElse(true);
    }

    private Verdict.Convicted convicted(Upload upload) {
        Look look = new Look(
                "unfinished uploads",
                "upload of " + upload.key() + ", begun " + upload.initiated(),
                run.ledger().now());
        return new Verdict.Convicted(new Finding.Unfinished(upload), List.of(look));
    }
}
