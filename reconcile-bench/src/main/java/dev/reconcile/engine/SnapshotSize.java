package dev.reconcile.engine;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** How many bytes a reference takes in the snapshot, on disk and in memory, and an object that is put aside. */
public final class SnapshotSize {

    private static final int COUNT = 300_000;
    private static final Random RANDOM = new Random(7);

    private SnapshotSize() {}

    /** Takes nothing, and prints a table. */
    public static void main(String[] args) throws IOException {
        System.out.printf(
                "| %,d keys like | bytes of a key | of a reference on disk | its share of the budget | of the heap | of an object aside |%n",
                COUNT);
        System.out.println("|---|---:|---:|---:|---:|---:|");
        measure("images/00000042.jpg, numbers as ids", i -> String.format(Locale.ROOT, "images/%08d.jpg", i), false);
        measure("images/ and a UUID, numbers as ids", i -> "images/" + uuid(), false);
        measure(
                "2026/11/03/ and a UUID, UUIDs as ids",
                i -> String.format(Locale.ROOT, "2026/%02d/%02d/", 1 + i % 12, 1 + i / 12 % 28) + uuid(),
                true);
    }

    private static String uuid() {
        return new UUID(RANDOM.nextLong(), RANDOM.nextLong()).toString();
    }

    private static void measure(String like, IntFunction<String> keys, boolean uuids) throws IOException {
        long before = used();
        List<Entry> entries = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            RecordId id = new RecordId(uuids ? uuid() : String.valueOf(i));
            entries.add(new Entry(ObjectKey.of(keys.apply(i)), id, 0, 100_000L + i, Entry.Standing.JUDGED));
        }
        double heap = (double) (used() - before) / COUNT;
        Collections.sort(entries);
        long bytes = 0;
        long weight = 0;
        for (Entry entry : entries) {
            bytes += entry.key().value().length();
            weight += Entry.CODEC.weight(entry);
        }
        List<StoredObject> objects = new ArrayList<>(COUNT);
        byte[] md5 = new byte[16];
        for (Entry entry : entries) {
            RANDOM.nextBytes(md5);
            String etag = HexFormat.of().formatHex(md5);
            Instant time = Instant.ofEpochSecond(1_790_000_000L + RANDOM.nextInt(10_000_000));
            objects.add(new StoredObject(entry.key(), entry.expectedSize(), etag, time, "STANDARD"));
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.1f | %.0f | %.0f | %.1f |%n",
                like,
                (double) bytes / COUNT,
                onDisk(entries, Entry.CODEC),
                (double) weight / COUNT,
                heap,
                onDisk(objects, ObjectCodec.INSTANCE));
    }

    private static <T> double onDisk(List<T> sorted, Codec<T> codec) throws IOException {
        long[] count = new long[1];
        DataOutputStream out = new DataOutputStream(new OutputStream() {
            @Override
            public void write(int one) {
                count[0]++;
            }
        });
        @Nullable T previous = null;
        for (int i = 0; i < sorted.size(); i++) {
            codec.write(sorted.get(i), i % SortedRun.STRIDE == 0 ? null : previous, out);
            previous = sorted.get(i);
        }
        return (double) count[0] / sorted.size();
    }

    private static long used() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
