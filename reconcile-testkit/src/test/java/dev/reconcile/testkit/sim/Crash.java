package dev.reconcile.testkit.sim;

/** The process is gone. Thrown at the call it dies in and at every later one, as a dead process does nothing more. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
