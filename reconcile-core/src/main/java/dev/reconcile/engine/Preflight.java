package dev.reconcile.engine;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import java.util.random.RandomGenerator;

/** H2, H13: asks for what can't be there. Unless that gives a 404, no answer of this store will tell what is missing. */
final class Preflight {

    private Preflight() {}

    static boolean storeTellsAbsence(Calls calls, String prefix, RandomGenerator random, Problems problems) {
        ObjectKey never = ObjectKey.of(prefix + String.format("reconcile-preflight-%016x", random.nextLong()));
        Presence presence = calls.stat(never);
        switch (presence.kind()) {
            case ABSENT -> {
                return true;
            }
            case PRESENT ->
                problems.add("The store says that a random key exists (" + never
                        + "), so its answers prove nothing; is something else answering at this endpoint?");
            case UNKNOWN -> {
                Presence.Unknown unknown = (Presence.Unknown) presence;
                problems.add(
                        "Preflight failed, nothing was looked at. Asked for a key that can't exist, the store didn't answer"
                                + " that it is absent: " + unknown.detail()
                                + (unknown.doubt() == Doubt.FORBIDDEN
                                        ? ". Without the permission s3:ListBucket a missing object looks forbidden"
                                        : ""));
            }
        }
        return false;
    }
}
