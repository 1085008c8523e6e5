package dev.reconcile.minio;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Refusal;

/** A request was answered by nobody, or not even sent. Never leaves this module, and holds nothing of the client's (H100). */
final class NoAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String OTHER_KEY =
            "nothing was sent: the client would name another key (H38), perhaps for an interceptor of its own";

    private final transient Refusal refusal;
    private final boolean sent;

    private NoAnswer(Refusal refusal, boolean sent) {
        super(refusal.reason(), null, false, false);
        this.refusal = refusal;
        this.sent = sent;
    }

    /** For a request that went out. */
    static NoAnswer sent(Refusal refusal) {
        return new NoAnswer(refusal, true);
    }

    /** For a request that didn't. */
    static NoAnswer notSent(Refusal refusal) {
        return new NoAnswer(refusal, false);
    }

    /** For a request that didn't go out because its key would have become another on the way (H38, H39). */
    static NoAnswer otherKey() {
        return notSent(new Refusal(Doubt.UNSUPPORTED_KEY, OTHER_KEY));
    }

    /** What it proves that this was thrown: nothing, whatever it is (H37). */
    static NoAnswer of(RuntimeException thrown) {
        return thrown instanceof NoAnswer known ? known : sent(Refusal.unreadable(thrown));
    }

    Refusal refusal() {
        return refusal;
    }

    /** What has become of a change. */
    Written written() {
        return switch (refusal.doubt()) {
            case UNSUPPORTED_KEY -> Written.not(Kind.REFUSED, refusal.reason());
            case FORBIDDEN ->
                sent
                        ? Written.not(Kind.UNKNOWN, refusal.reason())
                        : Written.not(Kind.REFUSED, "nothing was sent: " + refusal.reason()); // H12
            default -> Written.not(Kind.UNKNOWN, refusal.reason()); // H63
        };
    }
}
