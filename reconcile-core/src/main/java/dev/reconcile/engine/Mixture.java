package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the objects of references by listing and by looking them up, whichever turns out to be cheaper. It takes the references in blocks:
 * each is listed until as much was spent on pages as looks would cost for all of it, and what is left by then is looked up. So a block
 * costs at most twice the better of the two, whatever the store holds between its keys; where references are dense it costs the
 * listing alone. After a block that was given up, what lies between it and the next one isn't listed. One worker's: not thread-safe.
 */
final class Mixture {

    /** The first page of a block may hold little of it, so that a block has to be worth many. */
    private static final int PAGES_PER_BLOCK = 64;

    /** References of a block, many of which may name one key. */
    private static final int LONGEST_BLOCK = 1000;

    /** What is done with what is found. */
    interface Visitor {

        /** An object came in, be it anybody's. */
        void listed(StoredObject object);

        /** There is an object. */
        void both(Entry reference, StoredObject object);

        /** The listing shows none, or nobody judges it. */
        void referenceOnly(Entry reference);

        /** A look said whether there is one, or didn't. */
        void answered(Entry reference, Presence answer);

        /** Why a look didn't say; told at once, by any thread, as the run may be about to end. */
        void unanswered(String detail);
    }

    private final Calls calls;
    private final String prefix;
    private final KeyRange range;
    private final double pageCost;
    private final Visitor visitor;

    private @Nullable Listing listing;
    private @Nullable StoredObject object;
    private int pages;

    /** @param pageCost of a page of a listing, in looks; infinite where nothing is to be listed */
    Mixture(Calls calls, String prefix, KeyRange range, double pageCost, Visitor visitor) {
        this.calls = calls;
        this.prefix = prefix;
        this.range = range;
        this.pageCost = pageCost;
        this.visitor = visitor;
    }

    /** @param references of the range, in the order of keys */
    void carryOut(Iterator<Entry> references) {
        int most = (int) Math.min(LONGEST_BLOCK, Math.ceil(PAGES_PER_BLOCK * pageCost));
        while (references.hasNext()) {
            List<Entry> block = new ArrayList<>();
            int looks = 0;
            while (looks < most && block.size() < LONGEST_BLOCK && references.hasNext()) {
                Entry next = references.next();
                if (next.standing() != Entry.Standing.JUDGED) {
                    visitor.referenceOnly(next);
                    continue;
                }
                looks += block.isEmpty() || !isOfOneKey(block.get(block.size() - 1), next) ? 1 : 0;
                block.add(next);
            }
            int listed = list(block, looks);
            lookUp(block.subList(listed, block.size()));
        }
    }

    private static boolean isOfOneKey(Entry one, Entry other) {
        return one.key().equals(other.key());
    }

    /** How many of the block were dealt with. */
    private int list(List<Entry> block, int looks) {
        pages = 0;
        int first = 0;
        if (listing == null) {
            if (!canPay(looks)) {
                return 0;
            }
            Entry begin = block.get(0); // one look, instead of listing what comes before it
            while (first < block.size() && isOfOneKey(begin, block.get(first))) {
                first++;
            }
            lookUp(block.subList(0, first));
            KeyRange beyond = new KeyRange(range.index(), begin.key(), range.upTo());
            listing = new Listing(calls, prefix, new Stretch(beyond, any -> pages++), true);
            object = null;
        }
        for (int i = first; i < block.size(); i++) {
            Entry reference = block.get(i);
            if (!advanceTo(reference.key(), looks)) {
                listing = null;
                return i;
            }
            StoredObject there = object;
            if (there != null && there.key().equals(reference.key())) {
                visitor.both(reference, there);
            } else {
                visitor.referenceOnly(reference);
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

    /** By as many threads as have nothing else to do. What is answered before the run is stopped counts. */
    private void lookUp(List<Entry> some) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        some.forEach(reference -> keys.add(reference.key()));
        Map<ObjectKey, Presence> answers = new ConcurrentHashMap<>();
        try {
            calls.each(keys, key -> look(key, answers));
        } catch (StopSignal.Stopped stopped) {
            tell(some, answers);
            throw stopped;
        }
        tell(some, answers);
    }

    private Presence look(ObjectKey key, Map<ObjectKey, Presence> answers) {
        Presence answer = calls.stat(key);
        answers.put(key, answer);
        if (answer instanceof Presence.Unknown unknown) {
            visitor.unanswered(unknown.detail());
        }
        return answer;
    }

    private void tell(List<Entry> some, Map<ObjectKey, Presence> answers) {
        for (Entry reference : some) {
            Presence answer = answers.get(reference.key());
            if (answer != null) {
                visitor.answered(reference, answer);
            }
        }
    }
}
