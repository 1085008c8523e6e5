package dev.reconcile.testkit.s3;

/** The versioning state of a bucket (H15). */
public enum Versioning {
    /** Never enabled: a write replaces, a delete removes. */
    OFF,
    /** Every write adds a version, every delete adds a marker. */
    ENABLED,
    /** Writes and deletes replace the version named {@code null}; older versions stay. */
    SUSPENDED
}
