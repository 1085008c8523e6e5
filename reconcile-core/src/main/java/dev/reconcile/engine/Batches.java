package dev.reconcile.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Cuts items into batches of so many groups; what belongs to one group lies beside each other and stays together. */
final class Batches<T> implements Iterator<List<T>> {

    private final Iterator<T> items;
    private final Function<T, Object> group;
    private final int groups;
    private List<T> following = new ArrayList<>();

    Batches(Iterator<T> items, Function<T, Object> group, int groups) {
        this.items = items;
        this.group = group;
        this.groups = groups;
    }

    @Override
    public boolean hasNext() {
        return !following.isEmpty() || items.hasNext();
    }

    @Override
    public List<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<T> batch = following;
        following = new ArrayList<>();
        int distinct = batch.isEmpty() ? 0 : 1;
        while (items.hasNext()) {
            T item = items.next();
            boolean another =
                    batch.isEmpty() || !group.apply(batch.get(batch.size() - 1)).equals(group.apply(item));
            if (another && distinct == groups) {
                following.add(item);
                break;
            }
            distinct += another ? 1 : 0;
            batch.add(item);
        }
        return batch;
    }
}
