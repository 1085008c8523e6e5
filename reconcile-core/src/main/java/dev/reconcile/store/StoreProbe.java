package dev.reconcile.store;

import dev.reconcile.store.StoreTraits.Answer;
import dev.reconcile.store.StoreTraits.Said;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a store does where stores differ: by looking only, or by trying things out under a prefix that is the caller's to give.
 * Nothing here throws for what the store did; that is an answer. What can't be proven is no trait.
 *
 * <p>Each trial costs some requests, about 10 for {@link #reading}, 30 for {@link #conditions} and 120 for {@link #writing}, one
 * after another. They aren't tried again and no rate limit holds for them.
 */
public final class StoreProbe {

    private StoreProbe() {}

    /** Writes nothing. */
    public static StoreTraits reading(ObjectStore store) {
        Map<Trait, Answer> answers = new EnumMap<>(Trait.class);
        look(store, answers);
        return new StoreTraits(store.profile().identity(), answers);
    }

    /**
     * Whether copies, creations and removals honour their preconditions, whether tags are kept, and versions. Of the objects it
     * makes none stays, but in a versioned bucket their old versions do. A process that is killed meanwhile leaves some small objects.
     *
     * @param scratch a prefix that ends in a slash, with nothing under it, ever
     */
    public static StoreTraits conditions(WritableObjectStore store, String scratch) {
        Map<Trait, Answer> answers = new EnumMap<>(Trait.class);
        versions(store, answers);
        tryOut(store, scratch, answers, false);
        return new StoreTraits(store.profile().identity(), answers);
    }

    /**
     * All there is to find out. Of the objects it makes none stays, but in a versioned bucket their old versions do.
     *
     * @param scratch a prefix that ends in a slash. Only keys under a part of it that is drawn at random are written and removed
     * @throws IllegalArgumentException if the prefix doesn't end in a slash
     */
    public static StoreTraits writing(WritableObjectStore store, String scratch) {
        if (!scratch.endsWith("/")) {
            throw new IllegalArgumentException(
                    "Invalid scratch prefix: '" + ObjectKey.escape(scratch) + "', expected one that ends in a slash");
        }
        Map<Trait, Answer> answers = new EnumMap<>(Trait.class);
        look(store, answers);
        String unique = String.format("%016x/", new SecureRandom().nextLong());
        tryOut(store, scratch + "reconcile-probe-" + unique, answers, true);
        return new StoreTraits(store.profile().identity(), answers);
    }

    private static void look(ObjectStore store, Map<Trait, Answer> answers) {
        StoredObject[] first = new StoredObject[1];
        answer(answers, Trait.LISTS, () -> {
            List<StoredObject> page = store.list(ListRequest.of("").maxKeys(1)).objects();
            first[0] = page.isEmpty() ? null : page.get(0);
            return Optional.empty();
        });
        answer(answers, Trait.TELLS_ABSENCE, () -> {
            Presence presence =
                    store.stat(ObjectKey.of(String.format("reconcile-preflight-%016x", new SecureRandom().nextLong())));
            return presence.kind() == Presence.Kind.ABSENT
                    ? Optional.empty()
                    : Optional.of(
                            presence instanceof Presence.Unknown unknown ? unknown.detail() : "A random key is there");
        });
        looksLikeListed(store, first[0], answers);
        answer(
                answers,
                Trait.TELLS_TIME,
                () -> store.now().isPresent() ? Optional.empty() : Optional.of("It doesn't say"));
        if (store instanceof WritableObjectStore writable) {
            versions(writable, answers);
            answer(answers, Trait.LISTS_UPLOADS, () -> {
                writable.uploads(UploadRequest.of(""));
                return Optional.empty();
            });
        }
    }

    private static void looksLikeListed(ObjectStore store, @Nullable StoredObject listed, Map<Trait, Answer> answers) {
        if (listed == null) {
            answers.put(Trait.LOOKS_LIKE_LISTED, new Answer(Said.UNKNOWN, "Nothing is listed to look at"));
            return;
        }
        answer(
                answers,
                Trait.LOOKS_LIKE_LISTED,
                () -> store.stat(listed.key()) instanceof Presence.Present there && listed.isSameStateAs(there.object())
                        ? Optional.empty()
                        : Optional.of("A look at the first object, " + listed.key() + ", says otherwise"));
    }

    private static void versions(WritableObjectStore store, Map<Trait, Answer> answers) {
        Versioning versioning;
        try {
            versioning = Objects.requireNonNull(store.versioning());
        } catch (RuntimeException e) {
            versioning = Versioning.UNKNOWN;
        }
        answers.put(
                Trait.KEEPS_VERSIONS,
                switch (versioning) {
                    case ENABLED -> new Answer(Said.YES, "");
                    case OFF -> new Answer(Said.NO, "Versioning is off");
                    case SUSPENDED -> new Answer(Said.NO, "Versioning is suspended");
                    case UNKNOWN -> new Answer(Said.UNKNOWN, "The store doesn't say");
                });
    }

    private static void answer(Map<Trait, Answer> answers, Trait trait, Supplier<Optional<String>> proof) {
        answers.put(trait, Answer.of(trait, proof));
    }

    private static void tryOut(WritableObjectStore store, String prefix, Map<Trait, Answer> answers, boolean withKeys) {
        Scratch scratch = new Scratch(store, prefix, answers);
        String whyNot = "";
        try {
            ObjectKey object = scratch.key("object");
            Written begun = begin(scratch, object);
            if (begun.isApplied()) {
                new ConditionProbes(scratch, object).tryOut();
                if (withKeys) {
                    new KeyProbes(scratch).tryOut();
                }
            } else {
                whyNot = "Nothing could be tried, as no object can be made: " + begun.detail();
            }
        } finally {
            untried(answers, withKeys, whyNot);
            for (ObjectKey left : scratch.cleanUp()) {
                answers.computeIfPresent(
                        Trait.REMOVES_CONDITIONALLY,
                        (trait, answer) -> new Answer(
                                answer.said(),
                                (answer.detail() + " A probe's object may have stayed: '" + left + "'").strip()));
            }
        }
    }

    /** What the store won't create isn't the probe's to remove, whoever put it there. */
    private static Written begin(Scratch scratch, ObjectKey object) {
        Written begun;
        try {
            begun = Objects.requireNonNull(scratch.store().create(object, ConditionProbes.CONTENT));
        } catch (RuntimeException e) {
            begun = Written.not(
                    Written.Kind.UNKNOWN, "making one failed (" + e.getClass().getSimpleName() + ")");
        }
        if (begun.isApplied() || begun.kind() == Written.Kind.UNKNOWN) {
            scratch.owns(object);
        }
        return begun;
    }

    private static void untried(Map<Trait, Answer> answers, boolean withKeys, String whyNot) {
        ConditionProbes.TRAITS.forEach(trait -> answers.putIfAbsent(trait, new Answer(Said.UNKNOWN, whyNot)));
        if (withKeys) {
            KeyProbes.TRAITS.forEach(trait -> answers.putIfAbsent(trait, new Answer(Said.UNKNOWN, whyNot)));
        }
    }
}
