package dev.reconcile.upload;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Doubt;
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
    private final Claims claims;
    private final Circuit circuit;

    Delivery(WritableObjectStore store, Claims claims, Circuit circuit) {
        this.store = store;
        this.claims = claims;
        this.circuit = circuit;
    }

    enum Fate {
        /** This upload's object is there. */
        STORED,
        /** The very content is there, by another upload. */
        ALREADY_THERE,
        /** The very content is there, by another upload that may still take it back. */
        UNDER_WAY,
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
            case UNDER_WAY -> {}
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
        Presence seen = look(object);
        if (seen instanceof Presence.Unknown unknown) {
            return Optional.of(new Result(Fate.AWAY, null, written.detail() + "; " + unknown.detail()));
        }
        if (!(seen instanceof Presence.Present present)) {
            return Optional.empty();
        }
        if (!isSameContent(object, present)) {
            return Optional.of(new Result(Fate.TAKEN, null, "the key is taken by other content"));
        }
        String writer = present.details().metadata().get(Artifact.UPLOAD);
        if (writer != null && writer.equals(object.metadata().get(Artifact.UPLOAD))) {
            return Optional.of(new Result(Fate.STORED, present.object().etag(), ""));
        }
        return writer == null ? Optional.of(there()) : ofAnother(object, writer, present);
    }

    private Presence look(NewObject object) {
        try {
            return store.describe(object.key());
        } catch (RuntimeException e) {
            return Presence.unknown(Doubt.UNAVAILABLE, "the store's adapter failed (" + kind(e) + ")");
        }
    }

    private static boolean isSameContent(NewObject object, Presence.Present present) {
        return object.content().sha256().equals(present.details().metadata().get(Artifact.SHA_256))
                && object.content().size() == present.object().size();
    }

    private static Result there() {
        return new Result(Fate.ALREADY_THERE, null, "");
    }

    /**
     * Whoever wrote it may be rolled back, and takes it away before its claim ends. So it is there to stay only if it is seen after that
     * (H50).
     */
    private Optional<Result> ofAnother(NewObject object, String writer, Presence.Present before) {
        try {
            if (claims.isClaimedBy(object.key(), writer)) {
                return Optional.of(new Result(
                        Fate.UNDER_WAY, null, "another upload of the same content to this key is under way"));
            }
        } catch (CatalogException e) {
            return Optional.of(
                    new Result(Fate.UNDER_WAY, null, "whose the object is can't be told: " + e.getMessage()));
        }
        Presence now = look(object);
        return switch (now.kind()) {
            case PRESENT ->
                Optional.of(
                        now.equals(before)
                                ? there()
                                : new Result(Fate.UNDER_WAY, null, "the object is being changed by others"));
            case ABSENT -> Optional.empty();
            case UNKNOWN -> Optional.of(new Result(Fate.AWAY, null, "the object couldn't be looked at again"));
        };
    }
}
