package dev.reconcile.engine;

import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A listing that begins before anybody can make use of it: what comes in until then is put aside, and read first. If the listing breaks
 * off meanwhile, it breaks off at that place for the reader too. Not thread-safe.
 */
final class Ahead implements Iterator<StoredObject> {

    private Iterator<StoredObject> listing;
    private final Spool<StoredObject>.Part aside;
    private @Nullable StoreException brokenOff;

    Ahead(Iterator<StoredObject> listing, Spool<StoredObject>.Part aside) {
        this.listing = listing;
        this.aside = aside;
    }

    /** Puts one more aside; false if there is none. */
    boolean advance() {
        try {
            if (listing.hasNext()) {
                aside.add(listing.next());
                return true;
            }
        } catch (StoreException failed) {
            brokenOff = failed;
        }
        aside.seal();
        listing = Collections.emptyIterator(); // its last page needn't wait for the reader
        return false;
    }

    @Override
    public boolean hasNext() {
        if (aside.hasNext()) {
            return true;
        }
        if (brokenOff != null) {
            throw brokenOff;
        }
        return listing.hasNext();
    }

    @Override
    public StoredObject next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return aside.hasNext() ? aside.next() : listing.next();
    }
}
