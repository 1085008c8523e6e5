package dev.reconcile.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store in memory that a test makes do one thing otherwise, and which notes what it was asked to change. */
final class OddStore implements WritableObjectStore {

    final InMemoryObjectStore real = new InMemoryObjectStore();
    final List<String> trace = new ArrayList<>();

    /** Under which key an object is kept. */
    UnaryOperator<ObjectKey> keeping = key -> key;

    BiFunction<ObjectKey, Presence, Presence> looking = (key, answer) -> answer;
    BiFunction<ListRequest, ListPage, ListPage> listing = (request, page) -> page;

    /** Gets what was asked, as in the trace, and how to do it. */
    BiFunction<String, Supplier<Written>, Written> changing = (what, change) -> change.get();

    UnaryOperator<Tags> tagging = tags -> tags;
    Supplier<Versioning> versioning = real::versioning;
    UnaryOperator<UploadPage> uploading = page -> page;
    KeyRules rules = KeyRules.S3;

    @Nullable
    Instant time;

    /** Answers so when asked for what begins and ends like this. */
    void answer(String begin, String end, Written answer) {
        changing = (what, change) -> what.startsWith(begin) && what.endsWith(end) ? answer : change.get();
    }

    private Written change(String what, Supplier<Written> change) {
        trace.add(what);
        return changing.apply(what, change);
    }

    @Override
    public Presence stat(ObjectKey key) {
        Presence kept = real.stat(keeping.apply(key));
        Presence answer = kept instanceof Presence.Present there
                ? Presence.present(new StoredObject(
                        key,
                        there.object().size(),
                        there.object().etag(),
                        there.object().lastModified(),
                        there.object().storageClass()))
                : kept;
        return looking.apply(key, answer);
    }

    @Override
    public ListPage list(ListRequest request) {
        return listing.apply(request, real.list(request));
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return change("create " + key.value(), () -> real.create(keeping.apply(key), content));
    }

    @Override
    public Written put(NewObject object) {
        return change("put " + object.key().value(), () -> real.put(object));
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return change("copy to " + target.value(), () -> real.copy(source, target));
    }

    @Override
    public Written remove(StoredObject object) {
        return change("remove " + object.key().value(), () -> real.remove(object));
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return change("unsafely remove " + key.value(), () -> real.unsafeRemove(keeping.apply(key)));
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return change("uncover " + key.value(), () -> real.removeMarker(key, version));
    }

    @Override
    public Versioning versioning() {
        return versioning.get();
    }

    @Override
    public Tags tags(ObjectKey key) {
        return tagging.apply(real.tags(key));
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return change("tag " + key.value(), () -> real.tag(key, tags));
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        return uploading.apply(real.uploads(request));
    }

    @Override
    public Written abort(Upload upload) {
        return change("abort " + upload.key().value(), () -> real.abort(upload));
    }

    @Override
    public Optional<Instant> now() {
        return Optional.ofNullable(time);
    }

    @Override
    public StoreProfile profile() {
        return new StoreProfile("odd", ListOrder.UTF8, rules);
    }

    @Override
    public void close() {
        real.close();
    }
}
