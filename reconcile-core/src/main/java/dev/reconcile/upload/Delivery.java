package dev.reconcile.upload;

import dev.reconcile.store.Described;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.Presence;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings one object to the store, each once: what an answer leaves open is settled by a look. */
final class Delivery {

    private static final int TRIES = 2;

    private final WritableObjectStore store;
    private final Circuit circuit;

    Delivery(WritableObjectStore store, Circuit circuit) {
        this.store = store;
        this.circuit = circuit;
    }

    enum Fate {
        /** This upload's object is there. */
        STORED,
        /** The very content is there, by another upload. */
        ALREADY_THERE,
        /** Other content has the key, or content that nobody can compare. */
        TAKEN,
        /** The content isn't what it declares to be. */
        WRONG,
        /** The store won't. */
        REFUSED,
        /** No answer to rely on: it may still come to be stored. */
        AWAY
    }

    /**
     * @param etag of an object that this upload wrote, if known
     */
    record Result(Fate fate, @Nullable String etag, String detail) {

        boolean isThere() {
            return fate == Fate.STORED || fate == Fate.ALREADY_THERE;
        }
    }

    Result deliver(NewObject object) {
        Result result = tried(object);
        switch (result.fate()) {
            case AWAY, REFUSED -> circuit.failed();
            default -> circuit.succeeded();
        }
        return result;
    }

    private Result tried(NewObject object) {
        Result result = new Result(Fate.AWAY, null, "it wasn't tried");
        for (int i = 0; i < TRIES; i++) {
            Written written = put(object);
            switch (written.kind()) {
                case APPLIED -> {
                    return new Result(Fate.STORED, written.etag(), "");
                }
                case REFUSED -> {
                    return refused(object, written);
                }
                default -> {
                    Optional<Result> seen = seen(object, written);
                    if (seen.isPresent()) {
                        return seen.get();
                    }
                    result = new Result(Fate.AWAY, null, written.detail());
                }
            }
        }
        return result;
    }

    private Written put(NewObject object) {
        try {
            return store.put(object);
        } catch (RuntimeException e) {
            return Written.not(Written.Kind.UNKNOWN, "the store's adapter failed (" + kind(e) + ")");
        }
    }

    private static String kind(RuntimeException e) {
        return e.getClass().getSimpleName();
    }

    private static Result refused(NewObject object, Written written) {
        try {
            return object.content()
                    .problem()
                    .map(problem -> new Result(Fate.WRONG, null, problem))
                    .orElseGet(() -> new Result(Fate.REFUSED, null, written.detail()));
        } catch (IOException e) {
            return new Result(Fate.WRONG, null, "its content can't be read");
        }
    }

    /** What a look shows; nothing if the object isn't there, so that it can be tried again. */
    private Optional<Result> seen(NewObject object, Written written) {
        Described described;
        try {
            described = store.describe(object.key());
        } catch (RuntimeException e) {
            return Optional.of(new Result(Fate.AWAY, null, "the store's adapter failed (" + kind(e) + ")"));
        }
        if (described.presence() instanceof Presence.Present present) {
            return Optional.of(compared(object, described, present));
        }
        return described.presence() instanceof Presence.Unknown unknown
                ? Optional.of(new Result(Fate.AWAY, null, written.detail() + "; " + unknown.detail()))
                : Optional.empty();
    }

    private static Result compared(NewObject object, Described described, Presence.Present present) {
        boolean sameContent =
                object.content().sha256().equals(described.metadata().get(Artifact.SHA_256))
                        && object.content().size() == present.object().size();
        if (!sameContent) {
            return new Result(Fate.TAKEN, null, "the key is taken by other content");
        }
        String writer = described.metadata().get(Artifact.UPLOAD);
        boolean ours = writer != null && writer.equals(object.metadata().get(Artifact.UPLOAD));
        return ours ? new Result(Fate.STORED, present.object().etag(), "") : new Result(Fate.ALREADY_THERE, null, "");
    }
}
