package dev.reconcile.hook;

/** What became of a record whose object is proven to be missing. */
public enum MissingOutcome {
    /** It is marked: by this hook, or by another run a moment before. */
    MARKED,
    /** It was logged only, as the hook holds marks back ({@link HookStatus#reportOnly}). */
    REPORTED,
    /** Its mark didn't come about: the record was changed or removed meanwhile, the object came back, or a look or the change failed. */
    NOT_MARKED
}
