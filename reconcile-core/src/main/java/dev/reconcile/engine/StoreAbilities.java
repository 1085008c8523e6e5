package dev.reconcile.engine;

import dev.reconcile.store.Versioning;
import java.util.List;

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
}
