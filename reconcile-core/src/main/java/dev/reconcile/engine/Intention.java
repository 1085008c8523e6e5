package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.Look;
import java.util.List;

/** A change that is about to be made, and the looks that stand behind it. */
record Intention(Change change, List<Look> evidence) {}
