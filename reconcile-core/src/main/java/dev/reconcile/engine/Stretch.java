package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys while it is listed. What isn't listed of it yet can be taken away, so that somebody else lists it. Thread-safe.
 */
final class Stretch {

    private final int index;
    private final @Nullable ObjectKey after;
    private final Consumer<Stretch> turned;
    private @Nullable ObjectKey upTo;
    private @Nullable ObjectKey reached;
    private boolean ended;
    private boolean cutInDoubt;
    private int pages;
    private long objects;
    private int pagesWhenCutBlindly;

    /** @param turned is told of each page */
    Stretch(KeyRange range, Consumer<Stretch> turned) {
        this.index = range.index();
        this.after = range.after();
        this.upTo = range.upTo();
        this.reached = range.after();
        this.turned = turned;
    }

    /** One that stays whole. */
    static Stretch whole(KeyRange range) {
        return new Stretch(range, any -> {});
    }

    int index() {
        return index;
    }

    /** As it is by now. */
    synchronized KeyRange range() {
        return new KeyRange(index, after, upTo);
    }

    synchronized boolean isBeyond(ObjectKey key) {
        return upTo != null && key.compareTo(upTo) > 0;
    }

    /** Whether nothing of it comes after this key. */
    synchronized boolean endsAt(@Nullable ObjectKey key) {
        return upTo != null && key != null && key.compareTo(upTo) >= 0;
    }

    /**
     * A page has come in: what is in it can't be taken away any more.
     *
     * @param last the last key; null if the page is empty
     * @return up to where the page counts; null if all of it does
     */
    @Nullable
    ObjectKey turn(@Nullable ObjectKey last, int size) {
        ObjectKey end;
        synchronized (this) {
            end = upTo;
            if (last != null) {
                reached = endsAt(last) ? end : last;
            }
            pages++;
            objects += size;
        }
        turned.accept(this);
        return end;
    }

    synchronized @Nullable ObjectKey reached() {
        return reached;
    }

    synchronized int pages() {
        return pages;
    }

    /** How many were listed, about. */
    synchronized long objects() {
        return objects;
    }

    /** Once a page: a cut where nothing may be beyond costs a request. */
    synchronized boolean mayBeCutBlindly() {
        boolean may = pages > pagesWhenCutBlindly;
        pagesWhenCutBlindly = pages;
        return may;
    }

    /** Nothing of it is left to be listed. */
    synchronized void end() {
        ended = true;
    }

    /**
     * Takes away what lies beyond a key.
     *
     * @param rest the number of what is taken away
     * @param journalled writes down that it will be, before anybody can come to the new end (H85)
     * @return what is taken away; null if it has been listed already, is none of it, or would be all of it
     */
    synchronized @Nullable KeyRange cut(ObjectKey at, int rest, Runnable journalled) {
        boolean tooEarly = at.equals(after) || (reached != null && at.compareTo(reached) < 0);
        if (ended || tooEarly || endsAt(at)) {
            return null;
        }
        cutInDoubt = true;
        journalled.run();
        cutInDoubt = false;
        KeyRange taken = new KeyRange(rest, at, upTo);
        upTo = at;
        return taken;
    }

    /** Whether the journal may tell another end of it. */
    synchronized boolean isCutInDoubt() {
        return cutInDoubt;
    }
}
