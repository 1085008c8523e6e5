package dev.reconcile.engine;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The states of a journal's items, in the order of {@link ItemState#ORDER}. */
final class ItemStates implements AutoCloseable {

    private final SpillingSorter<ItemState.Line> sorter;
    private final Sorted<ItemState.Line> lines;

    ItemStates(SpillingSorter<ItemState.Line> sorter) {
        this.sorter = sorter;
        this.lines = sorter.sorted();
    }

    boolean isEmpty() {
        return lines.size() == 0;
    }

    /** One state an item. To be closed. */
    CloseableIterator<ItemState> all() {
        return new Folded(lines.all());
    }

    void forEach(Consumer<ItemState> action) {
        try (CloseableIterator<ItemState> states = all()) {
            states.forEachRemaining(action);
        }
    }

    /** Answers for items asked in order. To be closed. */
    Lookup lookup() {
        return new Lookup(all());
    }

    /** Null if the journal says nothing of the item. */
    @Nullable
    ItemState find(String item) {
        try (CloseableIterator<ItemState> from = new Folded(
                lines.from(line -> ItemState.ORDER.compare(line.state().item(), item) < 0))) {
            ItemState state = from.hasNext() ? from.next() : null;
            return state != null && state.item().equals(item) ? state : null;
        }
    }

    @Override
    public void close() {
        sorter.close();
    }

    /** Finds the state of each item asked for; they have to be asked for in order. */
    static final class Lookup implements AutoCloseable {

        private final CloseableIterator<ItemState> states;
        private @Nullable ItemState head;

        private Lookup(CloseableIterator<ItemState> states) {
            this.states = states;
            advance();
        }

        private void advance() {
            head = states.hasNext() ? states.next() : null;
        }

        @Nullable
        ItemState of(String item) {
            while (head != null && ItemState.ORDER.compare(head.item(), item) < 0) {
                advance();
            }
            return head != null && head.item().equals(item) ? head : null;
        }

        @Override
        public void close() {
            states.close();
        }
    }

    private static final class Folded implements CloseableIterator<ItemState> {

        private final CloseableIterator<ItemState.Line> lines;
        private @Nullable ItemState following;

        private Folded(CloseableIterator<ItemState.Line> lines) {
            this.lines = lines;
            this.following = read(lines);
        }

        private static @Nullable ItemState read(Iterator<ItemState.Line> lines) {
            return lines.hasNext() ? lines.next().state() : null;
        }

        @Override
        public boolean hasNext() {
            return following != null;
        }

        @Override
        public ItemState next() {
            ItemState state = following;
            if (state == null) {
                throw new NoSuchElementException();
            }
            following = read(lines);
            while (following != null && following.item().equals(state.item())) {
                state = state.then(following);
                following = read(lines);
            }
            return state;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
