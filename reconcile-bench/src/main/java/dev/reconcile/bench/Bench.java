package dev.reconcile.bench;

import dev.reconcile.bench.RequestCounts.Counted;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A store and a database with the same data set, and how a contestant over them is run and measured. */
final class Bench implements Closeable {

    private final DataSet data;
    private final StoreProcess store;
    private final BenchDatabase database;

    private Bench(DataSet data, StoreProcess store, BenchDatabase database) {
        this.data = data;
        this.store = store;
        this.database = database;
    }

    static Bench start(DataSet data) throws IOException, SQLException {
        BenchDatabase database = BenchDatabase.start(data);
        try {
            return new Bench(data, StoreProcess.start(data), database);
        } catch (IOException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    StoreProcess store() {
        return store;
    }

    BenchDatabase database() {
        return database;
    }

    Setting setting(int concurrency, int batch, long sample) {
        return new Setting(data, store.endpoint(), database.jdbcUrl(), concurrency, batch, sample);
    }

    /** Runs a contestant in a JVM of its own. */
    Trial run(Contestant contestant, Setting setting, String heap) throws IOException, InterruptedException {
        return run(Contestant.class, List.of("--contestant", contestant.name()), setting, heap, List.of());
    }

    /** Runs a class that prints an {@link Outcome} in a JVM of its own. */
    Trial run(Class<?> main, List<String> more, Setting setting, String heap, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(more);
        arguments.addAll(List.of(setting.arguments()));
        return measured(new ProcessBuilder(Jvm.command(heap, options, main, arguments.toArray(String[]::new))), false);
    }

    /** Runs a command that prints an {@link Outcome}. One that isn't a JVM of ours doesn't know what it took. */
    Trial measured(ProcessBuilder command, boolean isScript) throws IOException, InterruptedException {
        Counted before = store.counts();
        long databaseBefore = database.cpuMillis();
        long machineBefore = ProcessUsage.machineMillis();
        long start = System.nanoTime();
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        CompletableFuture<@Nullable String> said = CompletableFuture.supplyAsync(() -> lastLine(process));
        long peak = isScript ? ProcessUsage.peakKibOf(process) : 0;
        int exit = process.waitFor();
        double wall = (System.nanoTime() - start) / 1e9;
        double machine = (ProcessUsage.machineMillis() - machineBefore) / 1e3;
        String result = said.join();
        if (exit != 0 || result == null) {
            throw new IllegalStateException("Failed with exit code " + exit + ": " + command.command());
        }
        Outcome outcome = Outcome.parse(result);
        return new Trial(
                wall,
                outcome.peakKib() == 0 ? outcome.withPeak(peak) : outcome,
                store.counts().since(before),
                (database.cpuMillis() - databaseBefore) / 1e3,
                machine);
    }

    /** The last that says what came out; everything else is passed on. */
    private static @Nullable String lastLine(Process process) {
        String result = null;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("RESULT ")) {
                    result = line;
                } else {
                    System.err.println(line);
                }
            }
        } catch (IOException ended) {
            return null;
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            database.close();
        }
    }
}
