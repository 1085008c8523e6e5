package dev.reconcile.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/** Sorted items, in memory or in runs on disk, read from any place on. Many threads may read it at once. */
final class Sorted<T> {

    private final List<SortedRun<T>> runs;
    private final List<T> inMemory;
    private final Comparator<? super T> order;
    private final long size;

    Sorted(List<SortedRun<T>> runs, List<T> inMemory, Comparator<? super T> order, long size) {
        this.runs = List.copyOf(runs);
        this.inMemory = inMemory;
        this.order = order;
        this.size = size;
    }

    long size() {
        return size;
    }

    CloseableIterator<T> all() {
        return from(item -> false);
    }

    /**
     * The items in order, without those that lie before what is sought.
     *
     * @param before true for a beginning of the items, false for the rest
     */
    CloseableIterator<T> from(Predicate<? super T> before) {
        if (runs.isEmpty()) {
            int low = 0;
            int high = inMemory.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (before.test(inMemory.get(middle))) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return CloseableIterator.over(inMemory.subList(low, inMemory.size()).iterator());
        }
        return new Merge(before);
    }

    /** About so many items less one that cut the whole into parts of equal size; fewer if there aren't as many. */
    List<T> quantiles(int parts) {
        List<T> sample = new ArrayList<>();
        if (runs.isEmpty()) {
            int stride = Math.max(1, inMemory.size() / (parts * 16));
            for (int i = 0; i < inMemory.size(); i += stride) {
                sample.add(inMemory.get(i));
            }
        } else {
            runs.forEach(run -> sample.addAll(run.sample()));
            sample.sort(order);
        }
        return quantiles(sample, parts, order);
    }

    /** Of ascending items: one less than parts; fewer where there aren't as many different ones. */
    static <T> List<T> quantiles(List<T> ascending, int parts, Comparator<? super T> order) {
        List<T> cuts = new ArrayList<>();
        for (int i = 1; i < parts; i++) {
            int index = (int) ((long) ascending.size() * i / parts);
            if (index > 0 && (cuts.isEmpty() || order.compare(cuts.get(cuts.size() - 1), ascending.get(index)) < 0)) {
                cuts.add(ascending.get(index));
            }
        }
        return cuts;
    }

    private final class Merge implements CloseableIterator<T> {

        private record Head<T>(T item, CloseableIterator<T> rest) {}

        private final PriorityQueue<Head<T>> heads = new PriorityQueue<>((a, b) -> order.compare(a.item(), b.item()));

        private Merge(Predicate<? super T> before) {
            for (SortedRun<T> run : runs) {
                CloseableIterator<T> items = run.from(before);
                while (items.hasNext()) {
                    T item = items.next();
                    if (!before.test(item)) {
                        heads.add(new Head<>(item, items));
                        break;
                    }
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public T next() {
            Head<T> least = heads.poll();
            if (least == null) {
                throw new NoSuchElementException();
            }
            if (least.rest().hasNext()) {
                heads.add(new Head<>(least.rest().next(), least.rest()));
            }
            return least.item();
        }

        @Override
        public void close() {
            heads.forEach(head -> head.rest().close());
            heads.clear();
        }
    }
}
