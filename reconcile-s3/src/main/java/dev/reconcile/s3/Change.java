package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, made by one call or by several.
 *
 * @param doing for messages: "Removing"
 */
record Change(Access access, String doing, ObjectKey key) {

    /** Why nothing can be sent that concerns this key; null if it can. */
    @Nullable
    Written obstacle(ObjectKey each) {
        if (Thread.currentThread().isInterrupted()) {
            return not(Kind.UNKNOWN, "the thread was interrupted"); // H91
        }
        Optional<String> problem = access.profile().keyRules().problem(each);
        return problem.map(why -> not(Kind.REFUSED, "nothing was sent: " + why)).orElse(null); // H38 to H41
    }

    /** Makes the change by one call. */
    Written by(Call call, Supplier<Written> sending) {
        Written obstacle = obstacle(key);
        if (obstacle != null) {
            return obstacle;
        }
        try {
            return explained(sending.get());
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            return explained(WriteAnswer.failed(access, e, call));
        }
    }

    Written not(Kind kind, String reason) {
        return explained(Written.not(kind, reason));
    }

    /** With what was being done, and where. */
    Written explained(Written written) {
        return written.isApplied()
                ? written
                : Written.not(
                        written.kind(),
                        doing + " '" + key + "' in " + access.profile().identity() + ": " + written.detail());
    }

    /** The ETag as S3 wants it. */
    static String quoted(String etag) {
        return '"' + etag + '"';
    }
}
