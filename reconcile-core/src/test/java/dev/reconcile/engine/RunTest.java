package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Progress;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One run from its request to its report, and the same run resumed. */
class RunTest {

    private static final String NEVER = "look reconcile-preflight";

    private final Surroundings at = new Surroundings();
    private final List<JournalEntry> earlier = new ArrayList<>();
    private Workspace workspace = WORKSPACE;

    @BeforeEach
    void someRecordsAreInOrder() {
        for (String id : List.of("1", "2", "3", "4")) {
            at.ready(id, reference(id, "original", "key-" + id));
            at.object("key-" + id, 1);
        }
    }

    private RunReport run(ReconcileRequest request) {
        at.trace.clear();
        if (earlier.isEmpty()) {
            return run(request, null, null);
        }
        PastRuns past = new PastRuns();
        past.write(PastRuns.id(2), PastRuns.begun(PastRuns.id(2)));
        try (RunLog log = past.journal.reopen("scope", "test", PastRuns.id(2))) {
            log.write(earlier);
        }
        PastRun before = PastRun.read(past.journal, PastRuns.id(2));
        try (ItemStates states = before.states(WORKSPACE)) {
            return run(request, before, states);
        }
    }

    private RunReport run(ReconcileRequest request, @Nullable PastRun past, @Nullable ItemStates before) {
        Working run = at.working(request);
        Working roomy = new Working(
                run.with(),
                run.request(),
                run.calls(),
                run.stop(),
                run.parallel(),
                run.announcer(),
                run.ledger(),
                workspace,
                run.problems(),
                run.changes());
        return new Run(roomy, past, before).carryOut(NOW).get();
    }

    private RunReport dryRun() {
        return run(ReconcileRequest.dryRun());
    }

    /** A record whose object is missing. */
    private Finding missing(String id) {
        at.ready(id, reference(id, "original", "key-" + id));
        at.store.real.remove("key-" + id);
        return new Finding.Missing(
                reference(id, "original", "key-" + id), new RecordState("ready", null, LONG_AGO, Map.of()));
    }

    private @Nullable String status(String id) {
        return at.catalog.real.record(id).map(CatalogRecord::status).orElse(null);
    }

    private <E> List<E> entries(Class<E> type) {
        return at.entries().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<Progress> progressed(Stage stage) {
        return at.progressed.stream().filter(each -> each.stage() == stage).toList();
    }

    private static JournalEntry done(ChangeOutcome outcome, String id) {
        return new JournalEntry.Done("record:" + id, outcome, "x", NOW, null, "", NOW);
    }

    private static Mark mark(String id) {
        return new Mark(new RecordId(id), "ready", null, List.of(reference(id, "original", "key-" + id)), "x");
    }

    @Test
    @DisplayName("A dry run goes from snapshot to plan, and writes nothing but its journal")
    void dryRunGoesFromSnapshotToPlan() {
        Finding missing = missing("3");
        StoredObject orphan = at.object("orphan", 7);
        RunReport report = dryRun();
        assertThat(at.entries())
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsExactly("Cut", "Found", "Found", "Walked", "Walked", "Planned");
        assertThat(entries(JournalEntry.Cut.class))
                .containsExactly(new JournalEntry.Cut(List.of(), Strategy.SWEEP, NOW));
        assertThat(entries(JournalEntry.Walked.class).get(1))
                .isEqualTo(new JournalEntry.Walked(-1, true, Map.of(), List.of(), NOW));
        assertThat(entries(JournalEntry.Planned.class))
                .containsExactly(new JournalEntry.Planned(report.digest(), 2, List.of(), NOW, NOW));
        assertThat(at.found).containsExactly(missing, new Finding.Orphan(orphan));
        assertThat(report.examples()).isEqualTo(at.found);
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.strategy()).isEqualTo(Strategy.SWEEP);
        assertThat(report.records()).isEqualTo(4);
        assertThat(report.roles().get(0).checked()).isEqualTo(4);
        assertThat(report.objects().listed()).isEqualTo(4);
        assertThat(report.startedAt()).isEqualTo(NOW);
        assertThat(report.nextCursor()).isEmpty();
        assertThat(report.timings()).containsOnlyKeys(Stage.SNAPSHOT, Stage.WALK);
        assertThat(progressed(Stage.SNAPSHOT)).last().extracting(Progress::done).isEqualTo(4L);
        assertThat(progressed(Stage.WALK)).last().extracting(Progress::total).isEqualTo(OptionalLong.of(4));
        assertThat(report.marks()).as("proposed, not made").isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(status("3")).isEqualTo("ready");
    }

    @Test
    void finishedStagesTellTheirProgress() {
        assertThat(dryRun().state()).isEqualTo(RunState.COMPLETE);
        assertThat(progressed(Stage.SNAPSHOT)).as("the page, and the end").hasSize(2);
        assertThat(progressed(Stage.WALK)).isNotEmpty();
    }

    @Test
    @DisplayName("I6: an applying run marks what it found, after asking once more for what can't be there")
    void applyingRunMarks() {
        missing("3");
        RunReport report = run(ReconcileRequest.applying());
        assertThat(status("3")).isEqualTo("error");
        assertThat(report.marks()).isEqualTo(new ChangeCounts(1, 1, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(report.roles().get(0).updated()).isEqualTo(1);
        assertThat(report.timings()).containsOnlyKeys(Stage.SNAPSHOT, Stage.WALK, Stage.APPLY);
        assertThat(progressed(Stage.APPLY)).isNotEmpty();
        assertThat(at.trace).filteredOn(what -> what.startsWith(NEVER)).hasSize(2);
        assertThat(at.trace).containsSubsequence("Planned", "sync", "intend record:3");
    }

    @Test
    void applyingRunThatFindsNothingChangesNothing() {
        RunReport report = run(ReconcileRequest.applying());
        assertThat(report.timings()).doesNotContainKey(Stage.APPLY);
        assertThat(at.trace).filteredOn(what -> what.startsWith(NEVER)).hasSize(1);
    }

    @Test
    @DisplayName("I9: over the limits an applying run changes nothing")
    void guardrailsHold() {
        missing("3");
        RunReport report = run(ReconcileRequest.builder()
                .apply()
                .guardrails(Guardrails.DEFAULT.maxFindings(0))
                .build());
        assertThat(report.state()).isEqualTo(RunState.HALTED);
        assertThat(status("3")).isEqualTo("ready");
        assertThat(entries(JournalEntry.Planned.class).get(0).guardrails())
                .isEqualTo(report.guardrails())
                .isNotEmpty();
    }

    /** From the nth time on, the store doesn't say what can't be there. */
    private void preflightFails(int from) {
        int[] asked = {0};
        at.store.looking = (key, truth) -> key.value().startsWith("reconcile-preflight") && ++asked[0] >= from
                ? Presence.unknown(Doubt.FORBIDDEN, "403")
                : truth;
    }

    @Test
    @DisplayName("H2: a store that can't tell what is absent isn't looked at, or not changed")
    void storeHasToTellAbsence() {
        missing("3");
        preflightFails(2);
        assertThat(run(ReconcileRequest.applying()).problems()).hasSize(1);
        assertThat(status("3")).isEqualTo("ready");
        preflightFails(1);
        at.trace.clear();
        RunReport report = run(ReconcileRequest.applying());
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(at.trace).singleElement().asString().startsWith(NEVER);
    }

    @Test
    @DisplayName("H1: what is missing is proven by somebody who was there at the beginning")
    void somebodyHasToTestify() {
        missing("3");
        assertThat(dryRun().missing()).isEqualTo(1);
        assertThat(at.trace).as("asked for before the walk").contains("list  12");
    }

    private static ReconcileRequest.Builder onlyMissing() {
        return ReconcileRequest.builder().dryRun().kinds(FindingKind.MISSING);
    }

    @Test
    void fewReferencesAreLookedUpUnlessOrphansAreSought() {
        missing("3");
        RunReport report = run(onlyMissing().build());
        assertThat(report.strategy()).isEqualTo(Strategy.PROBE);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.objects().listed()).isZero();
        assertThat(run(onlyMissing().strategy(Strategy.SWEEP).build()).strategy())
                .isEqualTo(Strategy.SWEEP);
        assertThat(dryRun().strategy()).isEqualTo(Strategy.SWEEP);
    }

    @Test
    void moreReferencesThanAPageCostsAreListedOrLookedUp() {
        assertThat(run(onlyMissing().pageCost(4).build()).strategy()).isEqualTo(Strategy.PROBE);
        missing("3");
        RunReport report = run(onlyMissing().pageCost(3).build());
        assertThat(report.strategy()).isEqualTo(Strategy.MIXED);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.checked()).isEqualTo(4);
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    @DisplayName("H31: where the order turns out to be none, a mixed run looks each reference up")
    void mixedRunWithoutOrderLooksUp() {
        at.ready("5", reference("5", "original", "key-5"));
        at.object("key-5", 1);
        at.ready("6", reference("6", "original", "key-6"));
        at.object("key-6", 1);
        missing("3");
        at.store.listing = page -> {
            List<StoredObject> objects = new ArrayList<>(page.objects());
            Collections.swap(objects, objects.size() - 2, objects.size() - 3);
            return new ListPage(objects, page.next());
        };
        RunReport report =
                run(onlyMissing().strategy(Strategy.MIXED).pageCost(0.1).build());
        assertThat(report.strategy()).isEqualTo(Strategy.PROBE);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.checked()).isEqualTo(6);
        assertThat(entries(JournalEntry.Cut.class)).hasSize(2);
    }

    @Test
    @DisplayName("H26: in a store without order a mixed run looks each reference up")
    void mixedRunOverAStoreWithoutOrderLooksUp() {
        at.store.order = ListOrder.NONE;
        assertThat(run(onlyMissing().strategy(Strategy.MIXED).build()).strategy())
                .isEqualTo(Strategy.PROBE);
    }

    @Test
    void limitedRunSaysWhereToGoOn() {
        RunReport report = run(onlyMissing().limit(2).build());
        assertThat(report.nextCursor()).contains(new RecordId("2"));
        assertThat(report.records()).isEqualTo(2);
    }

    @Test
    @DisplayName("H91: a run that is stopped while it reads says so")
    void stoppedRunSaysSo() {
        at.store.fromLook(1, "key-3", truth -> truth);
        at.stop.cancel();
        RunReport report = dryRun();
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.problems()).containsExactly("The run was interrupted");
    }

    @Test
    void brokenCatalogEndsTheRun() {
        at.catalog.real.put(new CatalogRecord(
                new RecordId("5"),
                "ready",
                null,
                false,
                LONG_AGO,
                Map.of(),
                List.of(reference("5", "original", "x")),
                List.of()));
        missing("3");
        at.catalog.marking = real -> {
            throw new JournalException("The disk is full", null);
        };
        RunReport report = run(ReconcileRequest.builder()
                .apply()
                .guardrails(Guardrails.DEFAULT.maxRatio(1))
                .build());
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).containsExactly("The disk is full");
    }

    @Test
    @DisplayName("H47, H55: where the catalog may hide references, or is empty, no object is told to be an orphan")
    void orphansNeedAKnownCatalog() {
        at.object("orphan", 7);
        at.catalog.real.put(new CatalogRecord(
                new RecordId("5"),
                "ready",
                null,
                false,
                LONG_AGO,
                Map.of(),
                List.of(),
                List.of(new UnusableReference(
                        new RecordId("5"), "original", UnusableReference.Kind.FOREIGN, "http://x", "elsewhere"))));
        RunReport report = dryRun();
        assertThat(report.objects().orphans()).isZero();
        assertThat(report.objects().unknown()).isEqualTo(1);
        List.of("1", "2", "3", "4", "5").forEach(at.catalog.real::remove);
        assertThat(dryRun().objects().orphans()).isZero();
    }

    @Test
    @DisplayName("H54: where a page is empty though the one before said that something follows, it is asked for again")
    void emptyPageThatWasPromisedIsAskedForAgain() {
        at.object("orphan", 7);
        int[] pages = {0};
        at.catalog.reading = page -> ++pages[0] == 2 ? new CatalogPage(List.of(), null) : page;
        RunReport report = run(ReconcileRequest.builder().dryRun().batchSize(2).build());
        assertThat(report.records()).isEqualTo(4);
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(pages[0]).isEqualTo(3);
    }

    private void isShuffled() {
        at.store.listing = page -> {
            List<StoredObject> objects = new ArrayList<>(page.objects());
            Collections.reverse(objects);
            return new ListPage(objects, page.next());
        };
    }

    @Test
    @DisplayName("H26: a listing without order is sorted first")
    void listingWithoutOrderIsSorted() {
        at.store.order = ListOrder.NONE;
        isShuffled();
        missing("3");
        RunReport report = dryRun();
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.objects().listed()).isEqualTo(3);
        assertThat(at.trace)
                .as("the witness, and the listing")
                .filteredOn(what -> what.startsWith("list"))
                .hasSize(2);
    }

    @Test
    @DisplayName("H73: a listing without order that breaks off leaves all unknown")
    void listingWithoutOrderThatBreaksOffLeavesAllUnknown() {
        at.store.order = ListOrder.NONE;
        at.store.listing = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        RunReport report = dryRun();
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).contains("503");
        assertThat(report.missing()).isZero();
    }

    @Test
    @DisplayName("H73: where a listing breaks off, what is missing stands, and orphans don't")
    void orphansOfABrokenListingDontStand() {
        at.ready("5", reference("5", "original", "a-gone"));
        at.object("a-orphan", 7);
        int[] pages = {0};
        at.store.listing = page -> {
            if (++pages[0] == 3) {
                throw new StoreException(Doubt.UNAVAILABLE, "503", null);
            }
            List<StoredObject> first = page.objects().subList(0, 2);
            return pages[0] == 1
                    ? page
                    : new ListPage(first, ListRequest.of("").after(first.get(1).key()));
        };
        RunReport report = run(ReconcileRequest.builder().dryRun().batchSize(1).build());
        assertThat(entries(JournalEntry.Found.class)).as("both were proven").hasSize(2);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.objects().orphans()).isZero();
        assertThat(report.objects().unknown()).isEqualTo(1);
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
    }

    @Test
    @DisplayName("H31: where the order turns out to be none, nothing of the walk stands, and it begins again")
    void walkWithoutOrderBeginsAgain() {
        isShuffled();
        missing("3");
        at.object("orphan", 7);
        RunReport report = dryRun();
        assertThat(entries(JournalEntry.Cut.class)).hasSize(2);
        assertThat(report.missing()).isEqualTo(1);
        assertThat(report.objects().orphans()).isEqualTo(1);
        assertThat(report.objects().listed()).isEqualTo(4);
        assertThat(progressed(Stage.WALK)).last().extracting(Progress::done).isEqualTo(4L);
    }

    /** An earlier part of this run cut the keys at key-2, and walked what is up to it. */
    private void halfIsWalked(Finding... found) {
        earlier.add(new JournalEntry.Cut(List.of(ObjectKey.of("key-2")), Strategy.SWEEP, NOW));
        for (Finding each : found) {
            earlier.add(new JournalEntry.Found(0, each, List.of()));
        }
        earlier.add(new JournalEntry.Walked(
                0,
                true,
                Map.of(
                        "listed",
                        50L,
                        "role.original.references",
                        2L,
                        "role.original.checked",
                        2L,
                        "role.original.judged",
                        2L),
                witnesses(),
                NOW));
    }

    private List<StoredObject> witnesses() {
        return List.of(((Presence.Present) at.store.real.stat(ObjectKey.of("key-4"))).object());
    }

    @Test
    @DisplayName("H85: a resumed run takes up what was walked, and walks the rest")
    void resumedRunWalksTheRest() {
        Finding before = missing("1");
        Finding now = missing("3");
        halfIsWalked(before);
        RunReport report = dryRun();
        assertThat(report.examples()).containsExactly(before, now);
        assertThat(report.objects().listed()).isEqualTo(51);
        assertThat(report.references()).isEqualTo(4);
        assertThat(report.checked()).isEqualTo(4);
        assertThat(entries(JournalEntry.Cut.class)).as("it is cut already").isEmpty();
        assertThat(entries(JournalEntry.Walked.class))
                .extracting(JournalEntry.Walked::range)
                .containsExactly(1, -1);
        assertThat(at.trace).as("what was confirmed isn't again").doesNotContain("look key-1");
    }

    @Test
    void resumedRunKeepsItsStrategy() {
        earlier.add(new JournalEntry.Cut(List.of(), Strategy.PROBE, NOW));
        assertThat(run(onlyMissing().strategy(Strategy.SWEEP).build()).strategy())
                .isEqualTo(Strategy.PROBE);
    }

    @Test
    void runKilledBeforeItsFirstCutIsCutNow() {
        earlier.add(new JournalEntry.Resumed("test", 1, NOW));
        missing("3");
        assertThat(dryRun().missing()).isEqualTo(1);
        assertThat(entries(JournalEntry.Cut.class)).hasSize(1);
    }

    @Test
    @DisplayName("H72: a resumed run believes only the bucket that it began with")
    void resumedRunBelievesOnlyItsBucket() {
        missing("3");
        halfIsWalked();
        at.object("key-4", 1);
        RunReport report = dryRun();
        assertThat(report.missing()).isZero();
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
    }

    @Test
    @DisplayName("H31: a resumed run that finds no order can't begin again, and says what to do")
    void resumedRunWithoutOrderSaysWhatToDo() {
        halfIsWalked();
        isShuffled();
        RunReport report = dryRun();
        assertThat(report.problems()).anyMatch(problem -> problem.contains("start another run"));
        assertThat(entries(JournalEntry.Planned.class)).isEmpty();
    }

    @Test
    @DisplayName("H91: what was found before the stop is in the report")
    void stoppedWalkReportsWhatWasFound() {
        Finding before = missing("1");
        halfIsWalked(before);
        at.store.listing = page -> {
            at.stop.cancel();
            return page;
        };
        missing("3");
        RunReport report = dryRun();
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.examples()).containsExactly(before);
        assertThat(report.objects().listed()).isGreaterThanOrEqualTo(50);
        assertThat(entries(JournalEntry.Planned.class)).isEmpty();
    }

    private static ReconcileRequest withUploads() {
        return ReconcileRequest.builder()
                .dryRun()
                .uploadsOlderThan(Duration.ofDays(1))
                .build();
    }

    @Test
    @DisplayName("H24: unfinished uploads are sought beside the walk, once for all its parts")
    void uploadsAreSoughtOnce() {
        Upload upload = at.store.real.beginUpload("u", LONG_AGO);
        RunReport report = run(withUploads());
        assertThat(report.uploads().listed()).isEqualTo(1);
        assertThat(report.examples()).containsExactly(new Finding.Unfinished(upload));
        assertThat(entries(JournalEntry.Walked.class))
                .last()
                .extracting(JournalEntry.Walked::whole)
                .isEqualTo(true);
        assertThat(dryRun().uploads().listed()).as("not asked for").isZero();
        halfIsWalked();
        earlier.add(new JournalEntry.Walked(-1, true, Map.of(), List.of(), NOW));
        assertThat(run(withUploads()).uploads().listed()).isZero();
    }

    @Test
    void uploadsThatCouldntBeListedAreSoughtAgain() {
        at.store.uploading = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        assertThat(run(withUploads()).state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(entries(JournalEntry.Walked.class))
                .last()
                .extracting(JournalEntry.Walked::whole)
                .isEqualTo(false);
    }

    @Test
    @DisplayName("H91: a run stopped beside its walk makes no plan")
    void runStoppedBesideItsWalkMakesNoPlan() {
        at.store.uploading = page -> {
            at.stop.cancel();
            return page;
        };
        assertThat(run(withUploads()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(entries(JournalEntry.Planned.class)).isEmpty();
    }

    private void markedBefore(String id) {
        try (RunLog log = at.journal.begin("earlier", "test", PastRuns.id(0))) {
            log.write(List.of(
                    PastRuns.begun(
                            PastRuns.id(0),
                            RunKind.RECONCILE,
                            at.collaborators(true).binding(),
                            ReconcileRequest.applying()),
                    new JournalEntry.Intended(new Change.MarkRecord(mark(id)), List.of(), 1, LONG_AGO),
                    done(ChangeOutcome.APPLIED, id)));
        }
    }

    @Test
    @DisplayName("RECOVERED is sought where a record is marked, and nowhere else")
    void recoveredIsSoughtWhereSomethingIsMarked() {
        markedBefore("2");
        dryRun();
        assertThat(at.trace).noneMatch(what -> what.startsWith("look up"));
        at.catalog.real.put(Surroundings.record("2", "error", "x", true, NOW, reference("2", "original", "key-2")));
        RunReport report = dryRun();
        assertThat(report.recovered()).isEqualTo(1);
        assertThat(entries(JournalEntry.Found.class))
                .singleElement()
                .extracting(JournalEntry.Found::range)
                .isEqualTo(-1);
        assertThat(run(onlyMissing().build()).recovered()).isZero();
    }

    @Test
    @DisplayName("Records that an earlier part has marked are counted by role; others, and other changes, aren't")
    void marksOfAnEarlierPartAreCounted() {
        List<JournalEntry> changes = List.of(
                new JournalEntry.Intended(new Change.MarkRecord(mark("1")), List.of(), 1, NOW),
                done(ChangeOutcome.APPLIED, "1"),
                new JournalEntry.Intended(new Change.MarkRecord(mark("2")), List.of(), 1, NOW),
                done(ChangeOutcome.FAILED, "2"),
                new JournalEntry.Intended(new Change.UnmarkRecord(new Unmark(mark("3"), "x", NOW)), List.of(), 1, NOW),
                done(ChangeOutcome.APPLIED, "3"),
                new JournalEntry.Intended(new Change.MarkRecord(mark("4")), List.of(), 1, NOW),
                done(ChangeOutcome.APPLIED, "5"));
        PastRuns past = new PastRuns();
        past.write(PastRuns.id(2), PastRuns.begun(PastRuns.id(2)));
        try (RunLog log = past.journal.reopen("scope", "test", PastRuns.id(2))) {
            log.write(changes);
        }
        Tally updated = new Tally(List.of("original"));
        try (ItemStates states = PastRun.read(past.journal, PastRuns.id(2)).states(WORKSPACE)) {
            Run.countUpdated(states, updated);
        }
        Run.countUpdated(null, updated);
        assertThat(updated.role("original").updated).isEqualTo(1);
    }

    @Test
    void resumedApplyingRunCountsWhatItMarkedBefore() {
        missing("3");
        halfIsWalked();
        earlier.add(new JournalEntry.Intended(new Change.MarkRecord(mark("1")), List.of(), 1, NOW));
        earlier.add(done(ChangeOutcome.APPLIED, "1"));
        assertThat(run(ReconcileRequest.applying()).roles().get(0).updated()).isEqualTo(2);
    }
}
