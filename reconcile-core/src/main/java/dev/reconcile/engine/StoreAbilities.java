package dev.reconcile.engine;

import dev.reconcile.store.StoreProbe;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.StoreTraits.Said;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * What a store was seen to do with the preconditions and tags it was sent. A no is also what couldn't be tried.
 *
 * @param removesConditionally it keeps an object whose ETag isn't the one given, and removes it when it is (H75, H76)
 * @param copiesConditionally it copies an object only while its ETag is the one given (H78)
 * @param createsConditionally neither a new object nor a copy takes the place of one that is there
 * @param tags an object's tags can be put and come back (H79)
 * @param doubts why there is a no, for a person
 */
record StoreAbilities(
        boolean removesConditionally,
        boolean copiesConditionally,
        boolean createsConditionally,
        boolean tags,
        Versioning versioning,
        List<String> doubts) {

    StoreAbilities {
        doubts = List.copyOf(doubts);
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
                seen.answers().entrySet().stream()
                        .filter(each -> each.getKey() != Trait.KEEPS_VERSIONS)
                        .map(each -> each.getValue().detail())
                        .filter(detail -> !detail.isEmpty())
                        .distinct()
                        .toList());
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
