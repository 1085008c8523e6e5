package dev.reconcile.store;

/** In which order a store lists its keys. */
public enum ListOrder {
    /** By the unsigned bytes of UTF-8, as AWS general purpose buckets do. Checked as the pages come in (H31). */
    UTF8,
    /**
     * None that can be relied on: directory buckets, and stores that order by UTF-16. The whole listing is read and sorted
     * here before it is compared.
     */
    NONE
}
