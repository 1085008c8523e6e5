package dev.reconcile.engine;

import dev.reconcile.store.StoredObject;
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

/** References against objects, both in memory: nanoseconds a reference. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeJoinBenchmark {

    private static final int ENTRIES = 100_000;

    private List<Entry> references = List.of();
    private List<StoredObject> objects = List.of();

    @Setup
    public void sort() {
        references = BenchEntries.entries(ENTRIES).stream().sorted().toList();
        objects = BenchEntries.objects(references);
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public long join() {
        Count count = new Count();
        MergeJoin.join(references.iterator(), objects.iterator(), entry -> false, count);
        return count.differences;
    }

    private static final class Count implements MergeJoin.Visitor {

        private long differences;

        @Override
        public void referenceOnly(Entry reference) {
            differences++;
        }

        @Override
        public void objectOnly(StoredObject object) {
            differences++;
        }

        @Override
        public void both(Entry reference, StoredObject object) {
            differences += reference.expectedSize() == object.size() ? 0 : 1;
        }
    }
}
