package dev.reconcile.cli.setup;

/** Nobody was there to decide. */
final class Undecided extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    Undecided(String message) {
        super(message);
    }
}
