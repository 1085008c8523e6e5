package dev.reconcile.store;

/**
 * What the engine must know of a store before it asks anything.
 *
 * @param identity names the store in reports and journals: endpoint and bucket, never a credential
 */
public record StoreProfile(String identity, ListOrder listOrder, KeyRules keyRules) {}
