package dev.reconcile.minio;

import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.Endpoint;
import dev.reconcile.store.protocol.WriteAnswer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the bucket is reached.
 *
 * @param requireRequestId whether only an answer with a request id is the store's own (H4)
 */
record Access(
        Requests requests, Endpoint endpoint, StoreProfile profile, boolean requireRequestId, Duration callTimeout) {

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

    Answer send(Call call) {
        Duration limit = call.limit();
        return requests.send(endpoint, call, limit == null ? callTimeout : limit);
    }

    /**
     * Makes a change by one call.
     *
     * @param success says of an answer with a status of success whether it is one
     */
    Written change(Change change, Call call, Function<Answer, Written> success) {
        return change.by(() -> written(call, send(call), success), Access::notAnswered);
    }

    Written written(Call call, Answer answer, Function<Answer, Written> success) {
        return answer.isSuccess() ? success.apply(answer) : refused(call, answer);
    }

    Written refused(Call call, Answer answer) {
        return WriteAnswer.refused(answer.head(), requireRequestId, answer.code(), answer.refusal(call.permissions()));
    }

    static Written notAnswered(RuntimeException thrown) {
        return NoAnswer.of(thrown).written();
    }

    /** Whether an answer is the store's own rather than that of something in between (H4). */
    boolean isTheStores(Answer answer) {
        return !requireRequestId || answer.head().hasRequestId();
    }

    Written applied(Answer answer, Integer... statuses) {
        return WriteAnswer.applied(answer.head(), requireRequestId, null, null, statuses);
    }

    /** Applied with this ETag, which a store has to tell. */
    Written appliedWithEtag(Answer answer, @Nullable String etag) {
        return WriteAnswer.appliedWithEtag(answer.head(), requireRequestId, etag, answer.version());
    }
}
