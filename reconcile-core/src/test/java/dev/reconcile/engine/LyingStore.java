package dev.reconcile.engine;

import dev.reconcile.store.InMemoryObjectStore;
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
import dev.reconcile.store.Written.Kind;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A store in memory that does one thing or another wrong. */
final class LyingStore implements WritableObjectStore {

    enum Lie {
        REMOVES_WHATEVER_IS_THERE,
        CLAIMS_TO_HAVE_KEPT_WHAT_IT_REMOVED,
        NEVER_REMOVES_CONDITIONALLY,
        COPIES_WHATEVER_IS_THERE,
        CLAIMS_TO_HAVE_REFUSED_THE_COPY,
        CREATES_OVER_WHAT_IS_THERE,
        COPIES_OVER_WHAT_IS_THERE,
        HAS_NO_TAGS,
        FORGETS_TAGS,
        GIVES_NO_ETAGS,
        REFUSES_TO_CREATE,
        LOSES_THE_ANSWER_TO_CREATE,
        ANSWERS_NULL,
        THROWS
    }

    final InMemoryObjectStore real = new InMemoryObjectStore();
    private final Set<Lie> lies;

    LyingStore(Lie... lies) {
        this.lies = EnumSet.noneOf(Lie.class);
        this.lies.addAll(Set.of(lies));
    }

    private boolean does(Lie lie) {
        return lies.contains(lie);
    }

    private StoredObject asItIs(StoredObject claimed) {
        return real.stat(claimed.key()) instanceof Presence.Present present ? present.object() : claimed;
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        if (does(Lie.REFUSES_TO_CREATE)) {
            return Written.not(Kind.REFUSED, "it is forbidden");
        }
        if (does(Lie.CREATES_OVER_WHAT_IS_THERE)) {
            real.unsafeRemove(key);
        }
        Written written = real.create(key, content);
        if (does(Lie.ANSWERS_NULL)) {
            return nothing();
        }
        return does(Lie.LOSES_THE_ANSWER_TO_CREATE) ? Written.not(Kind.UNKNOWN, "no answer") : written;
    }

    @Override
    public Written put(NewObject object) {
        return real.put(object);
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        if (does(Lie.THROWS)) {
            throw new IllegalStateException("out of order");
        }
        boolean lies = does(Lie.COPIES_WHATEVER_IS_THERE) || does(Lie.CLAIMS_TO_HAVE_REFUSED_THE_COPY);
        if (does(Lie.COPIES_OVER_WHAT_IS_THERE)) {
            real.unsafeRemove(target);
        }
        Written written = real.copy(lies ? asItIs(source) : source, target);
        return does(Lie.CLAIMS_TO_HAVE_REFUSED_THE_COPY) ? Written.not(Kind.CONFLICT, "") : written;
    }

    @Override
    public Written remove(StoredObject object) {
        if (does(Lie.NEVER_REMOVES_CONDITIONALLY)) {
            return Written.not(Kind.CONFLICT, "");
        }
        boolean lies = does(Lie.REMOVES_WHATEVER_IS_THERE) || does(Lie.CLAIMS_TO_HAVE_KEPT_WHAT_IT_REMOVED);
        Written written = real.remove(lies ? asItIs(object) : object);
        return does(Lie.CLAIMS_TO_HAVE_KEPT_WHAT_IT_REMOVED) ? Written.not(Kind.CONFLICT, "") : written;
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return does(Lie.HAS_NO_TAGS)
                ? Written.not(Kind.REFUSED, "there are no tags")
                : does(Lie.FORGETS_TAGS) ? Written.applied(null, null) : real.tag(key, tags);
    }

    @Override
    public Presence stat(ObjectKey key) {
        Presence presence = real.stat(key);
        return does(Lie.GIVES_NO_ETAGS) && presence instanceof Presence.Present present
                ? Presence.present(new StoredObject(
                        key, present.object().size(), null, present.object().lastModified(), null))
                : presence;
    }

    @Override
    public Versioning versioning() {
        if (does(Lie.THROWS)) {
            throw new IllegalStateException("out of order");
        }
        return does(Lie.ANSWERS_NULL) ? nothing() : real.versioning();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return real.unsafeRemove(key);
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return real.removeMarker(key, version);
    }

    @Override
    public Tags tags(ObjectKey key) {
        return real.tags(key);
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        return real.uploads(request);
    }

    @Override
    public Written abort(Upload upload) {
        return real.abort(upload);
    }

    @Override
    public StoreProfile profile() {
        return real.profile();
    }

    @Override
    public ListPage list(ListRequest request) {
        return real.list(request);
    }

    @Override
    public void close() {
        real.close();
    }
}
