package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the objects of references by listing and by looking them up, whichever turns out to be cheaper. It takes the references in blocks:
 * each is listed until as much was spent on pages as looks would cost for all of it, and what is left by then is looked up. So a block
 * costs at most twice the better of the two, whatever the store holds between its keys; where references are dense it costs the
 * listing alone. After a block that was given up, what lies between it and the next one isn't listed. One worker's: not thread-safe.
 */
final class Mixture {

    /** The first page of a block may hold little of it, so that a block has to be worth some. */
    private static final int PAGES_PER_BLOCK = 16;

    /** What is done with what is found. */
    interface Visitor {

        /** An object came in, be it anybody's. */
        void listed(StoredObject object);

        /** There is an object. */
        void both(Entry reference, StoredObject object);

        /** The listing shows none, or nobody needs to know. */
        void referenceOnly(Entry reference);

        /** A look said whether there is one. */
        void answered(Entry reference, Presence answer);
    }

    private final Calls calls;
    private final String prefix;
    private final KeyRange range;
    private final double pageCost;
    private final Visitor visitor;

    private @Nullable Listing listing;
    private @Nullable StoredObject object;
    private int pages;

    /** @param pageCost of a page of a listing, in looks */
    Mixture(Calls calls, String prefix, KeyRange range, double pageCost, Visitor visitor) {
        this.calls = calls;
        this.prefix = prefix;
        this.range = range;
        this.pageCost = pageCost;
        this.visitor = visitor;
    }

    /** @param references of the range, in the order of keys */
    void carryOut(Iterator<Entry> references) {
        Iterator<List<Entry>> keys = new Batches<>(references, Entry::key, 1);
        int most = (int) Math.ceil(PAGES_PER_BLOCK * pageCost);
        while (keys.hasNext()) {
            List<List<Entry>> block = new ArrayList<>();
            int looks = 0;
            while (looks < most && keys.hasNext()) {
                List<Entry> next = keys.next();
                block.add(next);
                looks += isJudged(next) ? 1 : 0;
            }
            int listed = list(block, looks);
            block.subList(listed, block.size()).forEach(this::lookUp);
        }
    }

    private static boolean isJudged(List<Entry> ofOneKey) {
        return ofOneKey.stream().anyMatch(entry -> entry.standing() == Entry.Standing.JUDGED);
    }

    /** How many keys of the block were dealt with. */
    private int list(List<List<Entry>> block, int looks) {
        pages = 0;
        int first = 0;
        if (listing == null) {
            if (!canPay(looks)) {
                return 0;
            }
            ObjectKey key = block.get(0).get(0).key();
            lookUp(block.get(0)); // one look, instead of listing what comes before it
            first = 1;
            listing = new Listing(
                    calls, prefix, new Stretch(new KeyRange(range.index(), key, range.upTo()), () -> pages++), true);
            object = null;
        }
        for (int i = first; i < block.size(); i++) {
            if (!advanceTo(block.get(i).get(0).key(), looks)) {
                listing = null;
                return i;
            }
            StoredObject there = object;
            for (Entry reference : block.get(i)) {
                if (there != null && there.key().equals(reference.key())) {
                    visitor.both(reference, there);
                } else {
                    visitor.referenceOnly(reference);
                }
            }
        }
        return block.size();
    }

    private boolean canPay(int looks) {
        return (pages + 1) * pageCost <= looks;
    }

    /** Whether the listing has come to the key, or beyond, for what it may cost. */
    private boolean advanceTo(ObjectKey key, int looks) {
        Listing listed = listing;
        while (listed != null && (object == null || object.key().compareTo(key) < 0)) {
            if (listed.needsRequest() && !canPay(looks)) {
                return false;
            }
            if (!listed.hasNext()) {
                object = null;
                return true; // nothing follows
            }
            object = listed.next();
            visitor.listed(object);
        }
        return true;
    }

    private void lookUp(List<Entry> ofOneKey) {
        Presence answer = isJudged(ofOneKey) ? calls.stat(ofOneKey.get(0).key()) : null;
        for (Entry reference : ofOneKey) {
            if (answer == null || reference.standing() != Entry.Standing.JUDGED) {
                visitor.referenceOnly(reference);
            } else {
                visitor.answered(reference, answer);
            }
        }
    }
}
