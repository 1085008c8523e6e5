package dev.reconcile.engine;

import dev.reconcile.store.StoredObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
        return new SpillingSorter<>(OBJECTS, Comparator.comparing(StoredObject::key), memoryBudget / 4, directory);
    }

    private static final Codec<StoredObject> OBJECTS = new Codec<>() {
        @Override
        public void write(StoredObject object, DataOutput out) throws IOException {
            Judged.writeObject(object, out);
        }

        @Override
        public StoredObject read(DataInput in) throws IOException {
            return Judged.readObject(in);
        }

        @Override
        public int weight(StoredObject object) {
            return 240 + object.key().value().length();
        }
    };
}
