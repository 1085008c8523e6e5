package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A multipart upload that is neither completed nor aborted, as a listing shows it: begun at a whole second. */
public record S3Upload(ObjectKey key, String id, Instant initiated) {

    public S3Upload {
        initiated = initiated.truncatedTo(ChronoUnit.SECONDS); // as S3 keeps times
    }
}
