package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Keys as neighbours in a listing: they begin alike, and differ within a few characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyComparisonBenchmark {

    private static final int KEYS = 10_000;

    private ObjectKey[] keys = new ObjectKey[0];
    private String[] texts = new String[0];

    @Setup
    public void sort() {
        List<ObjectKey> sorted =
                BenchEntries.entries(KEYS).stream().map(Entry::key).sorted().toList();
        keys = sorted.toArray(ObjectKey[]::new);
        texts = sorted.stream().map(ObjectKey::value).toArray(String[]::new);
    }

    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int inOrderOfUtf8() {
        int sum = 0;
        for (int i = 1; i < keys.length; i++) {
            sum += keys[i - 1].compareTo(keys[i]);
        }
        return sum;
    }

    /** What it costs with the order of {@link String}, which is another. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int inOrderOfStrings() {
        int sum = 0;
        for (int i = 1; i < texts.length; i++) {
            sum += texts[i - 1].compareTo(texts[i]);
        }
        return sum;
    }
}
