package dev.reconcile.engine;

import dev.reconcile.Adopter;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.Waiting;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an engine works with, for all its runs.
 *
 * @param holder who takes leases, for whoever comes second
 * @param quarantine the reserved prefix
 * @param executor null if each run shall start threads of its own
 */
public record Collaborators(
        ObjectStore store,
        MetadataCatalog catalog,
        RunJournal journal,
        String holder,
        String quarantine,
        @Nullable Adopter adopter,
        RunListener listener,
        InstantSource clock,
        boolean agesByOwnClock,
        Waiting waiting,
        RandomGenerator random,
        @Nullable Executor executor,
        Path spillDirectory,
        long memoryBudget,
        Function<Instant, RunId> runIds) {

    /** The same, for what leaves nothing behind and tells nobody. */
    Collaborators unrecorded() {
        return new Collaborators(
                store,
                catalog,
                RunJournal.inMemory(),
                holder,
                quarantine,
                adopter,
                RunListener.NONE,
                clock,
                agesByOwnClock,
                waiting,
                random,
                executor,
                spillDirectory,
                memoryBudget,
                runIds);
    }

    Binding binding() {
        return Binding.of(store.profile(), catalog.profile(), quarantine);
    }
}
