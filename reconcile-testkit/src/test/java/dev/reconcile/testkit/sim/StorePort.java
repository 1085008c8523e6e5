package dev.reconcile.testkit.sim;

import dev.reconcile.Change;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store as one process reaches it. */
final class StorePort implements WritableObjectStore {

    private final Incarnation process;
    private final Sim sim;

    StorePort(Incarnation process) {
        this.process = process;
        this.sim = process.sim;
    }

    @Override
    public StoreProfile profile() {
        return new StoreProfile(
                process.isElsewhere ? "sim:another store" : "sim:store",
                sim.unordered ? ListOrder.NONE : ListOrder.UTF8,
                KeyRules.S3);
    }

    private Bucket bucket() {
        return process.bucket;
    }

    @Override
    public Optional<Instant> now() {
        process.enter("the store's time");
        process.leave("the store's time", sim.time.store().toString());
        return Optional.of(sim.time.store());
    }

    // --- looks

    @Override
    public Presence stat(ObjectKey key) {
        String what = "stat " + key.value();
        if (Thread.currentThread().isInterrupted()) {
            process.asksInterrupted(what);
            return Presence.unknown(Doubt.INTERRUPTED, "Interrupted");
        }
        process.enter(what);
        process.looks(key.value());
        Blob blob = process.lasting.contains(Fault.BUCKET_DELETED) ? null : bucket().at(key.value());
        Presence real = blob == null ? absent(key) : Presence.present(blob.stored());
        Doubt lasting = lastingDoubt();
        Fault fault = process.fault(what, Fault.STAT);
        Presence answer = lasting != null ? Presence.unknown(lasting, "It lasts") : wrong(fault, key, real);
        process.leave(
                what, fault + " " + (answer == null ? "null" : answer.kind().name()));
        switch (fault) {
            case STAT_STORE_EXCEPTION -> throw new StoreException(Doubt.UNAVAILABLE, "thrown");
            case STAT_RUNTIME_EXCEPTION -> throw new IllegalStateException("a mistake in the adapter");
            default -> {
                return answer;
            }
        }
    }

    /** H2: something in front of the store may answer with a page of its own. */
    private Presence absent(ObjectKey key) {
        return process.lasting.contains(Fault.EVERYTHING_EXISTS)
                ? Presence.present(new StoredObject(key, 612, "page", Time.START.minus(Duration.ofDays(30)), null))
                : Presence.absent();
    }

    @SuppressWarnings("NullAway")
    private @Nullable Presence wrong(Fault fault, ObjectKey key, Presence real) {
        StoredObject there = real instanceof Presence.Present present ? present.object() : null;
        return switch (fault) {
            case STAT_UNAVAILABLE -> Presence.unknown(Doubt.UNAVAILABLE, "503");
            case STAT_FORBIDDEN -> Presence.unknown(Doubt.FORBIDDEN, "403");
            case STAT_WRONG_ENDPOINT -> Presence.unknown(Doubt.WRONG_ENDPOINT, "301");
            case STAT_MALFORMED -> Presence.unknown(Doubt.MALFORMED, "200 of nothing");
            case STAT_NULL -> null;
            case STAT_OTHER_OBJECT ->
                Presence.present(new StoredObject(ObjectKey.of("another"), 1, "e0", Time.START, null));
            case STAT_NO_HEADERS ->
                there == null ? real : Presence.present(new StoredObject(key, there.size(), null, null, null));
            case STAT_WRONG_SIZE -> // once for a key: two answers that agree are evidence (I4)
                there == null || !process.liedAbout.add(key.value())
                        ? real
                        : Presence.present(new StoredObject(
                                key, there.size() + 1, there.etag(), there.lastModified(), there.storageClass()));
            default -> real;
        };
    }

    private @Nullable Doubt lastingDoubt() {
        if (process.lasting.contains(Fault.CREDENTIALS_EXPIRED)) {
            return Doubt.FORBIDDEN;
        }
        return process.lasting.contains(Fault.STORE_AWAY) ? Doubt.UNAVAILABLE : null;
    }

    // --- listings

    @Override
    public ListPage list(ListRequest request) {
        ObjectKey after = request.after();
        String what = "list " + request.prefix() + " after " + (after == null ? "-" : after.value());
        if (Thread.currentThread().isInterrupted()) {
            process.asksInterrupted(what);
            throw new StoreException(Doubt.INTERRUPTED, "Interrupted");
        }
        process.enter(what);
        Fault fault = process.fault(what, Fault.LIST);
        Doubt doubt = process.listingBreaks && after != null && after.value().startsWith("staged/")
                ? Doubt.FORBIDDEN
                : listDoubt(fault);
        if (doubt != null || fault == Fault.LIST_RUNTIME_EXCEPTION || fault == Fault.LIST_NULL) {
            process.brokenListings.add(what);
        } else {
            process.brokenListings.remove(what);
        }
        if (doubt != null) {
            process.leave(what, doubt.name());
            throw new StoreException(doubt, "There is no such page");
        }
        List<Blob> shown = process.lasting.contains(Fault.BLANK_LISTINGS) || fault == Fault.LIST_BLANK
                ? List.of()
                : bucket().listed();
        ListPage page = page(request, shown, fault);
        process.hasSeenTheBucket |= !page.objects().isEmpty();
        process.leave(what, page.objects().size() + " objects" + (page.isLast() ? ", the last" : ""));
        return answered(fault, page);
    }

    private @Nullable Doubt listDoubt(Fault fault) {
        if (process.lasting.contains(Fault.BUCKET_DELETED)) {
            return Doubt.WRONG_ENDPOINT;
        }
        Doubt lasting = lastingDoubt();
        if (lasting != null) {
            return lasting;
        }
        return switch (fault) {
            case LIST_UNAVAILABLE -> Doubt.UNAVAILABLE;
            case LIST_FORBIDDEN -> Doubt.FORBIDDEN;
            case LIST_MALFORMED -> Doubt.MALFORMED;
            default -> null;
        };
    }

    /** The store's own order, whatever its profile says (H31). */
    private Comparator<Blob> order() {
        Comparator<Blob> utf16 = Comparator.comparing(Blob::key);
        if (sim.unordered) {
            return utf16.reversed();
        }
        return sim.liesAboutOrder ? utf16 : Comparator.comparing(blob -> ObjectKey.of(blob.key()));
    }

    private ListPage page(ListRequest request, List<Blob> shown, Fault fault) {
        int size = fault == Fault.LIST_ENDS_EARLY ? 1 : Math.min(request.maxKeys(), sim.pageSize);
        Comparator<Blob> order = order();
        String after = request.token();
        if (after == null && request.after() != null) {
            after = request.after().value();
        }
        Blob from = after == null ? null : new Blob(after, 0, "", 0, Time.START, 0, "", Map.of());
        List<Blob> sorted = new ArrayList<>(shown);
        sorted.sort(order);
        List<StoredObject> objects = new ArrayList<>();
        ListRequest next = null;
        for (Blob blob : sorted) {
            if (!blob.key().startsWith(request.prefix())
                    || (from != null && order.compare(blob, from) <= 0)
                    || (fault == Fault.LIST_HIDES_SOME && sim.choices.happens("hide " + blob.key(), 300))) { // H7
                continue;
            }
            if (objects.size() == size) {
                ObjectKey last = objects.get(size - 1).key();
                next = fault == Fault.LIST_ENDS_EARLY ? null : request.continued(last, last.value());
                break;
            }
            objects.add(fault == Fault.LIST_NO_HEADERS ? bare(blob) : blob.stored());
        }
        switch (fault) {
            case LIST_SAME_PAGE_AGAIN -> next = request;
            case LIST_DUPLICATE -> {
                if (!objects.isEmpty()) {
                    objects.add(objects.get(0));
                }
            }
            case LIST_SHUFFLED, LIST_UTF16 -> Collections.reverse(objects);
            case LIST_OUTSIDE_PREFIX ->
                objects.add(new StoredObject(ObjectKey.of("\uFFFDelsewhere"), 1, "e0", Time.START, null));
            default -> {}
        }
        return new ListPage(objects, next);
    }

    private static StoredObject bare(Blob blob) {
        return new StoredObject(ObjectKey.of(blob.key()), blob.size(), null, null, null);
    }

    @SuppressWarnings("NullAway")
    private static @Nullable ListPage answered(Fault fault, ListPage page) {
        return switch (fault) {
            case LIST_RUNTIME_EXCEPTION -> throw new IllegalStateException("a mistake in the adapter");
            case LIST_NULL -> null;
            default -> page;
        };
    }

    // --- changes

    private Written change(String what, Supplier<Written> real) {
        if (Thread.currentThread().isInterrupted()) {
            process.asksInterrupted(what);
            return Written.not(Written.Kind.UNKNOWN, "Interrupted");
        }
        process.enter(what);
        Fault fault = process.fault(what, Fault.WRITE);
        Written answer;
        if (process.lasting.contains(Fault.CREDENTIALS_EXPIRED) || fault == Fault.WRITE_REFUSED) {
            answer = Written.not(Written.Kind.REFUSED, "403");
        } else if (process.lasting.contains(Fault.STORE_AWAY) || fault == Fault.WRITE_LOST_BEFORE) {
            answer = Written.not(Written.Kind.UNKNOWN, "no answer");
        } else if (process.lasting.contains(Fault.BUCKET_DELETED)) {
            answer = Written.not(Written.Kind.ABSENT, "404");
        } else {
            answer = real.get();
        }
        process.leave(what, answer.kind() + " " + (fault == Fault.NONE ? "" : fault));
        return switch (fault) {
            case WRITE_LOST_AFTER -> Written.not(Written.Kind.UNKNOWN, "no answer");
            case WRITE_RUNTIME_EXCEPTION_AFTER -> throw new IllegalStateException("a mistake in the adapter");
            case WRITE_NULL_AFTER -> nothing();
            default -> answer;
        };
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> @Nullable T nothing() {
        return null;
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return change("create " + key.value(), () -> {
            Blob there = bucket().at(key.value());
            if (there != null && bucket().honoursCreatePrecondition) {
                return Written.not(Written.Kind.CONFLICT, "412");
            }
            Blob blob = bucket().put(
                            process.name,
                            key.value(),
                            content.length,
                            Sim.PROBES + (Arrays.hashCode(content) & 0xffffffffL));
            return Written.applied(blob.etag(), null);
        });
    }

    @Override
    public Written put(NewObject object) {
        return change("put " + object.key().value(), () -> {
            if (bucket().at(object.key().value()) != null && bucket().honoursCreatePrecondition) {
                return Written.not(Written.Kind.CONFLICT, "412");
            }
            long content = object.content().sha256().hashCode() & 0xffffffffL;
            Blob blob = bucket().put(
                            process.name, object.key().value(), object.content().size(), content);
            return Written.applied(blob.etag(), null);
        });
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return change("copy " + source.key().value() + " to " + target.value(), () -> {
            Blob from = bucket().at(source.key().value());
            if (from == null) {
                return Written.not(Written.Kind.ABSENT, "404");
            }
            boolean sourceIsIt =
                    !bucket().honoursCopyPrecondition || from.etag().equals(source.etag());
            boolean free = !bucket().honoursCreatePrecondition || bucket().at(target.value()) == null;
            if (!sourceIsIt || !free) {
                return Written.not(Written.Kind.CONFLICT, "412");
            }
            if (target.value().startsWith(Sim.QUARANTINE)
                    && !source.key().value().startsWith(Sim.QUARANTINE)) {
                sim.journalOracle.intended(process, "object:" + source.key().value());
            }
            Blob copy = bucket().put(
                            process.name,
                            new Blob(
                                    target.value(),
                                    from.size(),
                                    "e" + from.content(),
                                    from.content(),
                                    sim.time.store(),
                                    sim.time.now(),
                                    process.name,
                                    bucket().keepsTags ? from.tags() : Map.of()));
            return Written.applied(copy.etag(), null);
        });
    }

    @Override
    public Written remove(StoredObject object) {
        return remove("remove " + object.key().value() + " if " + object.etag(), object.key(), object.etag());
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return remove("remove " + key.value(), key, null);
    }

    private Written remove(String what, ObjectKey key, @Nullable String etag) {
        return change(what, () -> {
            Blob there = bucket().at(key.value());
            if (there == null) {
                return Written.not(Written.Kind.ABSENT, "404");
            }
            if (etag != null && bucket().honoursRemovePrecondition && !etag.equals(there.etag())) {
                return Written.not(Written.Kind.CONFLICT, "412");
            }
            return Written.applied(null, bucket().remove(process.name, key.value()));
        });
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return change(
                "remove marker " + version + " of " + key.value(),
                () -> bucket().removeMarker(process.name, key.value(), version)
                        ? Written.applied(null, version)
                        : Written.not(Written.Kind.CONFLICT, "another version is the latest"));
    }

    @Override
    public Versioning versioning() {
        process.enter("versioning");
        Fault fault = process.fault("versioning", Fault.VERSIONING);
        process.leave("versioning", bucket().versioning.name());
        return fault == Fault.NONE && lastingDoubt() == null ? bucket().versioning : Versioning.UNKNOWN;
    }

    @Override
    public Tags tags(ObjectKey key) {
        String what = "tags of " + key.value();
        process.enter(what);
        Fault fault = process.fault(what, Fault.TAGS);
        process.lastTags.put(key.value(), sim.time.moment());
        Blob blob = bucket().at(key.value());
        process.leave(what, blob == null ? "none" : blob.tags().toString());
        return fault != Fault.NONE || lastingDoubt() != null || blob == null || !bucket().keepsTags
                ? Tags.unknown("no answer")
                : Tags.of(blob.tags());
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return change("tag " + key.value() + " " + new java.util.TreeMap<>(tags), () -> {
            if (!bucket().keepsTags) {
                return Written.not(Written.Kind.REFUSED, "501");
            }
            if (bucket().at(key.value()) == null) {
                return Written.not(Written.Kind.ABSENT, "404");
            }
            bucket().tag(process.name, key.value(), tags);
            return Written.applied(null, null);
        });
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        process.enter("uploads");
        Fault fault = process.fault("uploads", Fault.LIST);
        Doubt doubt = listDoubt(fault);
        if (doubt != null) {
            process.leave("uploads", doubt.name());
            throw new StoreException(doubt, "There is no such page");
        }
        List<Upload> page = bucket().uploads.values().stream()
                .filter(upload -> upload.key().value().startsWith(request.prefix()))
                .toList();
        process.leave("uploads", page.size() + " uploads");
        return new UploadPage(page, null);
    }

    @Override
    public Written abort(Upload upload) {
        return change("abort " + upload.id(), () -> {
            if (bucket().uploads.containsKey(upload.id())) {
                sim.journalOracle.intended(process, new Change.Abort(upload).item());
                sim.oracle.aborting(process, upload);
            }
            return bucket().uploads.remove(upload.id()) == null
                    ? Written.not(Written.Kind.ABSENT, "404")
                    : Written.applied(null, null);
        });
    }

    @Override
    public void close() {}
}
