package dev.reconcile.engine;

import dev.reconcile.store.StoredObject;
import java.util.Comparator;

/** How a run divides its memory budget. */
record Workspace(SpillDirectory directory, long memoryBudget) {

    SpillingSorter<Entry> forReferences() {
        return new SpillingSorter<>(Entry.CODEC, Entry::compareTo, memoryBudget / 2, directory);
    }

    SpillingSorter<Judged> forFindings() {
        return new SpillingSorter<>(Judged.CODEC, Judged.ORDER, memoryBudget / 4, directory);
    }

    /** For stores that list without order. */
    SpillingSorter<StoredObject> forObjects() {
        return new SpillingSorter<>(
                ObjectCodec.INSTANCE, Comparator.comparing(StoredObject::key), memoryBudget / 4, directory);
    }

    /** For a part of a listing that nobody can make use of yet. */
    Spool<StoredObject> aside() {
        return new Spool<>(ObjectCodec.INSTANCE, directory);
    }

    /** For anything of about the size of the findings. */
    <T> SpillingSorter<T> sorter(Codec<T> codec, Comparator<? super T> order) {
        return new SpillingSorter<>(codec, order, memoryBudget / 4, directory);
    }

    /** For what a journal says of items. */
    SpillingSorter<ItemState.Line> forStates() {
        return new SpillingSorter<>(ItemState.Line.CODEC, ItemState.Line.ORDER, memoryBudget / 4, directory);
    }

    /** For the orphans of earlier runs. */
    SpillingSorter<Sighting> forSightings() {
        return new SpillingSorter<>(Sighting.CODEC, Sighting.ORDER, memoryBudget / 8, directory);
    }
}
