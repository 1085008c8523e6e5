package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.engine.ChangeTally.Sort;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.FileSystemObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Written;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H74, H84: what the plan proposes is done after another look, and what an earlier part of the run did isn't done again. */
class RepairTest {

    private static final ReconcileRequest MARKS_ONLY = ReconcileRequest.applying();
    private static final ReconcileRequest RESTORING = ReconcileRequest.builder()
            .apply()
            .recovered(RecoveryPolicy.RESTORE_STATUS)
            .build();
    private static final ReconcileRequest TAGGING =
            ReconcileRequest.builder().apply().orphans(OrphanPolicy.TAG).build();
    private static final ReconcileRequest ABORTING = ReconcileRequest.builder()
            .apply()
            .uploadsOlderThan(Duration.ofDays(1))
            .abortUploads()
            .build();
    private static final String MESSAGE = "original missing: b (reconcile run x)";

    private final Surroundings at = new Surroundings();
    private final Tally updated = new Tally(List.of("original", "staged"));
    private final List<JournalEntry> earlier = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Function<Working, Working> bent = run -> run;

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private <T> T withPlan(ReconcileRequest request, Function<Findings, T> what) {
        try (SpillingSorter<Judged> sorter = WORKSPACE.forFindings()) {
            findings.forEach(finding -> sorter.add(new Judged(finding, 0)));
            return what.apply(Findings.of(sorter.sorted(), any -> false, new PlanLines(request), 10, any -> {}));
        }
    }

    private void repair(ReconcileRequest request) {
        at.trace.clear();
        PastRuns past = new PastRuns();
        past.write(PastRuns.id(3), PastRuns.begun(PastRuns.id(3)));
        if (!earlier.isEmpty()) {
            past.write(PastRuns.id(2), PastRuns.begun(PastRuns.id(2)));
            try (RunLog log = past.journal.reopen("scope", "test", PastRuns.id(2))) {
                log.write(earlier);
            }
        }
        try (ItemStates before = PastRun.read(past.journal, PastRuns.id(earlier.isEmpty() ? 3 : 2))
                .states(WORKSPACE)) {
            repair(request, before);
        }
    }

    private void repair(ReconcileRequest request, @Nullable ItemStates before) {
        Working run = bent.apply(at.working(request));
        OrphanRules rules = new OrphanRules(request, NOW, NOW, true);
        PastRuns none = new PastRuns();
        Sightings sightings = Sightings.read(none.journal, PastRuns.BINDING, PastRuns.id(9), WORKSPACE);
        if (before != null) {
            before.forEach(state -> at.tally.takeUp(state, RunKind.RECONCILE)); // as the engine does
        }
        withPlan(request, plan -> {
            Repair repair = new Repair(run, at.confirm(), at.meter(), updated, before);
            repair.carryOut(plan, rules, sightings, false);
            repair.settleRest();
            return plan;
        });
    }

    private void missing(String id, String role, String key) {
        findings.add(new Finding.Missing(reference(id, role, key), new RecordState("ready", null, null, Map.of())));
    }

    /** A record whose object is missing. */
    private void broken(String id) {
        at.ready(id, reference(id, "original", "gone-" + id));
        missing(id, "original", "gone-" + id);
    }

    private static Mark mark(String id) {
        return new Mark(new RecordId(id), "ready", null, List.of(reference(id, "original", "gone-" + id)), MESSAGE);
    }

    private StoredObject orphan(String key) {
        StoredObject object = at.object(key, 4);
        findings.add(new Finding.Orphan(object));
        return object;
    }

    private Upload upload(String key) {
        Upload upload = at.store.real.beginUpload(key, LONG_AGO);
        findings.add(new Finding.Unfinished(upload));
        return upload;
    }

    /** A record that an earlier run marked, and whose object is back. */
    private Unmark recovered(String id) {
        Mark mark = mark(id);
        at.catalog.real.put(Surroundings.record(
                id, "error", MESSAGE, true, NOW, mark.judged().get(0)));
        StoredObject back = at.object("gone-" + id, 1);
        findings.add(new Finding.Recovered(
                mark.judged().get(0),
                new RecordState("error", MESSAGE, null, Map.of()),
                back,
                PastRuns.id(Integer.parseInt(id))));
        try (RunLog log = at.journal.begin("earlier", "test", PastRuns.id(Integer.parseInt(id)))) {
            log.write(List.of(
                    PastRuns.begun(PastRuns.id(Integer.parseInt(id)), RunKind.RECONCILE, binding(), MARKS_ONLY)));
            log.write(List.of(
                    begun(new Change.MarkRecord(mark)),
                    new JournalEntry.Done("record:" + id, ChangeOutcome.APPLIED, MESSAGE, NOW, null, "", NOW)));
        }
        return new Unmark(mark, MESSAGE, NOW);
    }

    private Binding binding() {
        return at.collaborators(true).binding();
    }

    private static JournalEntry begun(Change change) {
        return new JournalEntry.Intended(change, List.of(), 1, NOW);
    }

    private static JournalEntry done(String item, ChangeOutcome outcome) {
        return new JournalEntry.Done(item, outcome, null, null, null, "before", NOW);
    }

    private List<String> told() {
        return at.dones().stream()
                .map(done -> done.item() + " " + done.outcome())
                .toList();
    }

    private ChangeCounts counts(Sort sort) {
        return at.tally.counts(sort);
    }

    private static ChangeCounts applied(int count) {
        return new ChangeCounts(0, count, count, 0, 0, 0, 0, 0, 0, 0);
    }

    private List<Long> proposed(ReconcileRequest request) {
        ChangeTally tally = new ChangeTally();
        withPlan(request, plan -> {
            Repair.propose(plan, request, tally);
            return plan;
        });
        return List.of(
                tally.counts(Sort.MARKS).proposed(),
                tally.counts(Sort.RESTORES).proposed(),
                tally.counts(Sort.ORPHANS).proposed(),
                tally.counts(Sort.UPLOADS).proposed());
    }

    private boolean proposesAny(ReconcileRequest request) {
        return withPlan(request, plan -> Repair.proposesAny(plan, request));
    }

    @Test
    @DisplayName("Marks are always proposed, everything else only by its policy")
    void policiesSayWhatIsProposed() {
        broken("5");
        recovered("6");
        recovered("7");
        List.of("a", "b", "c").forEach(this::orphan);
        List.of("u", "v", "w", "x").forEach(this::upload);
        assertThat(proposed(MARKS_ONLY)).containsExactly(1L, 0L, 0L, 0L);
        assertThat(proposed(RESTORING)).containsExactly(1L, 2L, 0L, 0L);
        assertThat(proposed(TAGGING)).containsExactly(1L, 0L, 3L, 0L);
        assertThat(proposed(ABORTING)).containsExactly(1L, 0L, 0L, 4L);
    }

    @Test
    @DisplayName("A plan proposes something if there is one finding that the policies let be changed")
    void onePolicyIsEnough() {
        List<ReconcileRequest> all = List.of(MARKS_ONLY, RESTORING, TAGGING, ABORTING);
        assertThat(all).noneMatch(this::proposesAny);
        recovered("6");
        assertThat(all).filteredOn(this::proposesAny).containsExactly(RESTORING);
        findings.clear();
        orphan("a");
        assertThat(all).filteredOn(this::proposesAny).containsExactly(TAGGING);
        findings.clear();
        upload("u");
        assertThat(all).filteredOn(this::proposesAny).containsExactly(ABORTING);
        findings.clear();
        broken("5");
        assertThat(all).allMatch(this::proposesAny);
    }

    @Test
    @DisplayName("By default records are marked, and nothing else is touched")
    void recordsAreMarked() {
        broken("1");
        broken("2");
        recovered("6");
        orphan("a");
        upload("u");
        repair(MARKS_ONLY, null);
        assertThat(told()).containsExactly("record:1 APPLIED", "record:2 APPLIED");
        assertThat(counts(Sort.MARKS)).isEqualTo(applied(2));
        assertThat(counts(Sort.RESTORES)).isEqualTo(ChangeCounts.NONE);
        assertThat(counts(Sort.ORPHANS)).isEqualTo(ChangeCounts.NONE);
        assertThat(counts(Sort.UPLOADS)).isEqualTo(ChangeCounts.NONE);
        assertThat(updated.role("original").updated).isEqualTo(2);
        assertThat(at.trace).as("no store is tried out for nothing").noneMatch(what -> what.startsWith("create"));
    }

    @Test
    @DisplayName("A record's findings stay in one batch, whatever its size")
    void batchIsOfRecords() {
        at.ready("1", reference("1", "original", "x"), reference("1", "staged", "y"));
        missing("1", "original", "x");
        missing("1", "staged", "y");
        broken("2");
        repair(ReconcileRequest.builder().apply().batchSize(1).build(), null);
        assertThat(at.trace).filteredOn(what -> what.startsWith("mark")).containsExactly("mark [1]", "mark [2]");
        assertThat(List.of(updated.role("original").updated, updated.role("staged").updated))
                .containsExactly(2L, 1L);
    }

    @Test
    void recordsWhoseObjectsAreBackAreRestoredOnRequest() {
        recovered("6");
        repair(RESTORING, null);
        assertThat(told()).containsExactly("record:6 APPLIED");
        assertThat(counts(Sort.RESTORES)).isEqualTo(applied(1));
        assertThat(counts(Sort.MARKS)).isEqualTo(ChangeCounts.NONE);
    }

    @Test
    void orphansAreChangedByThePolicy() {
        IntStream.rangeClosed(1, 21).forEach(number -> orphan("orphan-" + number));
        upload("u");
        repair(TAGGING, null);
        assertThat(counts(Sort.ORPHANS)).isEqualTo(applied(21));
        assertThat(counts(Sort.UPLOADS)).isEqualTo(ChangeCounts.NONE);
        assertThat(at.progressed).extracting(Progress::done).as("by the twenty").containsExactly(20L);
        assertThat(at.trace)
                .as("the last one after them")
                .containsSubsequence("tag orphan-8", "intend object:orphan-9");
    }

    @Test
    void abandonedUploadsAreAbortedOnRequest() {
        upload("u");
        upload("v");
        orphan("a");
        ProgressMeter meter = at.meter();
        withPlan(ABORTING, plan -> {
            new Repair(at.working(ABORTING), at.confirm(), meter, updated, null)
                    .carryOut(
                            plan,
                            new OrphanRules(ABORTING, NOW, NOW, true),
                            Sightings.read(new PastRuns().journal, PastRuns.BINDING, PastRuns.id(9), WORKSPACE),
                            false);
            return plan;
        });
        assertThat(counts(Sort.UPLOADS)).isEqualTo(applied(2));
        assertThat(counts(Sort.ORPHANS)).isEqualTo(ChangeCounts.NONE);
        meter.tell();
        assertThat(at.progressed).extracting(Progress::done).containsExactly(2L);
    }

    @Test
    @DisplayName("A store that can only be read has its records marked, and says why no object was changed")
    void storeThatCanOnlyBeReadIsntChanged(@TempDir Path directory) {
        broken("1");
        orphan("a");
        try (ObjectStore readOnly = FileSystemObjectStore.of(directory)) {
            bent = run -> new Working(
                    run.with(),
                    run.request(),
                    new Calls(
                            readOnly,
                            at.catalog,
                            at.stop,
                            () -> {},
                            at.clock,
                            any -> {},
                            new Random(1),
                            new Hands(Runnable::run, 1, at.stop),
                            1,
                            OptionalInt.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty()),
                    run.stop(),
                    run.parallel(),
                    run.announcer(),
                    run.ledger(),
                    run.workspace(),
                    run.problems(),
                    run.changes());
            repair(TAGGING, null);
        }
        assertThat(told()).containsExactly("record:1 APPLIED");
        assertThat(at.problems.asList())
                .containsExactly("This store can only be read (it is no WritableObjectStore): no object was changed");
    }

    @Test
    @DisplayName("H79: what the store can't do safely isn't begun, and uploads are aborted all the same")
    void policyThatIsntPossibleLeavesTheRest() {
        orphan("a");
        upload("u");
        at.store.changing =
                (what, change) -> what.startsWith("tag") ? Written.not(Written.Kind.REFUSED, "no tags") : change.get();
        repair(ReconcileRequest.builder()
                .apply()
                .orphans(OrphanPolicy.TAG)
                .uploadsOlderThan(Duration.ofDays(1))
                .abortUploads()
                .build());
        assertThat(told()).singleElement().asString().startsWith("upload:u#").endsWith("APPLIED");
        assertThat(at.problems.asList()).singleElement().asString().contains("keep tags (H79)", "no tags");
    }

    @Test
    @DisplayName("H91: a run that has to stop begins nothing more")
    void stoppedRunBeginsNothingMore() {
        orphan("a");
        upload("u");
        at.stop.cancel();
        assertThatThrownBy(() -> repair(TAGGING)).isInstanceOf(StopSignal.Stopped.class);
        assertThatThrownBy(() -> repair(ABORTING)).isInstanceOf(StopSignal.Stopped.class);
        assertThat(told()).isEmpty();
    }

    @Test
    void resumedRunWithNothingBehindItDoesEverything() {
        broken("1");
        repair(MARKS_ONLY);
        assertThat(told()).containsExactly("record:1 APPLIED");
    }

    @Test
    @DisplayName(
            "H84: what is done isn't done again; what was left alone is counted again, what was tried is counted already")
    void whatIsDoneIsntDoneAgain() {
        broken("1");
        earlier.add(begun(new Change.MarkRecord(mark("1"))));
        earlier.add(done("record:1", ChangeOutcome.APPLIED));
        at.ready("2", reference("2", "original", "x"), reference("2", "staged", "y"));
        missing("2", "original", "x");
        missing("2", "staged", "y");
        earlier.add(done("record:2", ChangeOutcome.CONFLICT));
        broken("3");
        earlier.add(done("record:3", ChangeOutcome.UNKNOWN));
        broken("4");
        repair(MARKS_ONLY);
        assertThat(told()).containsExactly("record:3 APPLIED", "record:4 APPLIED");
        assertThat(counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 3, 3, 0, 1, 0, 0, 0, 0, 0));
        assertThat(at.tally.notApplied()).hasSize(1);
    }

    @Test
    @DisplayName("H84: what was begun, or is said to have failed, is read back, and tried again only if it wasn't made")
    void whatWasBegunIsReadBack() {
        for (String id : List.of("1", "2", "3")) {
            broken(id);
            earlier.add(begun(new Change.MarkRecord(mark(id))));
        }
        earlier.add(done("record:2", ChangeOutcome.FAILED));
        for (String id : List.of("1", "2")) {
            at.catalog.real.put(
                    Surroundings.record(id, "error", MESSAGE, true, NOW, reference(id, "original", "gone-" + id)));
        }
        repair(MARKS_ONLY);
        assertThat(told()).containsExactly("record:1 APPLIED", "record:2 APPLIED", "record:3 APPLIED");
        assertThat(at.dones())
                .extracting(JournalEntry.Done::detail)
                .containsExactly("its answer was lost; read back", "its answer was lost; read back", "");
        assertThat(at.trace)
                .contains("mark [3]")
                .noneMatch(what -> what.startsWith("mark [1") || what.startsWith("mark [2"));
        assertThat(updated.role("original").updated).isEqualTo(3);
        assertThat(counts(Sort.MARKS)).isEqualTo(applied(3));
    }

    @Test
    @DisplayName("H63: a mark that nobody can tell to be ours is settled as uncertain, and isn't counted as updated")
    void uncertainMarkIsSettled() {
        broken("1");
        earlier.add(begun(new Change.MarkRecord(mark("1"))));
        at.catalog.real.put(Surroundings.record("1", "error", null, true, NOW, reference("1", "original", "gone-1")));
        repair(MARKS_ONLY);
        assertThat(told()).containsExactly("record:1 UNCERTAIN");
        assertThat(updated.role("original").updated).isZero();
    }

    @Test
    @DisplayName("H70: what was begun and can't be read back stays begun, and the run says how to go on")
    void whatCantBeReadBackIsUnknown() {
        broken("1");
        earlier.add(begun(new Change.MarkRecord(mark("1"))));
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        repair(MARKS_ONLY);
        assertThat(told()).isEmpty();
        assertThat(at.problems.asList())
                .containsExactly(
                        "The database didn't answer",
                        "Changes that had been begun couldn't be read back; resume the run to settle them");
        assertThat(counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 1, 0, 0, 0, 0, 0, 0, 1, 0));
        assertThat(at.tally.notApplied())
                .singleElement()
                .hasToString(
                        "NotApplied[item=record:1, outcome=UNKNOWN, detail=an earlier part of the run had begun it, and"
                                + " nothing says yet what became of it]");
    }

    @Test
    void restoresOfAnEarlierPartAreReadBack() {
        Unmark unmark = recovered("6");
        earlier.add(begun(new Change.UnmarkRecord(unmark)));
        at.catalog.real.put(Surroundings.record(
                "6", "ready", null, false, NOW, unmark.mark().judged().get(0)));
        recovered("7");
        repair(RESTORING);
        assertThat(told()).containsExactly("record:6 APPLIED", "record:7 APPLIED");
        assertThat(at.trace).doesNotContain("unmark [6]").contains("unmark [7]");
        assertThat(counts(Sort.RESTORES)).isEqualTo(applied(2));
        assertThat(updated.role("original").updated)
                .as("a restored record isn't marked")
                .isZero();
    }

    @Test
    @DisplayName(
            "H84: what was begun and no finding speaks of any more is read back, and counted once, whatever became of it")
    void whatNoFindingSpeaksOfIsReadBack() {
        for (String id : List.of("1", "2")) {
            at.ready(id, reference(id, "original", "gone-" + id));
            earlier.add(begun(new Change.MarkRecord(mark(id))));
        }
        at.catalog.real.put(
                Surroundings.record("1", "error", MESSAGE, true, NOW, reference("1", "original", "gone-1")));
        repair(MARKS_ONLY);
        assertThat(told())
                .containsExactly("record:1 APPLIED", "record:2 CONFLICT")
                .doesNotHaveDuplicates();
        assertThat(counts(Sort.MARKS)).isEqualTo(new ChangeCounts(2, 2, 1, 0, 1, 0, 0, 0, 0, 0));
        assertThat(at.trace).noneMatch(what -> what.startsWith("mark ["));
    }

    @Test
    void whatWasLeftAloneIsCountedOnceAndByItsSort() {
        broken("5");
        earlier.add(done("record:5", ChangeOutcome.CONFLICT));
        recovered("6");
        earlier.add(done("record:6", ChangeOutcome.GONE));
        repair(RESTORING);
        assertThat(counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 0, 0, 0, 1, 0, 0, 0, 0, 0));
        assertThat(counts(Sort.RESTORES)).isEqualTo(new ChangeCounts(0, 0, 0, 0, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void orphansOfAnEarlierPartAreReadBack() {
        StoredObject tagged = orphan("a");
        Map<String, String> tags = Map.of("reconcile", "orphan");
        at.store.real.tag(tagged.key(), tags);
        earlier.add(begun(new Change.Tag(tagged, Map.of(), tags)));
        orphan("b");
        earlier.add(done("object:b", ChangeOutcome.SKIPPED));
        orphan("c");
        repair(TAGGING);
        assertThat(told()).containsExactly("object:a APPLIED", "object:c APPLIED");
        assertThat(at.trace).doesNotContain("tag a", "tag b").contains("tag c");
        assertThat(counts(Sort.ORPHANS)).isEqualTo(new ChangeCounts(0, 2, 2, 0, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void uploadsOfAnEarlierPartAreReadBack() {
        Upload gone = upload("u");
        earlier.add(begun(new Change.Abort(gone)));
        at.store.real.abort(gone);
        Upload left = upload("v");
        repair(ABORTING);
        assertThat(told()).containsExactly("upload:u#" + gone.id() + " APPLIED", "upload:v#" + left.id() + " APPLIED");
        assertThat(at.dones().get(0).detail()).isEqualTo("found done when the run was resumed");
        assertThat(counts(Sort.UPLOADS)).isEqualTo(applied(2));
        assertThat(at.store.real.stat(ObjectKey.of("witness")).kind()).isEqualTo(Presence.Kind.PRESENT);
    }
}
