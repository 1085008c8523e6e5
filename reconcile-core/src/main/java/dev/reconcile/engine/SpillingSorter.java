package dev.reconcile.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sorts more than fits into memory: items gather up to a budget, are sorted and go to disk as a run; the runs are merged while
 * they are read. What fits the budget never touches the disk. Not thread-safe while adding; what {@link #sorted()} gives may be
 * read by many threads.
 */
final class SpillingSorter<T> implements AutoCloseable {

    /** More runs than this are merged into one, so that reading never has more files open than this. */
    private static final int MAX_RUNS = 64;

    private final Codec<T> codec;
    private final Comparator<? super T> order;
    private final long memoryBudget;
    private final SpillDirectory directory;
    private final List<SortedRun<T>> runs = new ArrayList<>();
    private List<T> gathered = new ArrayList<>();
    private long weight;
    private long size;

    /**
     * @param memoryBudget in bytes, as the codec weighs
     * @param directory where runs go
     */
    SpillingSorter(Codec<T> codec, Comparator<? super T> order, long memoryBudget, SpillDirectory directory) {
        this.codec = codec;
        this.order = order;
        this.memoryBudget = memoryBudget;
        this.directory = directory;
    }

    void add(T item) {
        gathered.add(item);
        weight += codec.weight(item);
        size++;
        if (weight > memoryBudget) {
            spill();
        }
    }

    long size() {
        return size;
    }

    /** Ends the adding. Items that are equal in the order keep no particular order among each other. */
    Sorted<T> sorted() {
        if (runs.isEmpty()) {
            gathered.sort(order);
            return new Sorted<>(List.of(), gathered, order, size);
        }
        spill();
        return new Sorted<>(List.copyOf(runs), List.of(), order, size);
    }

    private void spill() {
        if (gathered.isEmpty()) {
            return;
        }
        gathered.sort(order);
        runs.add(SortedRun.write(gathered.iterator(), codec, directory.path()));
        gathered = new ArrayList<>();
        weight = 0;
        if (runs.size() == MAX_RUNS) {
            compact();
        }
    }

    private void compact() {
        SortedRun<T> one;
        try (CloseableIterator<T> all = new Sorted<>(runs, List.of(), order, size).all()) {
            one = SortedRun.write(all, codec, directory.path());
        }
        runs.forEach(SortedRun::close);
        runs.clear();
        runs.add(one);
    }

    /** Gives memory and disk back; what {@link #sorted()} gave can't be read any more. */
    @Override
    public void close() {
        runs.forEach(SortedRun::close);
        runs.clear();
        gathered = new ArrayList<>();
    }
}
