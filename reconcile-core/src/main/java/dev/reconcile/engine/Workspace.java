package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
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

    static final Codec<StoredObject> OBJECTS = new Codec<>() {
        @Override
        public void write(StoredObject object, DataOutput out) throws IOException {
            Codec.writeText(object.key().value(), out);
            out.writeLong(object.size());
            Codec.writeText(object.etag(), out);
            Instant modified = object.lastModified();
            Codec.writeText(modified == null ? null : modified.toString(), out);
            Codec.writeText(object.storageClass(), out);
        }

        @Override
        public StoredObject read(DataInput in) throws IOException {
            ObjectKey key = ObjectKey.of(Codec.readText(in));
            long size = in.readLong();
            String etag = Codec.readNullableText(in);
            String modified = Codec.readNullableText(in);
            return new StoredObject(
                    key, size, etag, modified == null ? null : Instant.parse(modified), Codec.readNullableText(in));
        }

        @Override
        public int weight(StoredObject object) {
            return 240 + object.key().value().length();
        }
    };
}
