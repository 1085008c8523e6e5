package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Findings into a journal of files: nanoseconds a finding, with and without waiting for the disk after each thousand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalAppendBenchmark {

    private static final int FINDINGS = 1000;

    private final List<JournalEntry> findings = BenchEntries.objects(BenchEntries.entries(FINDINGS * 2)).stream()
            .limit(FINDINGS)
            .<JournalEntry>map(object -> new JournalEntry.Found(
                    1, new Finding.Orphan(object), List.of(new Look("HEAD " + object.key(), "present", Instant.EPOCH))))
            .toList();
    private Path directory = Path.of("");
    private RunJournal journal = RunJournal.inMemory();
    private RunLog log = journal.begin("nothing", "nobody", new RunId("20260101T000000Z-00000000"));

    /** A new one for each iteration, so that the disk doesn't fill. */
    @Setup(Level.Iteration)
    public void begin() throws IOException {
        directory = Files.createTempDirectory("reconcile-bench-");
        journal = RunJournal.in(directory);
        log = journal.begin("bench", "benchmark", new RunId("20260101T000000Z-00000001"));
    }

    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        log.close();
        journal.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(JournalAppendBenchmark::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Benchmark
    @OperationsPerInvocation(FINDINGS)
    public void write() {
        log.write(findings);
    }

    @Benchmark
    @OperationsPerInvocation(FINDINGS)
    public void writeDurably() {
        log.write(findings);
        log.sync();
    }
}
