package dev.reconcile.testkit;

import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A store with faults put in front of it. Thread-safe as long as its faults are; they may be changed at any time. Changes are
 * passed on to a {@link WritableObjectStore}; over any other store they throw an {@link UnsupportedOperationException}.
 */
public final class FaultyObjectStore implements WritableObjectStore {

    /** What a copy is asked for. */
    public record Copy(StoredObject source, ObjectKey target) {}

    /** What part of a content is asked for. */
    public record Part(StoredObject object, long offset, int length) {}

    private final ObjectStore real;
    private final AtomicLong lists = new AtomicLong();
    private final AtomicLong stats = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private volatile StoreProfile profile;
    private volatile Fault<ListRequest, ListPage> onList = Fault.none();
    private volatile Fault<ObjectKey, Presence> onStat = Fault.none();
    private volatile Fault<Part, byte[]> onRead = Fault.none();

    private volatile Fault<ObjectKey, Written> onWrite = Fault.none();
    private volatile Fault<ObjectKey, Written> onCreate = Fault.none();
    private volatile Fault<NewObject, Written> onPut = Fault.none();
    private volatile Fault<Copy, Written> onCopy = Fault.none();
    private volatile Fault<StoredObject, Written> onRemove = Fault.none();
    private volatile Fault<ObjectKey, Written> onUnsafeRemove = Fault.none();
    private volatile Fault<ObjectKey, Written> onRemoveMarker = Fault.none();
    private volatile Fault<ObjectKey, Written> onTag = Fault.none();
    private volatile Fault<Upload, Written> onAbort = Fault.none();
    private volatile Fault<StoreProfile, Versioning> onVersioning = Fault.none();
    private volatile Fault<ObjectKey, Tags> onTags = Fault.none();
    private volatile Fault<UploadRequest, UploadPage> onUploads = Fault.none();

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

    /** Sets the fault of changes of every kind, which they meet before the fault of their own kind; the question is the key, a copy's is its target. */
    public FaultyObjectStore onWrite(Fault<ObjectKey, Written> fault) {
        onWrite = fault;
        return this;
    }

    /** Sets the fault of creations. */
    public FaultyObjectStore onCreate(Fault<ObjectKey, Written> fault) {
        onCreate = fault;
        return this;
    }

    /** Sets the fault of writing whole objects. */
    public FaultyObjectStore onPut(Fault<NewObject, Written> fault) {
        onPut = fault;
        return this;
    }

    /** Sets the fault of copies. */
    public FaultyObjectStore onCopy(Fault<Copy, Written> fault) {
        onCopy = fault;
        return this;
    }

    /** Sets the fault of conditional removals. */
    public FaultyObjectStore onRemove(Fault<StoredObject, Written> fault) {
        onRemove = fault;
        return this;
    }

    /** Sets the fault of unconditional removals. */
    public FaultyObjectStore onUnsafeRemove(Fault<ObjectKey, Written> fault) {
        onUnsafeRemove = fault;
        return this;
    }

    /** Sets the fault of removals of delete markers. */
    public FaultyObjectStore onRemoveMarker(Fault<ObjectKey, Written> fault) {
        onRemoveMarker = fault;
        return this;
    }

    /** Sets the fault of tagging. */
    public FaultyObjectStore onTag(Fault<ObjectKey, Written> fault) {
        onTag = fault;
        return this;
    }

    /** Sets the fault of aborting uploads. */
    public FaultyObjectStore onAbort(Fault<Upload, Written> fault) {
        onAbort = fault;
        return this;
    }

    /** Sets the fault of the versioning state. */
    public FaultyObjectStore onVersioning(Fault<StoreProfile, Versioning> fault) {
        onVersioning = fault;
        return this;
    }

    /** Sets the fault of reading tags. */
    public FaultyObjectStore onTags(Fault<ObjectKey, Tags> fault) {
        onTags = fault;
        return this;
    }

    /** Sets the fault of listings of uploads. */
    public FaultyObjectStore onUploads(Fault<UploadRequest, UploadPage> fault) {
        onUploads = fault;
        return this;
    }

    /** Sets the fault of reading content. */
    public FaultyObjectStore onRead(Fault<Part, byte[]> fault) {
        onRead = fault;
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

    /** How many parts of contents were asked for. */
    public long reads() {
        return reads.get();
    }

    /** How many changes were asked for, of every kind. */
    public long writes() {
        return writes.get();
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
    public Presence describe(ObjectKey key) {
        return onStat.answer(key, stats.incrementAndGet(), real::describe);
    }

    @Override
    public byte[] read(StoredObject object, long offset, int length) {
        return onRead.answer(
                new Part(object, offset, length),
                reads.incrementAndGet(),
                part -> real.read(part.object(), part.offset(), part.length()));
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return change("create", onCreate, key, key, each -> writable().create(each, content));
    }

    @Override
    public Written put(NewObject object) {
        return change("put", onPut, object, object.key(), each -> writable().put(each));
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return change(
                "copy",
                onCopy,
                new Copy(source, target),
                target,
                each -> writable().copy(each.source(), each.target()));
    }

    @Override
    public Written remove(StoredObject object) {
        return change(
                "remove", onRemove, object, object.key(), each -> writable().remove(each));
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return change(
                "unsafeRemove", onUnsafeRemove, key, key, each -> writable().unsafeRemove(each));
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return change(
                "removeMarker", onRemoveMarker, key, key, each -> writable().removeMarker(each, version));
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return change("tag", onTag, key, key, each -> writable().tag(each, tags));
    }

    @Override
    public Written abort(Upload upload) {
        return change("abort", onAbort, upload, upload.key(), each -> writable().abort(each));
    }

    @Override
    public Versioning versioning() {
        return onVersioning.answer(
                profile, count("versioning"), each -> writable().versioning());
    }

    @Override
    public Tags tags(ObjectKey key) {
        return onTags.answer(key, count("tags"), each -> writable().tags(each));
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        return onUploads.answer(request, count("uploads"), each -> writable().uploads(each));
    }

    private <Q> Written change(
            String kind, Fault<Q, Written> fault, Q question, ObjectKey key, Function<Q, Written> asked) {
        return onWrite.answer(key, writes.incrementAndGet(), any -> fault.answer(question, count(kind), asked));
    }

    private long count(String kind) {
        return calls.computeIfAbsent(kind, first -> new AtomicLong()).incrementAndGet();
    }

    private WritableObjectStore writable() {
        if (real instanceof WritableObjectStore writable) {
            return writable;
        }
        throw new UnsupportedOperationException("The store behind the faults can only be read");
    }

    @Override
    public void close() {
        real.close();
    }
}
