package dev.reconcile.hook;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Collects the settings of a {@link MissingHook}, each with a default. Not thread-safe. */
public final class MissingHookBuilder {

    private final ReconcileEngine engine;
    private final MetadataCatalog catalog;
    private ReconcileRequest template = ReconcileRequest.dryRun();
    private int capacity = 10_000;
    private OverflowPolicy overflow = OverflowPolicy.DROP_NEWEST;
    private Duration notAgainFor = Duration.ofMinutes(5);
    private int looksPerSecond = 50;
    private int marksPerMinute = 20;
    private double maxShare = 0.1;
    private int atLeast = 20;
    private Duration firstPause = Duration.ofSeconds(1);
    private Duration longestPause = Duration.ofMinutes(1);
    private HookListener listener = HookListener.NONE;
    private InstantSource clock = InstantSource.system();

    MissingHookBuilder(ReconcileEngine engine, MetadataCatalog catalog) {
        this.engine = engine;
        this.catalog = catalog;
    }

    /**
     * How looks are taken: its grace, prefix, rate, tries, concurrency and correlation id hold. What kinds and records it names, and
     * whether it applies, is up to the hook. A record younger than its grace, 1 h by default, isn't judged.
     */
    public MissingHookBuilder like(ReconcileRequest request) {
        template = request;
        return this;
    }

    /** How many suspects wait at most, and what a full queue does; default 10 000 and the newest is refused. */
    public MissingHookBuilder queue(int suspects, OverflowPolicy whenFull) {
        capacity = atLeastOne("queue", suspects);
        overflow = whenFull;
        return this;
    }

    /** How long a suspect that was looked at isn't looked at again; default 5 minutes. */
    public MissingHookBuilder notAgainFor(Duration time) {
        notAgainFor = positive("notAgainFor", time);
        return this;
    }

    /** Suspects looked at a second, default 50. */
    public MissingHookBuilder looksPerSecond(int suspects) {
        looksPerSecond = atLeastOne("looksPerSecond", suspects);
        return this;
    }

    /** So many marks a minute, default 20; what would be one more, and everything after it, is reported only. */
    public MissingHookBuilder marksPerMinute(int marks) {
        marksPerMinute = atLeastOne("marksPerMinute", marks);
        return this;
    }

    /**
     * Holds marks back when more than this share of a minute's reads missed, and at least so many different ones; default 0.1 and 20.
     * Needs {@link MissingHook#onRead}: without successful reads to compare with there is no share.
     */
    public MissingHookBuilder missesAmongReads(double share, int atLeastSoMany) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("Invalid share: " + share + ", expected 0 to 1");
        }
        maxShare = share;
        atLeast = atLeastOne("atLeastSoMany", atLeastSoMany);
        return this;
    }

    /** How long it leaves a store alone that doesn't answer: first, and at most, doubling in between; default 1 s and 1 minute. */
    public MissingHookBuilder pauses(Duration first, Duration longest) {
        firstPause = positive("first", first);
        longestPause = positive("longest", longest);
        return this;
    }

    public MissingHookBuilder listener(HookListener hears) {
        listener = hears;
        return this;
    }

    /** Tells the time for windows of a minute and for {@link #notAgainFor}. */
    public MissingHookBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /** @throws IllegalArgumentException if {@link #like} asks for what a look at named records can't have, such as a filter */
    public MissingHook build() {
        Looks.about(template, List.of(new RecordId("any"))).build();
        RateLimiter rate = RateLimiter.of(
                "reconcile-hook",
                RateLimiterConfig.custom()
                        .limitForPeriod(looksPerSecond)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ofHours(1))
                        .build());
        Announcements announcements = new Announcements(listener);
        ReadShare share = new ReadShare(clock);
        Restraint restraint = new Restraint(marksPerMinute, maxShare, atLeast, share, clock, announcements::heldBack);
        Inbox inbox = new Inbox(capacity, overflow, notAgainFor, clock);
        Counts counts = new Counts();
        Worker worker = new Worker(
                catalog,
                new Looks(engine, template),
                inbox,
                restraint,
                counts,
                announcements,
                rate,
                new Backoff(firstPause, longestPause, new SecureRandom()));
        return new MissingHook(inbox, restraint, share, counts, worker);
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + ", expected 1 or more");
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(
                    "Invalid " + name + ": " + value + ", expected more than nothing and at most a year");
        }
        return value;
    }
}
