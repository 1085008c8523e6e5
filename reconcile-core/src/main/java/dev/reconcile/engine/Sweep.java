package dev.reconcile.engine;

import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalog and lists the store at the same time, with many workers. What is listed before the catalog is known is put aside.
 * A worker takes the next page of the catalog, or a stretch that was put aside, or one that nobody has begun to list; if there is
 * none, the half of what somebody else has left. By a single worker it is done in order: the catalog, then the store.
 */
final class Sweep implements AutoCloseable {

    /** Workers that read the catalog, beyond those that list, unless all is to be done by one. */
    static final int READERS = 2;

    /** Of so many keys the catalog's are known well enough to cut the key space by them. */
    private static final int ENOUGH = 10_000;

    /** A stretch ends here at the latest, as a run that is killed begins its stretches anew. */
    private static final int PAGES = 100;

    /** So many objects are worth a worker of their own. */
    private static final int WORTH_A_CUT = 2 * ListRequest.MAX_KEYS;

    /** What is done with what this finds to do. */
    interface Stages {

        /**
         * Cuts the key space, by what is known of the catalog.
         *
         * @param whole whether that is all of it
         */
        List<KeyRange> open(Sample known, boolean whole);

        /** The end of a range is a range of its own now; told before anything is done in it. */
        void cut(int range, ObjectKey at, int rest);

        /** The catalog is known; told before the first join. */
        void known(Snapshot references);

        Iterator<StoredObject> list(Stretch stretch);

        /** Compares a stretch with the catalog, to its end. */
        void join(Stretch stretch, Iterator<StoredObject> objects);
    }

    /** So much is put aside before the catalog is known, in bytes; then its readers are waited for. */
    private static final long MOST_ASIDE = 1L << 30;

    private record Listed(Stretch stretch, Ahead objects) {}

    private final CatalogScan scan;
    private final Stages stages;
    private final StopSignal stop;
    private final int listers;
    private final Spool<StoredObject> aside;

    private final Deque<KeyRange> waiting = new ArrayDeque<>();
    private final List<Stretch> live = new ArrayList<>();
    private final Deque<Listed> listed = new ArrayDeque<>();
    private boolean open;
    private boolean reading;
    private int taking;
    private int atWork;
    private int idle;
    private int ranges;
    private volatile boolean known;
    private volatile boolean givenUp;

    /**
     * @param listers so many stretches are listed at once
     * @param aside closed with this
     */
    Sweep(CatalogScan scan, Stages stages, StopSignal stop, int listers, Spool<StoredObject> aside) {
        this.scan = scan;
        this.stages = stages;
        this.stop = stop;
        this.listers = listers;
        this.aside = aside;
    }

    /**
     * Begins with these ranges, instead of cutting the key space.
     *
     * @param next the first number that isn't taken
     */
    void resume(List<KeyRange> left, int next) {
        waiting.addAll(left);
        ranges = next;
        open = true;
    }

    void carryOut(Parallel parallel) {
        parallel.together(listers == 1 ? 0 : READERS, this::work, this::giveUp);
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
            done();
        }
    }

    private synchronized void done() {
        atWork--;
        notifyAll();
    }

    private synchronized void giveUp() {
        givenUp = true;
        notifyAll();
    }

    /** Null if nothing is left to be done. */
    private synchronized @Nullable Runnable next() {
        Runnable task = task();
        while (task == null && atWork > 0 && !givenUp) {
            idle++;
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                idle--;
            }
            task = task();
        }
        atWork += task == null ? 0 : 1;
        return task;
    }

    private @Nullable Runnable task() {
        stop.check();
        if (givenUp) {
            return null;
        }
        if (!known) {
            if (!reading && !scan.isOver() && taking < READERS) {
                reading = true;
                return this::readPage;
            }
        } else if (!listed.isEmpty()) {
            Listed next = listed.remove();
            return () -> stages.join(next.stretch(), next.objects());
        }
        boolean enough = !known && aside.bytes() > MOST_ASIDE;
        if (!open || enough || live.size() >= listers) {
            return null;
        }
        KeyRange range = waiting.isEmpty() ? restOfTheLongest() : waiting.remove();
        if (range == null) {
            return null;
        }
        Stretch stretch = new Stretch(range, this::turned);
        live.add(stretch);
        return () -> walk(stretch);
    }

    private void readPage() {
        CatalogPage page = scan.read();
        synchronized (this) {
            reading = false;
            taking++;
            notifyAll();
        }
        scan.take(page);
        boolean whole;
        synchronized (this) {
            taking--;
            whole = scan.isOver() && !reading && taking == 0;
            if (!open && (whole || scan.sample().seen() >= ENOUGH)) {
                waiting.addAll(stages.open(scan.sample(), whole));
                ranges = waiting.size();
                open = true;
            }
        }
        if (whole) {
            stages.known(scan.snapshot());
            known = true;
        }
    }

    private void walk(Stretch stretch) {
        Iterator<StoredObject> objects = stages.list(stretch);
        if (!known) {
            Ahead ahead = putAside(objects);
            if (!known) {
                synchronized (this) {
                    live.remove(stretch);
                    listed.add(new Listed(stretch, ahead));
                }
                return;
            }
            objects = ahead;
        }
        stages.join(stretch, objects);
        synchronized (this) {
            live.remove(stretch);
        }
    }

    private Ahead putAside(Iterator<StoredObject> objects) {
        Ahead ahead = new Ahead(objects, aside.part());
        boolean more = true;
        while (more && !known && !givenUp) {
            more = ahead.advance();
        }
        return ahead;
    }

    /** A page has come in: perhaps it is time to make an end, or there is something left for somebody else. */
    private synchronized void turned(Stretch stretch) {
        ObjectKey reached = stretch.reached();
        if (stretch.pages() >= PAGES && reached != null && !givenUp) {
            KeyRange rest = cut(stretch, reached);
            if (rest != null) {
                waiting.addFirst(rest);
            }
        }
        if (idle > 0) {
            notifyAll();
        }
    }

    private @Nullable KeyRange cut(Stretch stretch, ObjectKey at) {
        int rest = ranges;
        return stretch.cut(at, rest, () -> {
            ranges++; // whatever becomes of the entry, the number isn't given again
            stages.cut(stretch.index(), at, rest);
        });
    }

    /** Half of what most is left of, by what the catalog says, or by how much more than it says has come already. */
    private @Nullable KeyRange restOfTheLongest() {
        Comparator<Rest> bySize = Comparator.comparingLong(Rest::size);
        return live.stream()
                .map(stretch -> new Rest(stretch, scan.sample()))
                .filter(rest -> rest.size() >= WORTH_A_CUT)
                .sorted(bySize.reversed())
                .map(rest -> cutHalf(rest.stretch))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable KeyRange cutHalf(Stretch stretch) {
        ObjectKey reached = stretch.reached();
        ObjectKey upTo = stretch.range().upTo();
        ObjectKey at = scan.sample().middle(reached, upTo);
        if (at == null && reached != null && stretch.mayBeCutBlindly()) {
            at = Bisection.between(reached, upTo);
        }
        return at == null ? null : cut(stretch, at);
    }

    /** What is left of a stretch. */
    private record Rest(Stretch stretch, long size) {

        private Rest(Stretch stretch, Sample known) {
            this(stretch, sizeOf(stretch.range(), stretch.reached(), stretch.objects(), known));
        }

        private static long sizeOf(KeyRange range, @Nullable ObjectKey reached, long objects, Sample known) {
            long left = known.between(reached, range.upTo());
            long surplus = objects - known.between(range.after(), reached) - known.tolerance();
            return Math.max(left, surplus);
        }
    }

    /** Removes what was put aside. */
    @Override
    public void close() {
        aside.close();
    }
}
