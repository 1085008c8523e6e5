package dev.reconcile;

import dev.reconcile.store.StoredObject;

/** The host's own code that makes a record for an object without one. Called from one thread at a time. */
@FunctionalInterface
public interface Adopter {

    /**
     * Makes a record that refers to the object, in a transaction of the host's own. Called again for the same object after a crash,
     * so it has to do nothing if there is one already. The engine looks the key up afterwards.
     *
     * @return whether there is a record now; false if the host doesn't want this object
     */
    boolean adopt(StoredObject object);
}
