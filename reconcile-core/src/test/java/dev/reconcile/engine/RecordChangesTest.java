package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconcile.Change;
import dev.reconcile.ChangeEvent;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.engine.ChangeTally.Sort;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I6, H63, H84: the intent is durable before the change, and what became of a change without an answer is read back. */
class RecordChangesTest {

    private static final Look EVIDENCE = new Look("object a", "absent", NOW);

    private final Surroundings at = new Surroundings();
    private Optional<JournaledMarks> together = Optional.empty();

    @BeforeEach
    void threeRecordsAreReady() {
        Stream.of("1", "2", "3").forEach(id -> at.ready(id, of(id)));
    }

    private static Reference of(String id) {
        return reference(id, "original", "key-" + id);
    }

    private static Mark markOf(String id, @Nullable String status) {
        return new Mark(new RecordId(id), status, null, List.of(of(id)), "original missing (run 7)");
    }

    private static Intention marking(String id) {
        return new Intention(new Change.MarkRecord(markOf(id, "ready")), List.of(EVIDENCE));
    }

    private static Intention unmarking(String id) {
        Unmark unmark = new Unmark(markOf(id, "ready"), "original missing (run 7)", NOW);
        return new Intention(new Change.UnmarkRecord(unmark), List.of());
    }

    private RecordChanges changes() {
        return new RecordChanges(at.calls, at.ledger, at.tally, at.problems, together);
    }

    private List<ChangeOutcome> markAll(String... ids) {
        return changes().mark(Stream.of(ids).map(RecordChangesTest::marking).toList(), Sort.MARKS);
    }

    private @Nullable String status(String id) {
        return at.catalog.real.record(id).map(CatalogRecord::status).orElse(null);
    }

    /** The record as it would be after our mark, with this message. */
    private void isMarked(String id, @Nullable String message) {
        at.catalog.real.put(Surroundings.record(id, "error", message, true, NOW, of(id)));
    }

    @Test
    @DisplayName(
            "I6, H84: intents are durable before the first mark, outcomes come after it, and the host hears of each")
    void intentsComeFirst() {
        assertThat(markAll("1", "2")).containsExactly(ChangeOutcome.APPLIED, ChangeOutcome.APPLIED);
        assertThat(at.trace)
                .containsExactly(
                        "intend record:1",
                        "intend record:2",
                        "sync",
                        "mark [1, 2]",
                        "record:1 APPLIED",
                        "record:2 APPLIED");
        assertThat(at.entries().get(0))
                .isEqualTo(new JournalEntry.Intended(marking("1").change(), List.of(EVIDENCE), at.log.fence(), NOW));
        assertThat(at.dones().get(0))
                .isEqualTo(new JournalEntry.Done(
                        "record:1", ChangeOutcome.APPLIED, "original missing (run 7)", NOW, null, "", NOW));
        assertThat(at.events)
                .containsExactly(
                        event(marking("1"), ChangeOutcome.APPLIED, ""), event(marking("2"), ChangeOutcome.APPLIED, ""));
        assertThat(at.tally.counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 2, 2, 0, 0, 0, 0, 0, 0, 0));
        assertThat(at.problems.isEmpty()).isTrue();
    }

    private static ChangeEvent event(Intention intention, ChangeOutcome outcome, String detail) {
        return new ChangeEvent(
                Surroundings.RUN,
                Optional.of("request-7"),
                intention.change(),
                outcome,
                intention.evidence(),
                detail,
                NOW);
    }

    @Test
    void nothingToDoAsksNobody() {
        assertThat(markAll()).isEmpty();
        assertThat(changes().unmark(List.of(), Sort.MARKS)).isEmpty();
        assertThat(at.trace).isEmpty();
    }

    @Test
    @DisplayName("I7, H64: a record that changed, or is gone, is left alone and takes no other with it")
    void recordThatChangedIsLeftAlone() {
        at.catalog.real.put("1", "draft", LONG_AGO, of("1"));
        at.catalog.real.remove("2");
        assertThat(markAll("1", "2", "3"))
                .containsExactly(ChangeOutcome.CONFLICT, ChangeOutcome.GONE, ChangeOutcome.APPLIED);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::detail)
                .containsExactly("the record was changed since it was judged", "the record isn't there any more", "");
        assertThat(at.trace)
                .as("the catalog's answers need no reading back")
                .noneMatch(what -> what.startsWith("look up"));
        assertThat(at.tally.notApplied()).hasSize(2);
    }

    @Test
    @DisplayName("H63: a mark whose answer was lost is ours, if the record says so with our message")
    void lostAnswerIsReadBack() {
        at.catalog.marking = real -> {
            List<MarkResult> lost = real.get();
            assertThat(lost).isNotEmpty();
            throw BentCatalog.silent();
        };
        assertThat(markAll("1")).containsExactly(ChangeOutcome.APPLIED);
        assertThat(at.dones())
                .containsExactly(new JournalEntry.Done(
                        "record:1",
                        ChangeOutcome.APPLIED,
                        "original missing (run 7)",
                        NOW,
                        null,
                        "its answer was lost; read back",
                        NOW));
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
    }

    @Test
    @DisplayName("H63: a mark that wasn't made isn't taken for made")
    void unansweredMarkThatWasntMadeFails() {
        at.catalog.marking = real -> {
            throw BentCatalog.silent();
        };
        assertThat(markAll("1")).containsExactly(ChangeOutcome.FAILED);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::detail)
                .containsExactly("the catalog refused, or gave no answer");
        assertThat(at.problems.asList())
                .hasSize(2)
                .last()
                .asString()
                .contains("The catalog refused changes of records");
        assertThat(status("1")).isEqualTo("ready");
    }

    @Test
    @DisplayName("H63: while nothing can be read back, nothing is known to be changed")
    void markThatCantBeReadBackFails() {
        at.catalog.marking = real -> {
            List<MarkResult> lost = real.get();
            assertThat(lost).isNotEmpty();
            throw BentCatalog.silent();
        };
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        assertThat(markAll("1")).containsExactly(ChangeOutcome.FAILED);
        at.catalog.lookingUp = real -> Map.of();
        assertThat(markAll("2")).as("gone by now").containsExactly(ChangeOutcome.FAILED);
    }

    @Test
    @DisplayName("H91: an interrupt while reading back doesn't lose what is known")
    void interruptWhileReadingBackStillWritesTheOutcome() {
        at.catalog.marking = real -> {
            at.stop.cancel();
            return List.of(MarkResult.of(MarkOutcome.FAILED));
        };
        assertThat(markAll("1")).containsExactly(ChangeOutcome.FAILED);
        assertThat(at.dones()).hasSize(1);
    }

    @Test
    @DisplayName(
            "H63, H86: who is marked already is ours only if its message is; a cut one may be a run's beside this one")
    void markedRecordIsOursOnlyByItsMessage() {
        isMarked("1", "original missing (run 7)");
        isMarked("2", "original missing (run 6)");
        isMarked("3", "original miss"); // a column cut it
        assertThat(markAll("1", "2", "3"))
                .containsExactly(ChangeOutcome.APPLIED, ChangeOutcome.ALREADY, ChangeOutcome.UNCERTAIN);
        assertThat(at.dones()).extracting(JournalEntry.Done::detail).contains("it was so already");
        assertThat(at.trace).contains("look up [1, 2, 3]");
    }

    @Test
    @DisplayName("H63: a marked record without a message may be ours or not, and nobody pretends to know")
    void markedRecordWithoutAMessageIsUncertain() {
        isMarked("1", null);
        isMarked("2", "");
        assertThat(markAll("1", "2")).containsExactly(ChangeOutcome.UNCERTAIN, ChangeOutcome.UNCERTAIN);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::detail)
                .containsOnly("the record is so, but nothing in it says whether by us");
    }

    @Test
    @DisplayName("I8: a mark is taken back with the intent first, and a lost answer is read back")
    void unmarkIsReadBack() {
        isMarked("1", "original missing (run 7)");
        assertThat(changes().unmark(List.of(unmarking("1")), Sort.RESTORES)).containsExactly(ChangeOutcome.APPLIED);
        assertThat(status("1")).isEqualTo("ready");
        assertThat(at.trace).containsExactly("intend record:1", "sync", "unmark [1]", "record:1 APPLIED");
        assertThat(at.tally.counts(Sort.RESTORES).applied()).isEqualTo(1);
        assertThat(changes().unmark(List.of(unmarking("1")), Sort.RESTORES))
                .as("somebody else's doing")
                .containsExactly(ChangeOutcome.ALREADY);
        assertThat(at.trace).doesNotContain("look up [1]");

        at.catalog.marking = real -> {
            throw BentCatalog.silent();
        };
        assertThat(changes().unmark(List.of(unmarking("1")), Sort.RESTORES))
                .as("it is as before the mark")
                .containsExactly(ChangeOutcome.APPLIED);
        isMarked("1", "original missing (run 7)");
        assertThat(changes().unmark(List.of(unmarking("1")), Sort.RESTORES))
                .as("it is still marked")
                .containsExactly(ChangeOutcome.FAILED);
    }

    private void takeUp(JournalEntry.Intended begun) {
        at.tally.takeUp(new ItemState(begun, null, null), RunKind.RECONCILE);
    }

    @Test
    @DisplayName("H84: what a killed run had begun is one attempt, though it is tried again")
    void secondTryIsntAnotherAttempt() {
        for (String id : List.of("1", "2")) {
            takeUp(at.ledger.intended(marking(id)));
            assertThat(changes().settle(marking(id).change(), Sort.MARKS)).isEqualTo(Settlement.OPEN);
        }
        assertThat(markAll("1", "3")).containsExactly(ChangeOutcome.APPLIED, ChangeOutcome.APPLIED);
        assertThat(at.tally.counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 3, 2, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H84: what a killed run had begun is settled by reading back, once, and told")
    void changeThatWasBegunIsSettled() {
        for (String id : List.of("1", "2")) {
            takeUp(at.ledger.intended(marking(id)));
        }
        isMarked("1", "original missing (run 7)");
        assertThat(changes().settle(marking("1").change(), Sort.MARKS)).isEqualTo(Settlement.SETTLED);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::outcome, JournalEntry.Done::message)
                .containsExactly(tuple(ChangeOutcome.APPLIED, "original missing (run 7)"));
        assertThat(at.tally.counts(Sort.MARKS)).isEqualTo(new ChangeCounts(0, 2, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(at.events)
                .extracting(ChangeEvent::outcome, ChangeEvent::evidence)
                .containsExactly(tuple(ChangeOutcome.APPLIED, List.of()));
        isMarked("2", null);
        assertThat(changes().settle(marking("2").change(), Sort.MARKS)).isEqualTo(Settlement.UNCERTAIN);
        assertThat(at.tally.counts(Sort.MARKS).uncertain()).isEqualTo(1);
    }

    @Test
    @DisplayName("H84: what wasn't done, or is gone, isn't settled and may be tried again")
    void changeThatWasntMadeIsTriedAgain() {
        assertThat(changes().settle(marking("1").change(), Sort.MARKS)).isEqualTo(Settlement.OPEN);
        at.catalog.real.remove("2");
        assertThat(changes().settle(marking("2").change(), Sort.MARKS)).isEqualTo(Settlement.OPEN);
        isMarked("3", "original missing (run 7)");
        assertThat(changes().settle(unmarking("3").change(), Sort.MARKS)).isEqualTo(Settlement.OPEN);
        assertThat(changes().settle(unmarking("1").change(), Sort.MARKS))
                .as("never marked, or unmarked")
                .isEqualTo(Settlement.SETTLED);
        assertThat(at.dones()).extracting(JournalEntry.Done::item).containsExactly("record:1");
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        assertThat(changes().settle(marking("1").change(), Sort.MARKS))
                .as("H70: no answer settles nothing")
                .isEqualTo(Settlement.UNKNOWN);
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
    }

    /** A catalog in one database with its journal. */
    private final class Together implements JournaledMarks {

        private final List<JournalEntry> committed = new ArrayList<>();

        @Override
        public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
            return commit(marks, at.catalog.mark(marks), entries);
        }

        @Override
        public List<MarkResult> unmark(
                List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return commit(unmarks, at.catalog.unmark(unmarks), entries);
        }

        private <C> List<MarkResult> commit(
                List<C> changes, List<MarkResult> results, BiFunction<C, MarkResult, List<JournalEntry>> entries) {
            for (int i = changes.size() - 1; i >= 0; i--) { // in whatever order
                if (results.get(i).outcome() == MarkOutcome.APPLIED) {
                    committed.addAll(entries.apply(changes.get(i), results.get(i)));
                }
            }
            return results;
        }
    }

    @Test
    @DisplayName("H84: in one database each mark commits with its own entries, and only the others are written apart")
    void marksAndEntriesCommitTogether() {
        Together one = new Together();
        together = Optional.of(one);
        at.catalog.real.remove("2");
        assertThat(markAll("1", "2", "3"))
                .containsExactly(ChangeOutcome.APPLIED, ChangeOutcome.GONE, ChangeOutcome.APPLIED);
        assertThat(one.committed)
                .containsExactly(
                        new JournalEntry.Intended(marking("3").change(), List.of(EVIDENCE), at.log.fence(), NOW),
                        applied("record:3", "original missing (run 7)"),
                        new JournalEntry.Intended(marking("1").change(), List.of(EVIDENCE), at.log.fence(), NOW),
                        applied("record:1", "original missing (run 7)"));
        assertThat(at.trace).containsExactly("mark [1, 2, 3]", "intend record:2", "record:2 GONE");

        one.committed.clear();
        assertThat(changes().unmark(List.of(unmarking("1")), Sort.RESTORES)).containsExactly(ChangeOutcome.APPLIED);
        assertThat(one.committed).hasSize(2).contains(applied("record:1", null));
    }

    @Test
    @DisplayName("H84: a resumed run counts every attempt of its earlier part, whatever became of it")
    void everyAttemptIsCountedAgain() {
        Together one = new Together();
        together = Optional.of(one);
        at.catalog.real.put("1", "draft", LONG_AGO, of("1"));
        at.catalog.real.remove("2");
        isMarked("4", "original missing (run 6)");
        assertThat(markAll("1", "2", "3", "4"))
                .containsExactly(
                        ChangeOutcome.CONFLICT, ChangeOutcome.GONE, ChangeOutcome.APPLIED, ChangeOutcome.ALREADY);

        ChangeTally resumed = new ChangeTally();
        Map<String, ItemState> states = new TreeMap<>();
        Stream.concat(at.entries().stream(), one.committed.stream()).forEach(entry -> {
            ItemState.Line line = Objects.requireNonNull(ItemState.Line.of(entry, 0));
            states.merge(line.state().item(), line.state(), ItemState::then);
        });
        states.values().forEach(state -> resumed.takeUp(state, RunKind.RECONCILE));

        assertThat(resumed.counts(Sort.MARKS)).isEqualTo(at.tally.counts(Sort.MARKS));
        assertThat(resumed.counts(Sort.MARKS).attempted()).isEqualTo(4);
    }

    private static JournalEntry.Done applied(String item, @Nullable String message) {
        return new JournalEntry.Done(item, ChangeOutcome.APPLIED, message, NOW, null, "", NOW);
    }

    @Test
    @DisplayName("H84: a try that committed both before its answer was lost isn't written a second time")
    void entriesCommittedByAnEarlierTryArentRepeated() {
        together = Optional.of(new Together());
        isMarked("1", "original missing (run 7)");
        isMarked("2", "original missing (run 6)");
        assertThat(markAll("1", "2")).containsExactly(ChangeOutcome.APPLIED, ChangeOutcome.ALREADY);
        assertThat(at.dones()).extracting(JournalEntry.Done::item).containsExactly("record:2");
    }

    @Test
    void catalogThatAsksForEntriesOfAnotherChangeIsRefused() {
        together = Optional.of(new JournaledMarks() {
            @Override
            public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
                MarkResult applied = MarkResult.of(MarkOutcome.APPLIED);
                return entries.apply(markOf("3", "draft"), applied).isEmpty() ? List.of() : List.of(applied);
            }

            @Override
            public List<MarkResult> unmark(
                    List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
                return List.of();
            }
        });
        assertThat(markAll("1")).containsExactly(ChangeOutcome.FAILED);
        assertThat(at.problems.asList().get(0)).contains("adapter threw", "IllegalArgumentException");
        assertThat(at.trace)
                .as("what may be tried again has no intent of its own")
                .containsExactly("look up [1]", "record:1 FAILED");
    }
}
