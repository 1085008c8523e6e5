package dev.reconcile.store;

import static dev.reconcile.store.Scratch.said;

import dev.reconcile.store.Written.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries preconditions out, because some stores take one and do as if there were none (H76). Only what was seen to be kept counts:
 * an answer alone is no proof, so the object is looked at after every refusal.
 */
final class ConditionProbes {

    static final List<Trait> TRAITS = List.of(
            Trait.COPIES_CONDITIONALLY, Trait.CREATES_CONDITIONALLY, Trait.KEEPS_TAGS, Trait.REMOVES_CONDITIONALLY);

    /** No store gives this one to a small object, and all take it for an ETag. */
    private static final String WRONG_ETAG = "0".repeat(32);

    static final byte[] CONTENT = "reconcile probe".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_CONTENT = "reconcile probe, another".getBytes(StandardCharsets.UTF_8);

    private final Scratch scratch;
    private final WritableObjectStore store;
    private final ObjectKey object;

    /** @param object one that was just made, with {@link #CONTENT} */
    ConditionProbes(Scratch scratch, ObjectKey object) {
        this.scratch = scratch;
        this.store = scratch.store();
        this.object = object;
    }

    void tryOut() {
        scratch.tryOut(Trait.COPIES_CONDITIONALLY, this::copies);
        scratch.tryOut(Trait.CREATES_CONDITIONALLY, this::creates);
        scratch.tryOut(Trait.KEEPS_TAGS, this::keepsTags);
        scratch.tryOut(Trait.REMOVES_CONDITIONALLY, this::removes);
    }

    private Optional<String> copies() {
        Optional<StoredObject> source = known(object);
        if (source.isEmpty()) {
            return Optional.of(
                    "Conditional copies couldn't be tried: the object just made can't be seen, or has no ETag");
        }
        ObjectKey bad = scratch.key("bad-copy");
        Written wrong = scratch.copy(withWrongEtag(source.get()), bad);
        if (wrong.kind() != Kind.CONFLICT || !scratch.isAbsent(bad)) {
            return Optional.of("A copy whose source has another ETag isn't refused: " + said(wrong));
        }
        ObjectKey good = scratch.key("good-copy");
        Written right = scratch.copy(source.get(), good);
        boolean copied = right.isApplied()
                && known(good)
                        .filter(copy -> copy.size() == source.get().size())
                        .isPresent();
        return copied
                ? Optional.empty()
                : Optional.of("A copy whose source has the right ETag isn't made: " + said(right));
    }

    private Optional<String> creates() {
        ObjectKey taken = scratch.key("taken");
        if (!scratch.create(taken, OTHER_CONTENT).isApplied()) {
            return Optional.of("Whether keys are taken couldn't be tried: a second object can't be made");
        }
        Optional<StoredObject> source = known(object);
        Optional<StoredObject> before = known(taken);
        if (source.isEmpty() || before.isEmpty()) {
            return Optional.of(
                    "Whether keys are taken couldn't be tried: the objects just made can't be seen, or have no ETag");
        }
        Written created = scratch.create(taken, CONTENT);
        if (created.kind() != Kind.CONFLICT || !scratch.isStill(before.get())) {
            return Optional.of("A new object in the place of another isn't refused: " + said(created));
        }
        Written copied = scratch.copy(source.get(), taken);
        if (copied.kind() != Kind.CONFLICT || !scratch.isStill(before.get())) {
            return Optional.of("A copy in the place of another object isn't refused: " + said(copied));
        }
        return Optional.empty();
    }

    private Optional<String> keepsTags() {
        Map<String, String> wanted = Map.of("reconcile-probe", "tagged");
        Written tagged = store.tag(object, wanted);
        Tags read = store.tags(object);
        boolean kept = tagged.isApplied() && read.known().equals(Optional.of(wanted));
        return kept
                ? Optional.empty()
                : Optional.of("Tags don't come back as they were put: " + said(tagged) + " " + read.detail());
    }

    private Optional<String> removes() {
        Optional<StoredObject> before = known(object);
        if (before.isEmpty()) {
            return Optional.of(
                    "Conditional removal couldn't be tried: the object just made can't be seen, or has no ETag");
        }
        Written wrong = store.remove(withWrongEtag(before.get()));
        if (wrong.kind() != Kind.CONFLICT || !scratch.isStill(before.get())) {
            return Optional.of("Removing an object that has another ETag isn't refused: " + said(wrong)); // H76
        }
        Written right = store.remove(before.get());
        return right.isApplied() && scratch.isAbsent(object)
                ? Optional.empty()
                : Optional.of("An object that has the right ETag isn't removed: " + said(right));
    }

    private Optional<StoredObject> known(ObjectKey key) {
        return scratch.present(key).filter(present -> present.etag() != null);
    }

    private static StoredObject withWrongEtag(StoredObject object) {
        return new StoredObject(object.key(), object.size(), WRONG_ETAG, object.lastModified(), object.storageClass());
    }
}
