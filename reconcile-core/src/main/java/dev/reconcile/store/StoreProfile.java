package dev.reconcile.store;

import org.jspecify.annotations.Nullable;

/**
 * What the engine must know of a store before it asks anything.
 *
 * @param identity names the store in reports and journals: endpoint and bucket, never a credential
 * @param bucket the bucket's name, to be compared with the one that the catalog's references point into; null if it has none
 */
public record StoreProfile(
        String identity,
        ListOrder listOrder,
        KeyRules keyRules,
        @Nullable String bucket) {

    /** Of a store that is no bucket with a name. */
    public StoreProfile(String identity, ListOrder listOrder, KeyRules keyRules) {
        this(identity, listOrder, keyRules, null);
    }
}
