package dev.reconcile.testkit.sim;

/** Somebody who does something in several steps, with pauses between them in which anything may happen. */
interface Actor {

    /** Does the next step; says whether there are more. */
    boolean act();

    String name();
}
