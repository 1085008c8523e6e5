package dev.reconcile.testkit;

import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreProfile;
import java.util.concurrent.atomic.AtomicLong;

/** A store with faults put in front of it. Thread-safe as long as its faults are; they may be changed at any time. */
public final class FaultyObjectStore implements ObjectStore {

    private final ObjectStore real;
    private final AtomicLong lists = new AtomicLong();
    private final AtomicLong stats = new AtomicLong();
    private volatile StoreProfile profile;
    private volatile Fault<ListRequest, ListPage> onList = Fault.none();
    private volatile Fault<ObjectKey, Presence> onStat = Fault.none();

    private FaultyObjectStore(ObjectStore real) {
        this.real = real;
        this.profile = real.profile();
    }

    /** Puts no fault in front of the store yet. */
    public static FaultyObjectStore over(ObjectStore real) {
        return new FaultyObjectStore(real);
    }

    /** Sets the fault of listings. */
    public FaultyObjectStore onList(Fault<ListRequest, ListPage> fault) {
        onList = fault;
        return this;
    }

    /** Sets the fault of looks. */
    public FaultyObjectStore onStat(Fault<ObjectKey, Presence> fault) {
        onStat = fault;
        return this;
    }

    /** Claims another profile than the store's own. */
    public FaultyObjectStore profile(StoreProfile claimed) {
        profile = claimed;
        return this;
    }

    /** How many pages were asked for. */
    public long lists() {
        return lists.get();
    }

    /** How many looks were asked for. */
    public long stats() {
        return stats.get();
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        return onList.answer(request, lists.incrementAndGet(), real::list);
    }

    @Override
    public Presence stat(ObjectKey key) {
        return onStat.answer(key, stats.incrementAndGet(), real::stat);
    }

    @Override
    public void close() {
        real.close();
    }
}
