package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tries a store out on small objects of its own, because some stores take a precondition and do as if there were none (H76).
 * Only what was seen to be kept counts: an answer alone is no proof, so the object is looked at after every refusal.
 */
final class StoreProbe {

    /** No store gives this one to a small object, and all take it for an ETag. */
    private static final String WRONG_ETAG = "0".repeat(32);

    private static final byte[] CONTENT = "reconcile probe".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_CONTENT = "reconcile probe, another".getBytes(StandardCharsets.UTF_8);

    private final WritableObjectStore store;
    private final ObjectKey object;
    private final ObjectKey taken;
    private final ObjectKey badCopy;
    private final ObjectKey goodCopy;
    private final List<String> doubts = new ArrayList<>();
    private boolean removes;
    private boolean copies;
    private boolean creates;
    private boolean tags;

    private StoreProbe(WritableObjectStore store, String prefix) {
        this.store = store;
        this.object = ObjectKey.of(prefix + "object");
        this.taken = ObjectKey.of(prefix + "taken");
        this.badCopy = ObjectKey.of(prefix + "bad-copy");
        this.goodCopy = ObjectKey.of(prefix + "good-copy");
    }

    /**
     * Never throws for what the store did. Of the objects it makes none stays, but in a versioned bucket their old versions do, and all of
     * them if the process is killed: nobody needs them, and they are few and small.
     *
     * @param reservedPrefix of keys that are this library's own; ends with a slash
     * @param unique tells this probe's keys from any other's, ever
     */
    static StoreAbilities probe(WritableObjectStore store, String reservedPrefix, String unique) {
        return new StoreProbe(store, reservedPrefix + "probe/" + unique + "/").probe();
    }

    private StoreAbilities probe() {
        Versioning versioning = versioning();
        Kind begun = begin();
        if (begun == Kind.APPLIED) {
            try {
                copies = tried("Copying conditionally", this::copiesConditionally);
                creates = tried("Creating conditionally", this::createsConditionally);
                tags = tried("Tagging", this::keepsTags);
                removes = tried("Removing conditionally", this::removesConditionally);
            } finally {
                cleanUp(List.of(object, taken, badCopy, goodCopy));
            }
        } else if (begun == Kind.UNKNOWN) {
            cleanUp(List.of(object));
        }
        return new StoreAbilities(removes, copies, creates, tags, versioning, doubts);
    }

    private Versioning versioning() {
        try {
            return store.versioning();
        } catch (RuntimeException e) {
            doubts.add("Asking for the versioning failed (" + e.getClass().getSimpleName() + ")");
            return Versioning.UNKNOWN;
        }
    }

    private Kind begin() {
        try {
            Written written = store.create(object, CONTENT);
            if (!written.isApplied()) {
                doubts.add("Nothing could be tried, as no object can be made: " + written.detail());
            }
            return written.kind();
        } catch (RuntimeException e) {
            doubts.add("Nothing could be tried, as making an object failed ("
                    + e.getClass().getSimpleName() + ")");
            return Kind.UNKNOWN;
        }
    }

    private boolean tried(String what, BooleanSupplier proof) {
        try {
            return proof.getAsBoolean();
        } catch (RuntimeException e) {
            return no(what + " failed (" + e.getClass().getSimpleName() + ")");
        }
    }

    private boolean copiesConditionally() {
        Optional<StoredObject> source = present(object);
        if (source.isEmpty()) {
            return no("Conditional copies couldn't be tried: the object just made can't be seen");
        }
        Written wrong = store.copy(withWrongEtag(source.get()), badCopy);
        if (wrong.kind() != Kind.CONFLICT || !isAbsent(badCopy)) {
            return no("A copy whose source has another ETag isn't refused: " + said(wrong));
        }
        Written right = store.copy(source.get(), goodCopy);
        boolean copied = right.isApplied()
                && present(goodCopy)
                        .filter(copy -> copy.size() == source.get().size())
                        .isPresent();
        return copied || no("A copy whose source has the right ETag isn't made: " + said(right));
    }

    private boolean createsConditionally() {
        if (!store.create(taken, OTHER_CONTENT).isApplied()) {
            return no("Whether keys are taken couldn't be tried: a second object can't be made");
        }
        Optional<StoredObject> source = present(object);
        Optional<StoredObject> before = present(taken);
        if (source.isEmpty() || before.isEmpty()) {
            return no("Whether keys are taken couldn't be tried: the objects just made can't be seen");
        }
        Written created = store.create(taken, CONTENT);
        if (created.kind() != Kind.CONFLICT || !isStill(before.get())) {
            return no("A new object in the place of another isn't refused: " + said(created));
        }
        Written copied = store.copy(source.get(), taken);
        if (copied.kind() != Kind.CONFLICT || !isStill(before.get())) {
            return no("A copy in the place of another object isn't refused: " + said(copied));
        }
        return true;
    }

    private boolean keepsTags() {
        Map<String, String> wanted = Map.of("reconcile-probe", "tagged");
        Written tagged = store.tag(object, wanted);
        Tags read = store.tags(object);
        boolean kept = tagged.isApplied() && read.known().equals(Optional.of(wanted));
        return kept || no("Tags don't come back as they were put: " + said(tagged) + " " + read.detail());
    }

    private boolean removesConditionally() {
        Optional<StoredObject> before = present(object);
        if (before.isEmpty()) {
            return no("Conditional removal couldn't be tried: the object just made can't be seen");
        }
        Written wrong = store.remove(withWrongEtag(before.get()));
        if (wrong.kind() != Kind.CONFLICT || !isStill(before.get())) {
            return no("Removing an object that has another ETag isn't refused: " + said(wrong)); // H76
        }
        Written right = store.remove(before.get());
        return (right.isApplied() && isAbsent(object))
                || no("An object that has the right ETag isn't removed: " + said(right));
    }

    private Optional<StoredObject> present(ObjectKey key) {
        return store.stat(key) instanceof Presence.Present present
                        && present.object().etag() != null
                ? Optional.of(present.object())
                : Optional.empty();
    }

    private boolean isStill(StoredObject before) {
        return present(before.key()).filter(before::isSameStateAs).isPresent();
    }

    private boolean isAbsent(ObjectKey key) {
        return store.stat(key).kind() == Presence.Kind.ABSENT;
    }

    private static StoredObject withWrongEtag(StoredObject object) {
        return new StoredObject(object.key(), object.size(), WRONG_ETAG, object.lastModified(), object.storageClass());
    }

    private boolean no(String why) {
        doubts.add(why);
        return false;
    }

    private static String said(Written written) {
        return "the store said " + written.kind() + (written.detail().isEmpty() ? "" : ", " + written.detail());
    }

    /** All keys under the prefix are this probe's, so what can't be removed conditionally is removed anyway. */
    private void cleanUp(List<ObjectKey> keys) {
        boolean interrupted = Thread.interrupted(); // a store does nothing for an interrupted thread
        try {
            for (ObjectKey key : keys) {
                if (!isGone(key)) {
                    doubts.add("A probe's object may have stayed: '" + key + "'");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isGone(ObjectKey key) {
        try {
            Presence presence = store.stat(key);
            if (presence.kind() == Presence.Kind.ABSENT) {
                return true;
            }
            if (removes && presence instanceof Presence.Present present) {
                Kind removed = store.remove(present.object()).kind();
                if (removed == Kind.APPLIED || removed == Kind.ABSENT) {
                    return true;
                }
            }
            Kind removed = store.unsafeRemove(key).kind();
            return removed == Kind.APPLIED || removed == Kind.ABSENT;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
