package dev.reconcile.testkit.sim;

/** An invariant didn't hold. */
final class Violation extends Error {

    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what, null, false, false);
    }
}
