package dev.reconcile.engine;

import dev.reconcile.ReconcileException;
import dev.reconcile.Waiting;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run asks of its store and catalog goes through here: rate limit, the one retry layer with its budget (H88), the
 * stop signal, and the counts. Thread-safe.
 */
final class Calls {

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5000;
    private static final long FREE_RETRIES = 20;
    private static final int CALLS_PER_RETRY = 10;
    private static final int OUTAGE = 50;

    private final ObjectStore store;
    private final MetadataCatalog catalog;
    private final StopSignal stop;
    private final Runnable hold;
    private final Waiting waiting;
    private final Retry retry;
    private final OptionalLong maxRequests;
    private final Gate gate;
    private final Hands hands;
    private final @Nullable RateLimiter bandwidth;

    final LongAdder lists = new LongAdder();
    final LongAdder stats = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder lookUps = new LongAdder();
    final LongAdder finds = new LongAdder();
    final LongAdder markings = new LongAdder();
    final LongAdder changes = new LongAdder();
    private final LongAdder retries = new LongAdder();
    final LongAdder contents = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final AtomicInteger unansweredInARow = new AtomicInteger();

    Calls(
            ObjectStore store,
            MetadataCatalog catalog,
            StopSignal stop,
            Runnable hold,
            InstantSource clock,
            Waiting waiting,
            RandomGenerator random,
            Hands hands,
            int attempts,
            OptionalInt requestsPerSecond,
            OptionalLong bytesPerSecond,
            OptionalLong maxRequests) {
        this.store = store;
        this.catalog = catalog;
        this.stop = stop;
        this.hold = hold;
        this.waiting = waiting;
        this.retry = Retry.of(
                "reconcile",
                RetryConfig.custom()
                        .maxAttempts(attempts)
                        .intervalFunction(attempt -> jittered(attempt, random))
                        .retryOnResult(Calls::mayPass)
                        .retryOnException(Calls::mayPass)
                        .build());
        this.maxRequests = maxRequests;
        this.hands = hands;
        RateLimiter rate = requestsPerSecond.isEmpty() ? null : limiter(requestsPerSecond.getAsInt());
        this.gate = new Gate(hands.workers(), rate, clock, stop, this::pause);
        this.bandwidth = bytesPerSecond.isEmpty()
                ? null
                : limiter((int) Math.min(Integer.MAX_VALUE, bytesPerSecond.getAsLong()));
    }

    private static RateLimiter limiter(int perSecond) {
        // short periods, so that a second's worth doesn't come at once
        int perPeriod = perSecond / Math.min(perSecond, 20);
        return RateLimiter.of(
                "reconcile",
                RateLimiterConfig.custom()
                        .limitForPeriod(perPeriod)
                        .limitRefreshPeriod(Duration.ofNanos(1_000_000_000L * perPeriod / perSecond))
                        .timeoutDuration(Duration.ofHours(1))
                        .build());
    }

    /** Full jitter: anything from 1 ms to a bound that doubles with each attempt. */
    private static long jittered(int attempt, RandomGenerator random) {
        long bound = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(attempt, 10));
        return 1 + random.nextLong(bound);
    }

    private static boolean mayPass(Object result) {
        return result instanceof Presence.Unknown unknown && mayPass(unknown.doubt());
    }

    private static boolean mayPass(Throwable failure) {
        return (failure instanceof StoreException store && mayPass(store.doubt()))
                || (failure instanceof CatalogException catalog && catalog.isTransient());
    }

    /** What was throttled has been tried again and again at the gate. */
    private static boolean mayPass(Doubt doubt) {
        return doubt.isTransient() && doubt != Doubt.THROTTLED;
    }

    ListPage list(ListRequest request) {
        return orStopped(() -> callStore(lists, () -> ofStore("Listing", () -> store.list(request))));
    }

    /** H91: a failure that an interrupt brought about stops the run, and says nothing of the store. */
    private <T> T orStopped(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (StoreException failed) {
            if (failed.doubt() == Doubt.INTERRUPTED) {
                stop.cancel();
            }
            stop.check();
            throw failed;
        }
    }

    /** Asks for all of them, with whoever has nothing else to do. */
    <A> Map<ObjectKey, A> each(Collection<ObjectKey> keys, Function<ObjectKey, A> asked) {
        return hands.ask(keys, asked);
    }

    Presence stat(ObjectKey key) {
        return look(key, store::stat);
    }

    /** A look, and what the store says of the object beyond. */
    Presence describe(ObjectKey key) {
        return look(key, store::describe);
    }

    private Presence look(ObjectKey key, Function<ObjectKey, Presence> asked) {
        String problem = store.profile().keyRules().problem(key).orElse(null);
        if (problem != null) { // H38 to H40: asking would ask for another object
            return Presence.unknown(Doubt.UNSUPPORTED_KEY, "The key can't be looked up: " + problem);
        }
        Presence presence = callStore(stats, () -> looked(key, asked));
        if (presence instanceof Presence.Unknown unknown && unknown.doubt() == Doubt.INTERRUPTED) {
            stop.cancel();
        }
        stop.check(); // H91: what an interrupted thread was told proves nothing
        return presence;
    }

    /** I2: whatever a look throws, and a look at another object, is no answer. */
    private Presence looked(ObjectKey key, Function<ObjectKey, Presence> asked) {
        try {
            Presence presence = Objects.requireNonNull(asked.apply(key));
            return presence instanceof Presence.Present present
                            && !present.object().key().equals(key)
                    ? Presence.unknown(Doubt.MALFORMED, "Asked for " + key + ", the store showed another object")
                    : presence;
        } catch (StoreException failed) {
            return Presence.unknown(failed.doubt(), String.valueOf(failed.getMessage()));
        } catch (RuntimeException broken) {
            return Presence.unknown(Doubt.MALFORMED, "Looking at an object failed: " + outOfContract("store", broken));
        }
    }

    /**
     * A part of the content, exactly so many bytes.
     *
     * @throws StoreException if it can't be had
     */
    byte[] read(StoredObject object, long offset, int length) {
        if (bandwidth != null) {
            pause(Duration.ofNanos(Math.max(0, bandwidth.reservePermission(length))));
        }
        return orStopped(() -> callStore(contents, () -> content(object, offset, length)));
    }

    private byte[] content(StoredObject object, long offset, int length) {
        byte[] content = ofStore("Reading an object", () -> store.read(object, offset, length));
        if (content.length != length) {
            throw new StoreException(
                    Doubt.MALFORMED,
                    "Reading " + object.key() + " gave " + content.length + " bytes where " + length
                            + " were asked for");
        }
        return content;
    }

    /** The catalog's time; empty if it has none to tell. */
    Optional<Instant> catalogNow() {
        return callCatalog(reads, () -> ofCatalog("Asking for the time", catalog::now));
    }

    /** The store's time; empty if it has none to tell, or didn't. */
    Optional<Instant> storeNow() {
        return callStore(stats, () -> {
            try {
                return Objects.requireNonNull(store.now());
            } catch (RuntimeException broken) {
                return Optional.empty();
            }
        });
    }

    /** @throws IllegalArgumentException if the request asked for what the catalog hasn't */
    CatalogPage read(CatalogQuery query) {
        return callCatalog(reads, () -> {
            try {
                return Objects.requireNonNull(catalog.read(query));
            } catch (IllegalArgumentException askedForWrongly) {
                throw askedForWrongly;
            } catch (RuntimeException broken) {
                throw catalogFailure("Reading a page of the catalog", broken);
            }
        });
    }

    Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        Map<RecordId, CatalogRecord> found =
                callCatalog(lookUps, () -> ofCatalog("Looking up records", () -> catalog.lookUp(ids)));
        found.forEach((id, record) -> {
            if (!id.equals(record.id())) {
                throw new CatalogException(
                        "Looking up records failed: the catalog gave another record in the place of "
                                + ObjectKey.escape(id.value()),
                        false,
                        null);
            }
        });
        return found;
    }

    Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        return callCatalog(finds, () -> ofCatalog("Looking up keys", () -> catalog.find(keys)));
    }

    /**
     * Not tried again: an answer that was lost is settled by reading back, as a second try could undo what the application has
     * repaired in between (H62, H63).
     *
     * @throws StopSignal.Stopped only if none of them was sent
     */
    List<MarkResult> mark(List<Mark> marks) {
        return change(marks.size(), () -> catalog.mark(marks));
    }

    /** The same for taking marks back. */
    List<MarkResult> unmark(List<Unmark> unmarks) {
        return change(unmarks.size(), () -> catalog.unmark(unmarks));
    }

    List<MarkResult> purge(List<Unmark> marked) {
        return change(marked.size(), () -> catalog.purge(marked));
    }

    /** As {@link #purge}, each committed together with its entries. */
    List<MarkResult> purge(
            JournaledMarks together, List<Unmark> marked, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
        return change(marked.size(), () -> together.purge(marked, entries));
    }

    /** As {@link #mark}, each committed together with its entries. */
    List<MarkResult> mark(
            JournaledMarks together, List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
        return change(marks.size(), () -> together.mark(marks, entries));
    }

    /** As {@link #unmark}, each committed together with its entries. */
    List<MarkResult> unmark(
            JournaledMarks together, List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
        return change(unmarks.size(), () -> together.unmark(unmarks, entries));
    }

    private List<MarkResult> change(int size, Supplier<List<MarkResult>> asked) {
        ready();
        markings.increment();
        calls.increment();
        List<MarkResult> results;
        try {
            results = ofCatalog("Changing records", asked);
            count(true);
        } catch (CatalogException failed) {
            count(false);
            throw failed;
        }
        if (results.size() != size || results.stream().anyMatch(Objects::isNull)) {
            throw new CatalogException(
                    "Changing " + size + " records failed: the catalog gave " + results.size()
                            + " results or an empty one, so that nothing is known of any of them",
                    false,
                    null);
        }
        return results;
    }

    /**
     * Changes an object. Not tried again: what became of a change without an answer is seen by looking.
     *
     * @throws StopSignal.Stopped only if it wasn't sent
     */
    Written change(Function<WritableObjectStore, Written> asked) {
        WritableObjectStore writable = writable();
        stop.check();
        return gate.pass(() -> {
            ready();
            changes.increment();
            calls.increment();
            try {
                return Objects.requireNonNull(asked.apply(writable));
            } catch (RuntimeException broken) {
                return Written.not(
                        Written.Kind.UNKNOWN, "Changing an object failed: " + outOfContract("store", broken));
            }
        });
    }

    /** What is seen to before every call (H83, H91), and before the host's own code. */
    void ready() {
        stop.check();
        hold.run();
    }

    Tags tags(ObjectKey key) {
        WritableObjectStore writable = writable();
        return callStore(stats, () -> {
            try {
                return Objects.requireNonNull(writable.tags(key));
            } catch (RuntimeException broken) {
                return Tags.unknown("Reading tags failed: " + outOfContract("store", broken));
            }
        });
    }

    UploadPage uploads(UploadRequest request) {
        WritableObjectStore writable = writable();
        return callStore(lists, () -> ofStore("Listing uploads", () -> writable.uploads(request)));
    }

    boolean canChangeObjects() {
        return store instanceof WritableObjectStore;
    }

    /** What the store honours, tried out on keys of our own. */
    StoreAbilities abilities(String reserved, String unique) {
        ready();
        return StoreAbilities.probe(writable(), reserved, unique);
    }

    private WritableObjectStore writable() {
        if (store instanceof WritableObjectStore writable) {
            return writable;
        }
        throw new IllegalStateException("This store can only be read");
    }

    private static <T> T ofStore(String doing, Supplier<T> asked) {
        try {
            return Objects.requireNonNull(asked.get());
        } catch (StoreException failed) {
            throw failed;
        } catch (RuntimeException broken) {
            throw new StoreException(Doubt.MALFORMED, doing + " failed: " + outOfContract("store", broken), broken);
        }
    }

    private static <T> T ofCatalog(String doing, Supplier<T> asked) {
        try {
            return Objects.requireNonNull(asked.get());
        } catch (RuntimeException broken) {
            throw catalogFailure(doing, broken);
        }
    }

    private static ReconcileException catalogFailure(String doing, RuntimeException thrown) {
        if (thrown instanceof JournalException together) {
            return together; // of a catalog that commits its journal entries itself
        }
        return thrown instanceof CatalogException failed
                ? failed
                : new CatalogException(doing + " failed: " + outOfContract("catalog", thrown), false, thrown);
    }

    /** Names the type only: the text may hold anything (H100). */
    private static String outOfContract(String adapter, RuntimeException thrown) {
        return "the " + adapter + "'s adapter threw " + thrown.getClass().getName()
                + ", which its contract doesn't allow; report it to whoever wrote it";
    }

    private <T> T callStore(LongAdder counter, Supplier<T> asked) {
        return tried(() -> gate.pass(() -> {
            if (counter == lists || counter == stats || counter == contents) {
                spend();
            }
            return counted(counter, asked);
        }));
    }

    private <T> T callCatalog(LongAdder counter, Supplier<T> asked) {
        return tried(() -> counted(counter, asked));
    }

    private <T> T counted(LongAdder counter, Supplier<T> asked) {
        ready();
        counter.increment();
        calls.increment();
        return asked.get();
    }

    private <T> T tried(Supplier<T> asked) {
        Retry.AsyncContext<T> tries = retry.asyncContext();
        while (true) {
            stop.check();
            long wait;
            try {
                T answer = asked.get();
                wait = tries.onResult(answer);
                if (wait < 0 || !mayRetry()) {
                    count(isAnswer(answer));
                    return answer;
                }
            } catch (StoreException | CatalogException failed) {
                if (Thread.currentThread().isInterrupted()) {
                    stop.check(); // H91: that an interrupted call failed says nothing of the other side
                }
                wait = tries.onError(failed);
                if (wait < 0 || !mayRetry()) {
                    count(false);
                    throw failed;
                }
            }
            retries.increment();
            pause(Duration.ofMillis(wait));
        }
    }

    /** Tries after a failed or a refused one. */
    long triesAgain() {
        return retries.sum() + gate.throttled.sum();
    }

    /** H90: before a request to the store. */
    private void spend() {
        if (maxRequests.isPresent()
                && lists.sum() + stats.sum() + contents.sum() + changes.sum() >= maxRequests.getAsLong()) {
            stop.exhaust();
        }
    }

    private static boolean isAnswer(Object answer) {
        return !(answer instanceof Presence.Unknown unknown) || unknown.doubt() == Doubt.UNSUPPORTED_KEY;
    }

    /** H11, H70: what fails for everything is the store's or the credentials' failure, and asking on only adds to it. */
    private void count(boolean answered) {
        if (answered) {
            unansweredInARow.set(0);
        } else if (unansweredInARow.incrementAndGet() == OUTAGE) {
            stop.giveUp();
        }
    }

    /** H88: in an outage retries add a tenth to the requests, not a multiple. */
    private boolean mayRetry() {
        return retries.sum() < FREE_RETRIES + calls.sum() / CALLS_PER_RETRY;
    }

    private void pause(Duration duration) {
        if (duration.isZero()) {
            return;
        }
        try {
            waiting.await(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        stop.check();
    }
}
