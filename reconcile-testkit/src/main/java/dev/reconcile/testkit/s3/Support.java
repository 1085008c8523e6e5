package dev.reconcile.testkit.s3;

/** What a store makes of a request that uses a {@link Feature}. */
public enum Support {
    HONOURED,
    /** The wish is overlooked and the rest carried out, which is the dangerous kind. */
    IGNORED,
    /** 501 NotImplemented. */
    REFUSED
}
