package dev.reconcile.hook;

import dev.reconcile.catalog.MetadataCatalog;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hook's thread does, round after round: takes some suspects, looks, marks what is proven, pauses if nobody answers. */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MissingHook.class);

    private static final int TRIES = 5;

    private final MetadataCatalog catalog;
    private final Looks looks;
    private final Inbox inbox;
    private final Restraint restraint;
    private final Counts counts;
    private final Announcements announcements;
    private final RateLimiter rate;
    private final Backoff backoff;
    private final int atOnce;

    Worker(
            MetadataCatalog catalog,
            Looks looks,
            Inbox inbox,
            Restraint restraint,
            Counts counts,
            Announcements announcements,
            RateLimiter rate,
            Backoff backoff) {
        this.catalog = catalog;
        this.looks = looks;
        this.inbox = inbox;
        this.restraint = restraint;
        this.counts = counts;
        this.announcements = announcements;
        this.rate = rate;
        this.backoff = backoff;
        this.atOnce =
                Math.min(Round.RECORDS_AT_ONCE, rate.getRateLimiterConfig().getLimitForPeriod());
    }

    @Override
    public void run() {
        try {
            for (List<Suspect> some = inbox.take(atOnce); !some.isEmpty(); some = inbox.take(atOnce)) {
                round(some);
            }
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt(); // what is in hand stays there, for whoever closes the hook
        }
    }

    private void round(List<Suspect> some) throws InterruptedException {
        inbox.pause(Duration.ofNanos(Math.max(0, rate.reservePermission(some.size()))));
        restraint.checkShare();
        Round round = new Round(catalog, looks, restraint, counts, announcements);
        boolean answered = work(round, some);
        if (inbox.isAbandoned()) {
            return; // an interrupted look says nothing
        }
        some.forEach(suspect -> settle(suspect, round, answered));
        if (answered) {
            backoff.reset();
        }
        if (!round.unsettled().isEmpty()) {
            counts.pauses.increment();
            inbox.pause(answered ? backoff.first() : backoff.next());
        }
    }

    /** Whether anybody answered, so that what is left has itself to blame. */
    private boolean work(Round round, List<Suspect> some) {
        try {
            round.work(some);
            return round.anyAnswer();
        } catch (RuntimeException failed) { // the journal's, or another's who has no business to throw
            counts.failures.increment();
            LOG.warn("Looking at {} suspects failed, and is tried again: {}", some.size(), Looks.inWords(failed));
            round.leaveAll(some);
            return false;
        }
    }

    private void settle(Suspect suspect, Round round, boolean answered) {
        if (!round.unsettled().contains(suspect)) {
            inbox.settled(suspect);
        } else if (inbox.unanswered(suspect, answered) >= TRIES) {
            counts.givenUp.increment();
            LOG.warn("Nothing could be learned about {} in {} looks, while others were answered", suspect, TRIES);
            inbox.giveUp(suspect);
        }
    }
}
