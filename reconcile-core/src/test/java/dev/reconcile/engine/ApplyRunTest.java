package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A plan is carried out as it was found, after fresh looks, within the guardrails, and from a journal of its own. */
class ApplyRunTest {

    private static final RunId PLAN = PastRuns.id(0);
    private static final Instant FOUND = NOW.minus(Duration.ofHours(2));
    private static final Instant SEEN = FOUND.plusSeconds(30);
    private static final Instant ENDED = FOUND.plusSeconds(60);
    private static final Guardrails LIMITS = Guardrails.DEFAULT.maxUnusable(1);

    private final Surroundings at = new Surroundings();
    private final List<Finding> findings = new ArrayList<>();
    private final List<JournalEntry> earlier = new ArrayList<>();
    private List<StoredObject> witnesses = List.of(at.object("witness", 1));
    private ReconcileRequest.Builder asked = ReconcileRequest.builder().apply().guardrails(LIMITS);
    private Duration findingTtl = Duration.ofHours(24);
    private boolean confirmed;

    private Finding missing(String id, Instant changed) {
        at.catalog.real.put(id, "ready", changed, reference(id, "original", "gone-" + id));
        Finding finding = new Finding.Missing(
                reference(id, "original", "gone-" + id), new RecordState("ready", null, null, Map.of()));
        findings.add(finding);
        return finding;
    }

    private Finding missing(String id) {
        return missing(id, LONG_AGO);
    }

    private String digest(ReconcileRequest request) {
        try (SpillingSorter<Judged> sorter = WORKSPACE.forFindings()) {
            findings.forEach(finding -> sorter.add(new Judged(finding, 0)));
            return Findings.of(sorter.sorted(), any -> false, new PlanLines(request), 10, any -> {})
                    .digest();
        }
    }

    private void plan(ReconcileRequest request) {
        try (RunLog log = at.journal.begin("plan", "test", PLAN)) {
            log.write(List.of(new JournalEntry.Begun(
                    JournalFormat.VERSION,
                    PLAN,
                    RunKind.RECONCILE,
                    Optional.empty(),
                    at.collaborators(true).binding(),
                    request,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    "test",
                    1,
                    FOUND)));
            log.write(findings.stream()
                    .map(finding -> (JournalEntry) new JournalEntry.Found(0, finding, List.of()))
                    .toList());
            log.write(List.of(
                    PastRuns.walked(0, true, witnesses.toArray(StoredObject[]::new)),
                    new JournalEntry.Planned(digest(request), findings.size(), List.of(), SEEN, FOUND),
                    PastRuns.ended(PastRuns.report(RunState.COMPLETE, 7), ENDED)));
        }
    }

    private RunReport apply() {
        ReconcileRequest request = asked.build();
        if (!at.journal.runs().contains(PLAN)) {
            plan(request);
        }
        at.trace.clear();
        try (PlannedWork planned = PlannedWork.read(
                PastRun.read(at.journal, PLAN), at.collaborators(true).binding(), WORKSPACE)) {
            if (earlier.isEmpty()) {
                return apply(request, planned, null, null);
            }
            PastRuns past = new PastRuns();
            past.write(PastRuns.id(2), PastRuns.begun(PastRuns.id(2)));
            try (RunLog log = past.journal.reopen("scope", "test", PastRuns.id(2))) {
                log.write(earlier);
            }
            PastRun before = PastRun.read(past.journal, PastRuns.id(2));
            try (ItemStates states = before.states(WORKSPACE)) {
                return apply(request, planned, before, states);
            }
        }
    }

    private RunReport apply(
            ReconcileRequest request, PlannedWork planned, @Nullable PastRun past, @Nullable ItemStates before) {
        Working run = at.working(request);
        return new ApplyRun(run, planned, findingTtl, confirmed, past, before)
                .carryOut(planned.findings(), NOW)
                .get();
    }

    private static ChangeCounts applied(int count) {
        return new ChangeCounts(count, count, count, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    @DisplayName("H84: what is to be carried out is durable in the run's own journal before anything is changed")
    void planIsNotedFirst() {
        Finding first = missing("1");
        Finding second = missing("2");
        RunReport report = apply();
        assertThat(at.entries().subList(0, 5))
                .containsExactly(
                        new JournalEntry.Cut(List.of(), Strategy.SWEEP, NOW),
                        new JournalEntry.Found(0, first, List.of()),
                        new JournalEntry.Found(0, second, List.of()),
                        new JournalEntry.Walked(0, true, Map.of(), witnesses, NOW),
                        new JournalEntry.Planned(report.digest(), 2, List.of(), SEEN, NOW));
        assertThat(at.trace).containsSubsequence("Planned", "sync", "intend record:1", "sync", "mark [1, 2]");
        assertThat(report.marks()).isEqualTo(applied(2));
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.kind()).isEqualTo(RunKind.APPLY);
        assertThat(report.of()).contains(PLAN);
        assertThat(report.startedAt()).isEqualTo(NOW);
        assertThat(report.examples()).containsExactly(first, second);
        assertThat(report.digest()).isEqualTo(digest(asked.build()));
        assertThat(report.roles().get(0).updated()).isEqualTo(2);
        assertThat(report.timings()).containsOnlyKeys(Progress.Stage.APPLY);
        assertThat(at.progressed).isNotEmpty();
    }

    @Test
    void longPlanIsNotedInParts() {
        IntStream.rangeClosed(1, 501).forEach(id -> missing(String.valueOf(id)));
        assertThat(apply().state()).isEqualTo(RunState.HALTED);
        assertThat(at.entries())
                .filteredOn(JournalEntry.Found.class::isInstance)
                .doesNotHaveDuplicates()
                .hasSize(501);
    }

    @Test
    @DisplayName("I9: over the limits nothing is changed, and the report says what was proposed")
    void guardrailsHoldBeforeTheFirstChange() {
        asked = asked.guardrails(LIMITS.maxFindings(1).maxRatio(0));
        missing("1");
        missing("2");
        RunReport report = apply();
        assertThat(report.state()).isEqualTo(RunState.HALTED);
        assertThat(report.marks()).isEqualTo(new ChangeCounts(2, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(report.guardrails()).isNotEmpty();
        assertThat(at.entries().get(4))
                .isEqualTo(new JournalEntry.Planned(report.digest(), 2, report.guardrails(), SEEN, NOW));
        assertThat(at.trace).as("nobody was asked").containsOnly("Cut", "Found", "Walked", "Planned", "sync");
    }

    @Test
    void planThatProposesNothingAsksNobody() {
        findings.add(new Finding.Orphan(at.object("a", 4)));
        findings.add(new Finding.Unfinished(new Upload(at.object("u", 1).key(), "1", LONG_AGO)));
        RunReport report = apply();
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.uploads().listed()).isEqualTo(1);
        assertThat(at.trace).containsOnly("Cut", "Found", "Walked", "Planned", "sync");
    }

    @Test
    @DisplayName("H2: a store that can't tell what is absent gets nothing changed")
    void storeHasToTellAbsence() {
        missing("1");
        at.store.looking = (key, truth) ->
                key.value().startsWith("reconcile-preflight") ? Presence.unknown(Doubt.FORBIDDEN, "403") : truth;
        RunReport report = apply();
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).singleElement().asString().startsWith("Preflight failed");
        assertThat(report.marks()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H87: a deletion nobody has confirmed is told, and marks are made all the same")
    void unconfirmedDeletionIsTold() {
        asked = asked.orphans(OrphanPolicy.DELETE);
        missing("1");
        findings.add(new Finding.Orphan(at.object("a", 4)));
        RunReport report = apply();
        assertThat(report.problems())
                .containsExactly(
                        "1 orphans are not deleted: nobody has confirmed it. Apply the plan with confirmDeletion");
        assertThat(report.marks()).isEqualTo(applied(1));
        assertThat(report.orphanChanges().applied()).isZero();
    }

    @Test
    void confirmedOrAutomaticDeletionIsNoProblem() {
        asked = asked.orphans(OrphanPolicy.DELETE);
        missing("1");
        findings.add(new Finding.Orphan(at.object("a", 4)));
        confirmed = true;
        assertThat(apply().problems()).isEmpty();
        confirmed = false;
        asked = asked.autoDeleteAfter(Duration.ofDays(30));
        assertThat(apply().problems()).isEmpty();
    }

    @Test
    void planWithoutOrphansNeedsNoConfirmation() {
        asked = asked.orphans(OrphanPolicy.DELETE);
        missing("1");
        assertThat(apply().problems()).isEmpty();
    }

    @Test
    void otherPoliciesNeedNoConfirmation() {
        asked = asked.orphans(OrphanPolicy.TAG);
        findings.add(new Finding.Orphan(at.object("a", 4)));
        RunReport report = apply();
        assertThat(report.problems()).isEmpty();
        assertThat(report.orphanChanges()).isEqualTo(applied(1));
    }

    @Test
    @DisplayName("H85: a fresh plan is judged by the time it was made, an old one by now, and from scratch")
    void oldPlanIsJudgedAnew() {
        missing("1", FOUND.minus(Duration.ofMinutes(30)));
        at.ready("2", sized("2", "b", 5));
        at.object("b", 4);
        findings.add(new Finding.Mismatch(
                sized("2", "b", 5),
                new RecordState("ready", null, null, Map.of()),
                imagined("b", 3, "before", LONG_AGO)));
        RunReport fresh = apply();
        assertThat(fresh.marks())
                .as("too young then, and another object")
                .isEqualTo(new ChangeCounts(2, 0, 0, 0, 2, 0, 0, 0, 0, 0));
        findingTtl = Duration.ofHours(1);
        assertThat(apply().marks().applied()).isEqualTo(2);
    }

    @Test
    @DisplayName("H72: the bucket has to be the one that the plan was made for")
    void anotherBucketProvesNothing() {
        missing("1");
        at.object("witness", 1);
        RunReport report = apply();
        assertThat(report.marks()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 0, 0, 1, 0));
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
    }

    @Test
    void planWithoutWitnessesAsksWhoIsThere() {
        witnesses = List.of();
        missing("1");
        assertThat(apply().marks()).isEqualTo(applied(1));
    }

    @Test
    @DisplayName("H84: a resumed run notes its plan once, and counts the records that were marked before")
    void resumedRunNotesItsPlanOnce() {
        missing("1");
        missing("2");
        Mark mark = new Mark(new RecordId("1"), "ready", null, List.of(reference("1", "original", "gone-1")), "x");
        earlier.add(new JournalEntry.Planned("digest", 2, List.of(), SEEN, NOW));
        earlier.add(new JournalEntry.Intended(new Change.MarkRecord(mark), List.of(), 1, NOW));
        earlier.add(new JournalEntry.Done("record:1", ChangeOutcome.APPLIED, "x", NOW, null, "", NOW));
        RunReport report = apply();
        assertThat(at.entries()).noneMatch(JournalEntry.Planned.class::isInstance);
        assertThat(report.roles().get(0).updated()).isEqualTo(2);
        assertThat(at.trace).contains("mark [2]");
    }

    @Test
    void runKilledBeforeItHadNotedItsPlanNotesItNow() {
        missing("1");
        earlier.add(new JournalEntry.Cut(List.of(), Strategy.SWEEP, NOW));
        assertThat(apply().marks()).isEqualTo(applied(1));
        assertThat(at.entries())
                .filteredOn(JournalEntry.Planned.class::isInstance)
                .hasSize(1);
    }

    @Test
    @DisplayName("H91: an interrupted run says so, and how long it took")
    void stoppedRunSaysSo() {
        missing("1");
        at.catalog.lookingUp = real -> {
            at.stop.cancel();
            return real.get();
        };
        RunReport report = apply();
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.problems()).containsExactly("The run was interrupted");
        assertThat(report.timings()).containsOnlyKeys(Progress.Stage.APPLY);
        assertThat(at.progressed).hasSize(1);
    }

    @Test
    void brokenJournalEndsTheRun() {
        missing("1");
        at.catalog.marking = real -> {
            throw new JournalException("The disk is full", null);
        };
        RunReport report = apply();
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).containsExactly("The disk is full");
    }
}
