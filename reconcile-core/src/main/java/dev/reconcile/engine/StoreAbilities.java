package dev.reconcile.engine;

import dev.reconcile.store.StoreProbe;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.StoreTraits.Said;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a store was seen to do with the preconditions and tags it was sent. A no is also what couldn't be tried.
 *
 * @param removesConditionally it keeps an object whose ETag isn't the one given, and removes it when it is (H75, H76)
 * @param copiesConditionally it copies an object only while its ETag is the one given (H78)
 * @param createsConditionally neither a new object nor a copy takes the place of one that is there
 * @param tags an object's tags can be put and come back (H79)
 * @param doubts why there is a no, for a person; or that something of a probe may have stayed
 */
record StoreAbilities(
        boolean removesConditionally,
        boolean copiesConditionally,
        boolean createsConditionally,
        boolean tags,
        Versioning versioning,
        Map<Trait, String> doubts) {

    /** Nothing was tried, as nothing is needed. */
    static final StoreAbilities UNTRIED = new StoreAbilities(false, false, false, false, Versioning.UNKNOWN, Map.of());

    StoreAbilities {
        doubts = Map.copyOf(doubts);
    }

    /**
     * Tries the store out on keys of our own.
     *
     * @param reservedPrefix of keys that are this library's own; ends with a slash
     * @param unique tells this probe's keys from any other's, ever
     */
    static StoreAbilities probe(WritableObjectStore store, String reservedPrefix, String unique) {
        StoreTraits seen = StoreProbe.conditions(store, reservedPrefix + "probe/" + unique + "/");
        return new StoreAbilities(
                seen.has(Trait.REMOVES_CONDITIONALLY),
                seen.has(Trait.COPIES_CONDITIONALLY),
                seen.has(Trait.CREATES_CONDITIONALLY),
                seen.has(Trait.KEEPS_TAGS),
                versioning(seen),
                doubts(seen));
    }

    private static Map<Trait, String> doubts(StoreTraits seen) {
        Map<Trait, String> doubts = new EnumMap<>(Trait.class);
        seen.answers().forEach((trait, answer) -> {
            if (trait != Trait.KEEPS_VERSIONS && !answer.detail().isEmpty()) {
                doubts.put(trait, answer.detail());
            }
        });
        return doubts;
    }

    /** Why it isn't so, as a sentence of its own, or nothing. */
    String whyNot(Trait trait) {
        String doubt = doubts.get(trait);
        return doubt == null ? "" : ". " + doubt;
    }

    private static Versioning versioning(StoreTraits seen) {
        Said said = Optional.ofNullable(seen.answers().get(Trait.KEEPS_VERSIONS))
                .map(StoreTraits.Answer::said)
                .orElse(Said.UNKNOWN);
        return switch (said) {
            case YES -> Versioning.ENABLED;
            case NO -> Versioning.OFF;
            case UNKNOWN -> Versioning.UNKNOWN;
        };
    }
}
