package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.reference;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.engine.ChangeTally.Sort;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RECOVERED: an earlier run marked the record, nobody wrote it since, and all its objects are back. */
class RecoveryTest {

    private static final RunId EARLIER = PastRuns.id(2);
    private static final Instant THEN = NOW.minusSeconds(600);
    private static final String MESSAGE = "original missing (reconcile run x)";

    private final Surroundings at = new Surroundings();
    private ReconcileRequest request = ReconcileRequest.applying();

    private static Mark mark(String id, Reference... judged) {
        return new Mark(new RecordId(id), "ready", null, List.of(judged), MESSAGE);
    }

    private static Reference original(String id) {
        return reference(id, "original", "key/" + id);
    }

    private static JournalEntry intended(Mark mark) {
        return new JournalEntry.Intended(new Change.MarkRecord(mark), List.of(), 1, THEN);
    }

    private static JournalEntry done(String id, ChangeOutcome outcome) {
        boolean applied = outcome == ChangeOutcome.APPLIED;
        return new JournalEntry.Done(
                "record:" + id, outcome, applied ? MESSAGE : null, applied ? THEN : null, null, "", THEN);
    }

    private static List<JournalEntry> made(Mark mark) {
        return List.of(intended(mark), done(mark.recordId().value(), ChangeOutcome.APPLIED));
    }

    private void ran(RunId run, Binding binding, ReconcileRequest asked, List<JournalEntry> entries) {
        try (RunLog log = at.journal.begin("earlier", "test", run)) {
            log.write(List.of(PastRuns.begun(run, RunKind.RECONCILE, binding, asked)));
            log.write(entries);
        }
    }

    private void ran(List<JournalEntry> entries) {
        ran(EARLIER, at.collaborators(true).binding(), ReconcileRequest.applying(), entries);
    }

    private void is(String id, String message, Instant changed, Reference... references) {
        at.catalog.real.put(Surroundings.record(id, "error", message, true, changed, references));
    }

    /** A record that an earlier run marked, and whose object is back. */
    private Mark backAgain(String id) {
        is(id, MESSAGE, THEN, original(id));
        at.object("key/" + id, 3);
        return mark(id, original(id));
    }

    @BeforeEach
    void someoneToTestify() {
        at.knows(at.object("witness", 1));
    }

    private Recovery recovery() {
        Working run = at.working(request);
        return new Recovery(run, at.confirm());
    }

    private List<List<Verdict.Convicted>> sought() {
        List<List<Verdict.Convicted>> found = new ArrayList<>();
        recovery().seek(found::add);
        return found;
    }

    private List<String> soughtRecords() {
        return sought().stream()
                .flatMap(List::stream)
                .map(each -> ((Finding.Recovered) each.finding()).recordId().value())
                .toList();
    }

    private static Finding.Recovered recovered(Reference reference, StoredObject object, RunId by) {
        return new Finding.Recovered(reference, new RecordState("error", MESSAGE, THEN, Map.of()), object, by);
    }

    private static Finding.OfReference recovered(String id) {
        return recovered(original(id), Surroundings.imagined("key/" + id, 3, "e", LONG_AGO), EARLIER);
    }

    private void restore(Finding.OfReference... findings) {
        at.trace.clear();
        Working run = at.working(request);
        new Recovery(run, at.confirm()).restore(List.of(findings), run.recordChanges());
    }

    private List<String> told() {
        return at.dones().stream()
                .map(done -> done.item() + " " + done.outcome())
                .toList();
    }

    @Test
    @DisplayName("A record all of whose objects are back is found, each reference with a look at its object")
    void recordWhoseObjectsAreBackIsFound() {
        Reference staged = sized("1", "s", 5);
        StoredObject first = at.object("key/1", 3);
        StoredObject second = at.object("s", 5);
        is("1", MESSAGE, THEN, original("1"), staged);
        ran(made(mark("1", original("1"), staged)));
        assertThat(sought())
                .containsExactly(List.of(
                        new Verdict.Convicted(
                                recovered(original("1"), first, EARLIER),
                                List.of(new Look("object key/1", "present, 3 bytes", NOW))),
                        new Verdict.Convicted(
                                recovered(staged, second, EARLIER),
                                List.of(new Look("object s", "present, 5 bytes", NOW)))));
        assertThat(at.entries()).as("seeking writes nothing").isEmpty();
    }

    @Test
    @DisplayName("A record of whose objects one is missing, unknown, of another size or out of sight isn't whole")
    void recordThatIsntWholeIsntFound() {
        Reference staged = sized("1", "s", 5);
        at.object("key/1", 3);
        is("1", MESSAGE, THEN, original("1"), staged);
        ran(made(mark("1", original("1"), staged)));
        assertThat(sought()).as("missing").isEmpty();
        at.object("s", 4);
        assertThat(sought()).as("of another size").isEmpty();
        at.object("s", 5);
        assertThat(sought()).hasSize(1);
        at.store.looking = (key, truth) -> key.value().equals("s") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        assertThat(sought()).as("H70").isEmpty();
        at.store.looking = (key, truth) -> truth;
        request = ReconcileRequest.builder().apply().prefix("key/").build();
        assertThat(sought()).as("not all of it is under the prefix").isEmpty();
    }

    @Test
    @DisplayName("H70: where the store doesn't answer, nothing is recovered, and that is told")
    void unknownLookIsToldAndRecoversNothing() {
        ran(made(backAgain("1")));
        at.store.looking = (key, truth) ->
                key.value().equals("key/1") ? Presence.unknown(Doubt.UNAVAILABLE, "503 for key/1") : truth;
        assertThat(sought()).isEmpty();
        assertThat(at.problems.asList()).containsExactly("503 for key/1");
    }

    @Test
    @DisplayName("H86: a record that was written since, or is gone, isn't ours to restore")
    void recordWrittenSinceIsntFound() {
        ran(Stream.of("1", "2", "3", "4")
                .map(this::backAgain)
                .flatMap(mark -> made(mark).stream())
                .toList());
        is("2", "somebody's own", THEN, original("2"));
        is("3", MESSAGE, NOW, original("3"));
        at.catalog.real.remove("4");
        assertThat(soughtRecords()).containsExactly("1");
    }

    @Test
    @DisplayName("H63: a mark nobody knows the end of counts if the record bears its message")
    void markOfUnknownEndCountsByItsMessage() {
        List<JournalEntry> entries = new ArrayList<>();
        List.of("1", "2", "3").forEach(id -> entries.add(intended(backAgain(id))));
        entries.add(done("2", ChangeOutcome.FAILED));
        entries.add(done("3", ChangeOutcome.CONFLICT));
        ran(entries);
        is("1", MESSAGE, NOW, original("1"));
        is("2", MESSAGE, NOW, original("2"));
        assertThat(soughtRecords()).containsExactly("1", "2");
    }

    @Test
    void onlyMarksAreTakenBack() {
        Mark mark = mark("1", original("1"));
        JournalEntry.Intended unmarking =
                new JournalEntry.Intended(new Change.UnmarkRecord(new Unmark(mark, MESSAGE, THEN)), List.of(), 1, THEN);
        JournalEntry.Intended marking = (JournalEntry.Intended) intended(mark);
        assertThat(PastMarks.unmark(new ItemState(unmarking, null, null))).isNull();
        assertThat(PastMarks.unmark(new ItemState(null, null, (JournalEntry.Done) done("1", ChangeOutcome.APPLIED))))
                .isNull();
        assertThat(PastMarks.unmark(new ItemState(marking, null, null))).isEqualTo(new Unmark(mark, MESSAGE, null));
        JournalEntry.Done cut =
                new JournalEntry.Done("record:1", ChangeOutcome.APPLIED, "original", THEN, null, "", THEN);
        assertThat(PastMarks.unmark(new ItemState(marking, null, cut)))
                .as("as the column holds it")
                .isEqualTo(new Unmark(mark, "original", THEN));
        assertThat(PastMarks.unmark(new ItemState(marking, null, (JournalEntry.Done) done("1", ChangeOutcome.UNKNOWN))))
                .isEqualTo(new Unmark(mark, MESSAGE, null));
    }

    @Test
    @DisplayName("H85: marks of a dry run, of another binding and of the run itself aren't sought")
    void onlyOwnEarlierRunsCount() {
        List<JournalEntry> entries = made(backAgain("1"));
        Binding ours = at.collaborators(true).binding();
        ran(PastRuns.id(2), ours, ReconcileRequest.dryRun(), entries);
        ran(PastRuns.id(3), PastRuns.BINDING, ReconcileRequest.applying(), entries);
        at.log.real().write(List.of(PastRuns.begun(Surroundings.RUN, RunKind.RECONCILE, ours, request)));
        at.log.real().write(entries);
        assertThat(sought()).isEmpty();
        ran(PastRuns.id(4), ours, ReconcileRequest.applying(), entries);
        assertThat(soughtRecords()).containsExactly("1");
    }

    @Test
    void recordsAreLookedUpByTheHundred() {
        List<JournalEntry> entries = new ArrayList<>();
        IntStream.rangeClosed(1, 201).mapToObj(String::valueOf).forEach(id -> entries.add(intended(backAgain(id))));
        ran(entries);
        assertThat(soughtRecords()).hasSize(201);
        assertThat(at.trace)
                .filteredOn(what -> what.startsWith("look up"))
                .hasSize(3)
                .last()
                .isEqualTo("look up [201]");
    }

    @Test
    void runThatMarkedNothingAsksNobody() {
        ran(List.of());
        ran(
                PastRuns.id(3),
                at.collaborators(true).binding(),
                ReconcileRequest.applying(),
                List.of(new JournalEntry.Intended(new Change.Delete(at.object("a", 1)), List.of(), 1, THEN)));
        assertThat(sought()).isEmpty();
        assertThat(at.trace).isEmpty();
    }

    @Test
    @DisplayName("H70: where the catalog doesn't answer, nothing is recovered, and that is told")
    void silentCatalogRecoversNothing() {
        ran(made(backAgain("1")));
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        assertThat(sought()).isEmpty();
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
    }

    @Test
    @DisplayName("A record gets its status back after another look at it and its objects, which is the evidence")
    void recordIsRestored() {
        Mark mark = backAgain("1");
        ran(made(mark));
        restore(recovered("1"));
        assertThat(at.catalog.real.record("1").orElseThrow().status()).isEqualTo("ready");
        assertThat(at.entries().get(0))
                .isEqualTo(new JournalEntry.Intended(
                        new Change.UnmarkRecord(new Unmark(mark, MESSAGE, THEN)),
                        List.of(new Look("object key/1", "present, 3 bytes", NOW)),
                        at.log.fence(),
                        NOW));
        assertThat(at.tally.counts(Sort.RESTORES)).isEqualTo(new ChangeCounts(0, 1, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(at.tally.counts(Sort.MARKS)).isEqualTo(ChangeCounts.NONE);
    }

    @Test
    @DisplayName("H74, I7: what isn't so any more is left alone, and takes nothing else with it")
    void recordThatIsntSoAnyMoreIsLeftAlone() {
        ran(Stream.of("1", "2", "3")
                .map(this::backAgain)
                .flatMap(mark -> made(mark).stream())
                .toList());
        is("1", "somebody's own", NOW, original("1"));
        at.store.real.remove("key/2");
        restore(recovered("1"), recovered("2"), recovered("3"));
        assertThat(told()).containsExactly("record:1 CONFLICT", "record:2 CONFLICT", "record:3 APPLIED");
        assertThat(at.dones().get(0))
                .isEqualTo(new JournalEntry.Done(
                        "record:1",
                        ChangeOutcome.CONFLICT,
                        null,
                        null,
                        null,
                        "the record was written since, or its objects aren't all back any more",
                        NOW));
        assertThat(at.tally.counts(Sort.RESTORES)).isEqualTo(new ChangeCounts(0, 1, 1, 0, 2, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("A record is restored from the first mark that a finding names, once for all its references")
    void recordIsRestoredOnce() {
        ran(made(backAgain("1")));
        ran(
                PastRuns.id(3),
                at.collaborators(true).binding(),
                ReconcileRequest.applying(),
                made(mark("1", original("1"))));
        restore(
                recovered("1"),
                recovered("1"),
                recovered(original("1"), Surroundings.imagined("key/1", 3, "e", LONG_AGO), PastRuns.id(3)));
        assertThat(told()).containsExactly("record:1 APPLIED");
    }

    @Test
    @DisplayName("What no journal says was marked isn't restored, nor what isn't a finding of that kind")
    void whatNoJournalKnowsIsntRestored() {
        ran(made(backAgain("1")));
        restore(recovered("2"), new Finding.Missing(original("1"), new RecordState("error", MESSAGE, null, Map.of())));
        assertThat(at.trace).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void markThatWasNeverMadeIsntRestored() {
        Mark mark = backAgain("1");
        ran(List.of(intended(mark), done("1", ChangeOutcome.CONFLICT)));
        restore(recovered("1"));
        assertThat(told()).isEmpty();
    }

    @Test
    @DisplayName("H70: what can't be looked at again isn't restored")
    void silentCatalogRestoresNothing() {
        ran(made(backAgain("1")));
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        restore(recovered("1"));
        assertThat(status()).isEqualTo("error");
        assertThat(at.problems.isEmpty()).isFalse();
    }

    private @Nullable String status() {
        return at.catalog.real.record("1").orElseThrow().status();
    }

    @Test
    @DisplayName("H72: objects of another bucket aren't back")
    void nothingIsRecoveredWhereNobodyTestifies() {
        ran(made(backAgain("1")));
        at.store.real.remove("witness");
        assertThat(sought()).isEmpty();
        assertThat(at.problems.asList())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("nothing proves that the bucket itself answers"));
    }
}
