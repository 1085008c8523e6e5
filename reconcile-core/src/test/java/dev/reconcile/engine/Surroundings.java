package dev.reconcile.engine;

import dev.reconcile.ChangeEvent;
import dev.reconcile.Finding;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that one stage works with, in memory, with a clock that stands still and a trace of what was asked and written. */
final class Surroundings {

    static final Instant NOW = Instant.parse("2026-11-03T08:00:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    static final RunId RUN = new RunId("20261103T080000Z-00000001");

    /** Where nothing spills, as nothing is large. */
    static final Workspace WORKSPACE = new Workspace(new SpillDirectory(Path.of("nowhere")), 1 << 22);

    final List<String> trace = new ArrayList<>();
    final List<ChangeEvent> events = new ArrayList<>();
    final List<Progress> progressed = new ArrayList<>();
    final List<Finding> found = new ArrayList<>();
    Instant now = NOW;
    final InstantSource clock = () -> now;

    final BentStore store = new BentStore(clock, trace);
    final BentCatalog catalog = new BentCatalog(clock, trace);
    final RunJournal journal = RunJournal.inMemory();
    final NotedLog log = new NotedLog(journal.begin("scope", "test", RUN), trace);
    final Problems problems = new Problems();
    final ChangeTally tally = new ChangeTally();
    final StopSignal stop = new StopSignal(clock, null);
    final Announcer announcer = new Announcer(new RunListener() {
        @Override
        public void changed(ChangeEvent event) {
            events.add(event);
        }

        @Override
        public void progressed(Progress progress) {
            progressed.add(progress);
        }

        @Override
        public void found(Finding finding) {
            found.add(finding);
        }
    });
    final Calls calls = new Calls(
            store,
            catalog,
            stop,
            () -> {},
            clock,
            duration -> {},
            new Random(1),
            new Hands(Runnable::run, 1, stop),
            1,
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
    final Ledger ledger = new Ledger(log, clock, announcer, Optional.of("request-7"));
    final Witness witness = new Witness(calls, "");

    /** All ages are enough, but for what is younger than an hour. */
    Grace grace =
            new Grace(NOW.minus(Duration.ofHours(1)), NOW.minus(Duration.ofHours(1)), NOW.minus(Duration.ofHours(1)));

    Confirm confirm() {
        return new Confirm(calls, grace, witness, problems, clock);
    }

    Collaborators collaborators(boolean agesByOwnClock) {
        return new Collaborators(
                store,
                catalog,
                journal,
                "test",
                ".reconcile/",
                null,
                RunListener.NONE,
                clock,
                agesByOwnClock,
                duration -> {},
                new Random(1),
                null,
                Path.of("nowhere"),
                1 << 20,
                start -> RUN);
    }

    Working working(ReconcileRequest request) {
        return new Working(
                collaborators(true),
                request,
                calls,
                stop,
                new Parallel(Runnable::run, 1, stop),
                announcer,
                ledger,
                WORKSPACE,
                problems,
                tally);
    }

    ProgressMeter meter() {
        return new ProgressMeter(announcer, clock, Progress.Stage.APPLY, OptionalLong.empty());
    }

    /** What became of items, as the journal says. */
    List<JournalEntry.Done> dones() {
        return entries().stream()
                .filter(JournalEntry.Done.class::isInstance)
                .map(JournalEntry.Done.class::cast)
                .toList();
    }

    /** What was written into the journal. */
    List<JournalEntry> entries() {
        try (Stream<JournalEntry> entries = journal.entries(RUN)) {
            return entries.toList();
        }
    }

    StoredObject object(String key, long size) {
        return store.real.put(key, size, LONG_AGO);
    }

    /** This object was there when the run began. */
    void knows(StoredObject there) {
        witness.recall(List.of(there));
    }

    /** An object that no store has to have. */
    static StoredObject imagined(String key, long size, @Nullable String etag, @Nullable Instant lastModified) {
        return new StoredObject(ObjectKey.of(key), size, etag, lastModified, null);
    }

    static Reference reference(String id, String role, String key) {
        return new Reference(new RecordId(id), role, ObjectKey.of(key), OptionalLong.empty(), true);
    }

    static Reference sized(String id, String key, long size) {
        return new Reference(new RecordId(id), "original", ObjectKey.of(key), OptionalLong.of(size), true);
    }

    /** A record that has been ready for long. */
    void ready(String id, Reference... references) {
        catalog.real.put(id, "ready", LONG_AGO, references);
    }

    static CatalogRecord record(
            String id,
            @Nullable String status,
            @Nullable String message,
            boolean marked,
            @Nullable Instant lastChanged,
            Reference... references) {
        return new CatalogRecord(
                new RecordId(id), status, message, marked, lastChanged, Map.of(), List.of(references), List.of());
    }

    static Presence present(StoredObject object) {
        return Presence.present(object);
    }
}
