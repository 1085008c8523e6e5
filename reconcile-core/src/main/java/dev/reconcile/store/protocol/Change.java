package dev.reconcile.store.protocol;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, made by one call or by several.
 *
 * @param doing for messages: "Removing"
 */
public record Change(StoreProfile profile, String doing, ObjectKey key) {

    /** Why nothing can be sent that concerns this key; null if it can. */
    public @Nullable Written obstacle(ObjectKey each) {
        if (Thread.currentThread().isInterrupted()) {
            return not(Kind.UNKNOWN, "the thread was interrupted"); // H91
        }
        Optional<String> problem = profile.keyRules().problem(each);
        return problem.map(why -> not(Kind.REFUSED, "nothing was sent: " + why)).orElse(null); // H38 to H41
    }

    /**
     * Makes the change by one call.
     *
     * @param failed what follows from an exception of the client's
     */
    public Written by(Supplier<Written> sending, Function<RuntimeException, Written> failed) {
        Written obstacle = obstacle(key);
        if (obstacle != null) {
            return obstacle;
        }
        try {
            return explained(sending.get());
        } catch (RuntimeException e) { // H37: not all that a client throws is of its own kind
            return explained(failed.apply(e));
        }
    }

    public Written not(Kind kind, String reason) {
        return explained(Written.not(kind, reason));
    }

    /** With what was being done, and where. */
    public Written explained(Written written) {
        return written.isApplied()
                ? written
                : Written.not(
                        written.kind(), doing + " '" + key + "' in " + profile.identity() + ": " + written.detail());
    }

    /** That the object can't be changed, as nobody knows its ETag. */
    public Written withoutEtag() {
        return not(Kind.REFUSED, "nothing was sent: without its ETag it can't be told from another object");
    }

    /** The ETag as S3 wants it. */
    public static String quoted(String etag) {
        return '"' + etag + '"';
    }
}
