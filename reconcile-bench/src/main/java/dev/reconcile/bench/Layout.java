package dev.reconcile.bench;

/** How keys, and what lacks its counterpart, are spread over the key space. */
enum Layout {
    /** {@code images/} and a UUID: every part of the key space is as full as every other. */
    UNIFORM,
    /** {@code 2026/11/22/} and a UUID: a thousand prefixes. */
    DATED,
    /** As {@link #UNIFORM}, but the second half of all objects is under {@code scratch/}, and no row knows them. */
    ORPHANS_IN_ONE_PREFIX,
    /** As before, but of the objects under {@code scratch/} every thousandth has a row. */
    THIN_CATALOG
}
