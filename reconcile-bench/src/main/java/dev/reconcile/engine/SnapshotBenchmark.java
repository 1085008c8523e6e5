package dev.reconcile.engine;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Sorting references and reading them in order, in memory and in runs on disk: nanoseconds a reference. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SnapshotBenchmark {

    private static final int ENTRIES = 200_000;

    /** MiB: all of it fits, or a dozen runs are written. */
    @Param({"1024", "4"})
    public int memoryBudget;

    private List<Entry> entries = List.of();
    private SpillDirectory directory = directory();
    private SpillingSorter<Entry> read = sorter();

    private static SpillDirectory directory() {
        return new SpillDirectory(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private SpillingSorter<Entry> sorter() {
        return new SpillingSorter<>(Entry.CODEC, Comparator.naturalOrder(), (long) memoryBudget << 20, directory);
    }

    @Setup
    public void fill() {
        entries = BenchEntries.entries(ENTRIES);
        directory = directory();
        read = sorter();
        entries.forEach(read::add);
        read.sorted();
    }

    @TearDown(Level.Trial)
    public void remove() {
        read.close();
        directory.close();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long sort() {
        try (SpillingSorter<Entry> sorter = sorter()) {
            entries.forEach(sorter::add);
            return sorter.sorted().size();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long read() {
        long sizes = 0;
        try (CloseableIterator<Entry> all = read.sorted().all()) {
            while (all.hasNext()) {
                sizes += all.next().expectedSize();
            }
        }
        return sizes;
    }
}
