package dev.reconcile.store;

/** Why a store's answer proves nothing. Each constant says what a person would have to do about it. */
public enum Doubt {
    /** 5xx, a timeout, a reset: the store is busy or away. Trying again may help; nobody has to do anything yet. */
    UNAVAILABLE(true),
    /** 429, 503 SlowDown (H10, H89): the store asks for fewer requests. A run slows down by itself; raise the store's limit if it takes too long. */
    THROTTLED(true),
    /** 401, 403, an expired or refused credential (H2, H11, H12): grant the permission or renew the credential. */
    FORBIDDEN(false),
    /** A redirect, a wrong region, a missing bucket, a proxy's answer (H1, H3, H4): mend the endpoint, region or bucket. */
    WRONG_ENDPOINT(false),
    /** An answer that breaks the protocol: an empty or foreign page, a missing token, a bare 200 (H5, H6, H21). */
    MALFORMED(true),
    /** The listing isn't in the order the profile promises (H31): declare the store's order as {@link ListOrder#NONE}. */
    DISORDERED(false),
    /** The key can't be sent to this store unchanged (H38, H39, H40): nothing was sent. */
    UNSUPPORTED_KEY(false),
    /** A 404 that no later positive answer of the same bucket stands behind (H1, H70). */
    UNPROVEN(false),
    /** The two values aren't comparable, or changed between two looks (H19, H20). */
    INCOMPARABLE(false),
    /** The object is archived (H17): reading it takes a restore, which costs money and is a person's decision. */
    ARCHIVED(false),
    /** This store, or its adapter, gives no content: use another adapter, or verify less than the content. */
    UNREADABLE(false),
    /** The thread was interrupted: the call proves nothing and the run is ending (H91). */
    INTERRUPTED(false);

    private final boolean transientDoubt;

    Doubt(boolean transientDoubt) {
        this.transientDoubt = transientDoubt;
    }

    /** Whether asking the same again soon may give an answer. */
    public boolean isTransient() {
        return transientDoubt;
    }
}
