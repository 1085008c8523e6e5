package dev.reconcile.engine;

import dev.reconcile.Waiting;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
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
    private final Waiting waiting;
    private final Retry retry;
    private final @Nullable RateLimiter rate;

    final LongAdder lists = new LongAdder();
    final LongAdder stats = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder lookUps = new LongAdder();
    final LongAdder finds = new LongAdder();
    final LongAdder markings = new LongAdder();
    final LongAdder retries = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final AtomicInteger unansweredInARow = new AtomicInteger();

    Calls(
            ObjectStore store,
            MetadataCatalog catalog,
            StopSignal stop,
            Waiting waiting,
            RandomGenerator random,
            int attempts,
            OptionalInt requestsPerSecond) {
        this.store = store;
        this.catalog = catalog;
        this.stop = stop;
        this.waiting = waiting;
        this.retry = Retry.of(
                "reconcile",
                RetryConfig.custom()
                        .maxAttempts(attempts)
                        .intervalFunction(attempt -> jittered(attempt, random))
                        .retryOnResult(Calls::mayPass)
                        .retryOnException(Calls::mayPass)
                        .build());
        this.rate = requestsPerSecond.isEmpty() ? null : limiter(requestsPerSecond.getAsInt());
    }

    private static RateLimiter limiter(int perSecond) {
        // short periods, so that a second's worth doesn't come at once
        int periods = Math.min(perSecond, 20);
        return RateLimiter.of(
                "reconcile",
                RateLimiterConfig.custom()
                        .limitForPeriod(perSecond / periods)
                        .limitRefreshPeriod(Duration.ofNanos(1_000_000_000L / perSecond * (perSecond / periods)))
                        .timeoutDuration(Duration.ofHours(1))
                        .build());
    }

    /** Full jitter: anything from 1 ms to a bound that doubles with each attempt. */
    private static long jittered(int attempt, RandomGenerator random) {
        long bound = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(attempt, 10));
        return 1 + random.nextLong(bound);
    }

    private static boolean mayPass(Object result) {
        return result instanceof Presence.Unknown unknown && unknown.doubt().isTransient();
    }

    private static boolean mayPass(Throwable failure) {
        return (failure instanceof StoreException store && store.doubt().isTransient())
                || (failure instanceof CatalogException catalog && catalog.isTransient());
    }

    ListPage list(ListRequest request) {
        return call(lists, rate, () -> store.list(request));
    }

    Presence stat(ObjectKey key) {
        String problem = store.profile().keyRules().problem(key).orElse(null);
        if (problem != null) { // H38 to H40: asking would ask for another object
            return Presence.unknown(Doubt.UNSUPPORTED_KEY, "The key can't be looked up: " + problem);
        }
        Presence presence = call(stats, rate, () -> store.stat(key));
        if (presence instanceof Presence.Unknown unknown && unknown.doubt() == Doubt.INTERRUPTED) {
            stop.cancel();
        }
        stop.check(); // H91: what an interrupted thread was told proves nothing
        return presence;
    }

    CatalogPage read(CatalogQuery query) {
        return call(reads, null, () -> catalog.read(query));
    }

    Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        return call(lookUps, null, () -> catalog.lookUp(ids));
    }

    Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        return call(finds, null, () -> catalog.find(keys));
    }

    /** Marks are compare-and-set, so that trying again can do no harm. */
    List<MarkOutcome> mark(List<Mark> marks) {
        return call(markings, null, () -> catalog.mark(marks));
    }

    private <T> T call(LongAdder counter, @Nullable RateLimiter limiter, Supplier<T> asked) {
        Retry.AsyncContext<T> tries = retry.asyncContext();
        while (true) {
            stop.check();
            if (limiter != null) {
                pause(Duration.ofNanos(Math.max(0, limiter.reservePermission())));
            }
            counter.increment();
            calls.increment();
            long wait;
            try {
                T answer = asked.get();
                wait = tries.onResult(answer);
                if (wait < 0 || !mayRetry()) {
                    count(isAnswer(answer));
                    return answer;
                }
            } catch (StoreException | CatalogException failed) {
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
