package dev.reconcile.engine;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.engine.Entry.Standing;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** References and objects to measure with: always the same. */
final class BenchEntries {

    private BenchEntries() {}

    /** In no order. */
    static List<Entry> entries(int count) {
        Random random = new Random(7);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectKey key = ObjectKey.of("images/" + new UUID(random.nextLong(), random.nextLong()));
            entries.add(new Entry(key, new RecordId(String.valueOf(i)), 0, 1000 + i, Standing.JUDGED));
        }
        return entries;
    }

    /** The objects of all entries but each hundredth. */
    static List<StoredObject> objects(List<Entry> sorted) {
        Instant modified = Instant.parse("2024-05-06T07:08:09Z");
        List<StoredObject> objects = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (i % 100 != 50) {
                Entry entry = sorted.get(i);
                objects.add(new StoredObject(entry.key(), entry.expectedSize(), "d41d8cd9", modified, "STANDARD"));
            }
        }
        return objects;
    }
}
