package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillingSorterTest {

    @TempDir
    Path directory;

    /** From all in memory, over a few runs, to more runs than are merged at once. */
    @ParameterizedTest
    @ValueSource(longs = {1 << 24, 1 << 20, 1 << 17, 1 << 14})
    void sortsTheSameWhateverTheMemory(long budget) {
        Random random = new Random(budget);
        List<Entry> entries = entries(10_000, random);
        try (SpillDirectory spill = new SpillDirectory(directory);
                SpillingSorter<Entry> sorter = new SpillingSorter<>(Entry.CODEC, Entry::compareTo, budget, spill)) {
            entries.forEach(sorter::add);
            Sorted<Entry> sorted = sorter.sorted();

            List<ObjectKey> keys = entries.stream().map(Entry::key).sorted().toList();
            assertThat(keysOf(sorted.all())).isEqualTo(keys);
            assertThat(sorted.size()).isEqualTo(10_000);

            for (int i = 0; i < 20; i++) {
                ObjectKey from = keys.get(random.nextInt(keys.size()));
                assertThat(keysOf(sorted.from(entry -> entry.key().compareTo(from) <= 0)))
                        .as("beyond %s", from)
                        .isEqualTo(keys.stream()
                                .filter(key -> key.compareTo(from) > 0)
                                .toList());
            }
        }
    }

    @Test
    void everyFieldSurvivesTheDisk() {
        List<Entry> entries = entries(500, new Random(1));
        try (SpillDirectory spill = new SpillDirectory(directory);
                SpillingSorter<Entry> sorter = new SpillingSorter<>(Entry.CODEC, Entry::compareTo, 1, spill)) {
            entries.forEach(sorter::add);
            List<Entry> back = new ArrayList<>();
            sorter.sorted().all().forEachRemaining(back::add);
            assertThat(back).containsExactlyInAnyOrderElementsOf(entries);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 24, 1 << 17})
    void quantilesCutIntoPartsOfAboutEqualSize(long budget) {
        try (SpillDirectory spill = new SpillDirectory(directory);
                SpillingSorter<Entry> sorter = new SpillingSorter<>(Entry.CODEC, Entry::compareTo, budget, spill)) {
            entries(50_000, new Random(2)).forEach(sorter::add);
            Sorted<Entry> sorted = sorter.sorted();
            List<KeyRange> ranges = KeyRange.between(
                    ReconcileRequest.dryRun(),
                    sorted.quantiles(8).stream().map(Entry::key).toList());

            assertThat(ranges).hasSize(8);
            long all = 0;
            for (KeyRange range : ranges) {
                int size = keysOf(new Until<>(
                                sorted.from(entry -> range.beginsAfter(entry.key())),
                                entry -> range.endsBefore(entry.key())))
                        .size();
                assertThat(size).as("size of %s", range).isBetween(2000, 13_000);
                all += size;
            }
            assertThat(all).as("no entry is lost or doubled between ranges").isEqualTo(50_000);
        }
    }

    @Test
    void nothingStaysOnDisk() throws IOException {
        try (SpillDirectory spill = new SpillDirectory(directory);
                SpillingSorter<Entry> sorter = new SpillingSorter<>(Entry.CODEC, Entry::compareTo, 1 << 14, spill)) {
            entries(5000, new Random(3)).forEach(sorter::add);
            assertThat(sorter.sorted().all().next()).isNotNull();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static List<ObjectKey> keysOf(CloseableIterator<Entry> entries) {
        List<ObjectKey> keys = new ArrayList<>();
        entries.forEachRemaining(entry -> keys.add(entry.key()));
        return keys;
    }

    private static List<Entry> entries(int count, Random random) {
        Entry.Standing[] standings = Entry.Standing.values();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(
                    ObjectKey.of(RandomKeys.next(random)),
                    new RecordId(String.valueOf(random.nextLong())),
                    random.nextInt(3),
                    random.nextInt(5) - 1,
                    standings[random.nextInt(standings.length)]));
        }
        return entries;
    }
}
