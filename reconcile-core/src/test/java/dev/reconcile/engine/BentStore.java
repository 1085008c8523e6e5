package dev.reconcile.engine;

import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store in memory whose answers a test may bend, and which notes what it was asked. */
final class BentStore implements WritableObjectStore {

    final InMemoryObjectStore real;
    private final List<String> trace;

    /** Gets the key and the true answer. */
    BiFunction<ObjectKey, Presence, Presence> looking = (key, answer) -> answer;

    UnaryOperator<ListPage> listing = page -> page;

    /** Gets what was asked, as in the trace, and how to do it. */
    BiFunction<String, Supplier<Written>, Written> changing = (what, change) -> change.get();

    UnaryOperator<Tags> tagging = tags -> tags;
    UnaryOperator<UploadPage> uploading = page -> page;
    ListOrder order = ListOrder.UTF8;

    @Nullable
    Instant time;

    BentStore(InstantSource clock, List<String> trace) {
        this.real = new InMemoryObjectStore("bent", clock);
        this.trace = trace;
    }

    /** What the store does from the nth look at this key on. */
    void fromLook(int nth, String key, UnaryOperator<Presence> answer) {
        BiFunction<ObjectKey, Presence, Presence> before = looking;
        int[] looks = {0};
        looking = (asked, truth) -> {
            if (!asked.value().equals(key)) {
                return before.apply(asked, truth);
            }
            looks[0]++;
            return looks[0] >= nth ? answer.apply(real.stat(asked)) : before.apply(asked, truth);
        };
    }

    private Written change(String what, Supplier<Written> change) {
        trace.add(what);
        return changing.apply(what, change);
    }

    @Override
    public Presence stat(ObjectKey key) {
        trace.add("look " + key.value());
        return looking.apply(key, real.stat(key));
    }

    @Override
    public ListPage list(ListRequest request) {
        trace.add("list " + request.prefix() + " " + request.maxKeys());
        return listing.apply(real.list(request));
    }

    @Override
    public Optional<Instant> now() {
        return Optional.ofNullable(time);
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return change("create " + key.value(), () -> real.create(key, content));
    }

    @Override
    public Written put(NewObject object) {
        return change("put " + object.key().value(), () -> real.put(object));
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return change("copy " + source.key().value() + " to " + target.value(), () -> real.copy(source, target));
    }

    @Override
    public Written remove(StoredObject object) {
        return change("remove " + object.key().value(), () -> real.remove(object));
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return change("unsafely remove " + key.value(), () -> real.unsafeRemove(key));
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return change("uncover " + key.value(), () -> real.removeMarker(key, version));
    }

    @Override
    public Versioning versioning() {
        return real.versioning();
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
    public StoreProfile profile() {
        return new StoreProfile(real.profile().identity(), order, real.profile().keyRules());
    }

    @Override
    public void close() {
        real.close();
    }
}
