package dev.reconcile.testkit;

import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A catalog with faults put in front of it. Thread-safe as long as its faults are; they may be changed at any time. */
public final class FaultyCatalog implements MetadataCatalog {

    private final MetadataCatalog real;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong lookUps = new AtomicLong();
    private final AtomicLong finds = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();
    private volatile CatalogProfile profile;
    private volatile Fault<CatalogQuery, CatalogPage> onRead = Fault.none();
    private volatile Fault<Collection<RecordId>, Map<RecordId, CatalogRecord>> onLookUp = Fault.none();
    private volatile Fault<Collection<ObjectKey>, Map<ObjectKey, List<Reference>>> onFind = Fault.none();
    private volatile Fault<List<Mark>, List<MarkResult>> onMark = Fault.none();
    private volatile Fault<List<Unmark>, List<MarkResult>> onUnmark = Fault.none();
    private volatile Fault<List<Unmark>, List<MarkResult>> onPurge = Fault.none();

    private FaultyCatalog(MetadataCatalog real) {
        this.real = real;
        this.profile = real.profile();
    }

    /** Puts no fault in front of the catalog yet. */
    public static FaultyCatalog over(MetadataCatalog real) {
        return new FaultyCatalog(real);
    }

    /** Sets the fault of page reads. */
    public FaultyCatalog onRead(Fault<CatalogQuery, CatalogPage> fault) {
        onRead = fault;
        return this;
    }

    /** Sets the fault of look-ups by record. */
    public FaultyCatalog onLookUp(Fault<Collection<RecordId>, Map<RecordId, CatalogRecord>> fault) {
        onLookUp = fault;
        return this;
    }

    /** Sets the fault of look-ups by key. */
    public FaultyCatalog onFind(Fault<Collection<ObjectKey>, Map<ObjectKey, List<Reference>>> fault) {
        onFind = fault;
        return this;
    }

    /** Sets the fault of marks. */
    public FaultyCatalog onMark(Fault<List<Mark>, List<MarkResult>> fault) {
        onMark = fault;
        return this;
    }

    /** Sets the fault of taking marks back. */
    public FaultyCatalog onUnmark(Fault<List<Unmark>, List<MarkResult>> fault) {
        onUnmark = fault;
        return this;
    }

    /** Sets the fault of purging. */
    public FaultyCatalog onPurge(Fault<List<Unmark>, List<MarkResult>> fault) {
        onPurge = fault;
        return this;
    }

    /** Claims another profile than the catalog's own. */
    public FaultyCatalog profile(CatalogProfile claimed) {
        profile = claimed;
        return this;
    }

    /** How often marks were sent. */
    public long marks() {
        return marks.get();
    }

    @Override
    public CatalogProfile profile() {
        return profile;
    }

    @Override
    public CatalogPage read(CatalogQuery query) {
        return onRead.answer(query, reads.incrementAndGet(), real::read);
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        return onLookUp.answer(ids, lookUps.incrementAndGet(), real::lookUp);
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        return onFind.answer(keys, finds.incrementAndGet(), real::find);
    }

    @Override
    public Optional<Instant> now() {
        return real.now();
    }

    @Override
    public boolean canPurge() {
        return real.canPurge();
    }

    @Override
    public List<MarkResult> purge(List<Unmark> marked) {
        return onPurge.answer(marked, marks.incrementAndGet(), real::purge);
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> asked) {
        return onUnmark.answer(asked, marks.incrementAndGet(), real::unmark);
    }

    @Override
    public List<MarkResult> mark(List<Mark> asked) {
        return onMark.answer(asked, marks.incrementAndGet(), real::mark);
    }
}
