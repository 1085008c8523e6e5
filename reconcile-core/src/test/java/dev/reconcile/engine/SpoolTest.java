package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is listed before anybody can make use of it comes back as it was, and takes little room. */
class SpoolTest {

    @TempDir
    private Path directory;

    private static StoredObject object(Random random) {
        byte[] md5 = new byte[16];
        random.nextBytes(md5);
        String hex = HexFormat.of().formatHex(md5);
        String[] etags = {hex, hex, hex.toUpperCase(Locale.ROOT), hex + "-17", "", null};
        Instant[] times = {Instant.parse("2026-11-03T08:15:00Z"), Instant.ofEpochSecond(1, 999_999_999), null};
        String[] classes = {"STANDARD", "STANDARD", "GLACIER", null};
        return new StoredObject(
                ObjectKey.of(RandomKeys.next(random)),
                random.nextLong() >>> random.nextInt(1, 64),
                etags[random.nextInt(etags.length)],
                times[random.nextInt(times.length)],
                classes[random.nextInt(classes.length)]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 50_000})
    void everythingComesBack(int size) throws IOException {
        Random random = new Random(size);
        List<StoredObject> objects = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            objects.add(object(random));
        }
        try (SpillDirectory spill = new SpillDirectory(directory);
                Spool<StoredObject> spool = new Spool<>(ObjectCodec.INSTANCE, spill)) {
            List<Spool<StoredObject>.Part> parts = List.of(spool.part(), spool.part(), spool.part());
            for (int i = 0; i < size; i++) { // they lie across each other in the file
                parts.get(i % 3).add(objects.get(i));
            }
            parts.get(1).seal();
            for (int i = 0; i < size; i++) {
                assertThat(parts.get(i % 3).next()).isEqualTo(objects.get(i));
            }
            assertThat(parts).noneMatch(Iterator::hasNext);
            try (var left = Files.list(spill.path())) { // a killed JVM leaves nothing behind
                assertThat(left).isEmpty();
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anObjectOfAnOrdinaryListingTakesUnderFiftyBytes() {
        Random random = new Random(3);
        int size = 20_000;
        byte[] md5 = new byte[16];
        try (SpillDirectory spill = new SpillDirectory(directory);
                Spool<StoredObject> spool = new Spool<>(ObjectCodec.INSTANCE, spill)) {
            Spool<StoredObject>.Part part = spool.part();
            for (int i = 0; i < size; i++) {
                random.nextBytes(md5);
                part.add(new StoredObject(
                        ObjectKey.of(String.format("images/2026/%08d.jpg", i)),
                        100_000 + i,
                        HexFormat.of().formatHex(md5),
                        Instant.ofEpochSecond(1_790_000_000L + i),
                        "STANDARD"));
            }
            part.seal();
            assertThat(spool.bytes()).isBetween(20L * size, 50L * size);
        }
    }
}
