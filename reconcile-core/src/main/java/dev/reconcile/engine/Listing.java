package dev.reconcile.engine;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a stretch as the store lists them, page by page. It checks whatever any adapter might get wrong: that keys have
 * the prefix, that they ascend where the store promises it (H31), and that pages advance (H6). It ends only where a page says
 * that it is the last, or shows a key beyond the stretch; anything else is an exception, never an end (H73).
 */
final class Listing implements Iterator<StoredObject> {

    private static final int EMPTY_PAGES_IN_A_ROW = 1000;

    private final Calls calls;
    private final String prefix;
    private final Stretch stretch;
    private final boolean ordered;
    private final Circle<ListRequest> circle;
    private @Nullable ListRequest request;
    private Iterator<StoredObject> page = Collections.emptyIterator();
    private @Nullable ObjectKey pageEnd;
    private @Nullable ObjectKey last;
    private @Nullable StoredObject next;
    private boolean ended;

    /** @param ordered whether the store promises an order */
    Listing(Calls calls, String prefix, Stretch stretch, boolean ordered) {
        ObjectKey after = stretch.range().after();
        this.calls = calls;
        this.prefix = prefix;
        this.stretch = stretch;
        this.ordered = ordered;
        this.request = ListRequest.of(prefix).after(after);
        this.circle = new Circle<>(request);
        this.last = after;
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            advance();
        }
        return next != null;
    }

    @Override
    public StoredObject next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        StoredObject current = next;
        next = null;
        return current;
    }

    private void advance() {
        for (int empty = 0; !page.hasNext(); empty++) {
            if (request == null || stretch.endsAt(last)) {
                end();
                return;
            }
            if (empty > EMPTY_PAGES_IN_A_ROW) {
                throw new StoreException(
                        Doubt.MALFORMED,
                        "Listing doesn't advance: " + EMPTY_PAGES_IN_A_ROW
                                + " empty pages in a row, each promising more");
            }
            turn(request);
        }
        StoredObject object = page.next();
        check(object.key());
        last = object.key();
        if (pageEnd != null && object.key().compareTo(pageEnd) > 0) {
            end();
            while (page.hasNext()) { // H31: in another order, keys of this stretch may follow
                ObjectKey beyond = page.next().key();
                check(beyond);
                last = beyond;
            }
        } else {
            next = object;
        }
    }

    private void end() {
        ended = true;
        stretch.end();
    }

    private void turn(ListRequest asked) {
        ListPage turned = calls.list(asked);
        ListRequest following = turned.next();
        if (following != null && circle.closesAt(following)) {
            throw new StoreException(
                    Doubt.MALFORMED, "Listing doesn't advance: a page follows that was there before"); // H6
        }
        request = following;
        List<StoredObject> objects = turned.objects();
        int size = objects.size();
        pageEnd = stretch.turn(size == 0 ? null : objects.get(size - 1).key(), size);
        page = objects.iterator();
    }

    private void check(ObjectKey key) {
        if (!key.value().startsWith(prefix)) {
            throw new StoreException(
                    Doubt.MALFORMED,
                    "Listing of prefix '" + ObjectKey.escape(prefix) + "' shows a key outside it: " + key);
        }
        if (ordered && last != null && key.compareTo(last) <= 0) {
            throw new StoreException(
                    Doubt.DISORDERED, "Listing isn't in the order of UTF-8: " + key + " comes after " + last);
        }
    }
}
