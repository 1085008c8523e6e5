package dev.reconcile.s3;

import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.protocol.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How the bucket is reached.
 *
 * @param owner the account that has to own the bucket; null if that isn't checked (H30)
 * @param requireRequestId whether only an answer with a request id is the store's own (H4)
 * @param readsListings whether plain listings are read here, in less time than the SDK takes
 */
record Access(
        S3Client client,
        Endpoint endpoint,
        StoreProfile profile,
        @Nullable String owner,
        boolean requireRequestId,
        Duration callTimeout,
        boolean readsListings) {

    private static final long COPIED_PER_SECOND = 32L << 20;
    private static final long SENT_PER_SECOND = 1L << 20;

    /** Copies are made by the store itself, which takes the longer the more there is. */
    Duration copyTimeout(long bytes) {
        return callTimeout.plusSeconds(bytes / COPIED_PER_SECOND);
    }

    /** What is sent takes the longer the more there is. */
    Duration putTimeout(long bytes) {
        return callTimeout.plusSeconds(bytes / SENT_PER_SECOND);
    }
}
