package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** EXPIRED: an earlier run marked the record long ago, nobody wrote it since, and its objects are no better. */
class ExpiryTest {

    private static final Instant THEN = NOW.minus(Duration.ofDays(40));
    private static final String MESSAGE = "original missing (reconcile run x)";

    private final Surroundings at = new Surroundings();
    private final List<JournalEntry> marks = new ArrayList<>();

    @BeforeEach
    void someoneToTestify() {
        at.knows(at.object("witness", 1));
    }

    /** A record that an earlier run marked, and that nobody wrote since. */
    private void marked(String id, Reference reference) {
        Mark mark = new Mark(new RecordId(id), "ready", null, List.of(reference), MESSAGE);
        marks.add(new JournalEntry.Intended(new Change.MarkRecord(mark), List.of(), 1, THEN));
        marks.add(new JournalEntry.Done("record:" + id, ChangeOutcome.APPLIED, MESSAGE, THEN, null, "", THEN));
        at.catalog.real.put(Surroundings.record(id, "error", MESSAGE, true, THEN, reference));
    }

    private List<String> soughtRecords() {
        try (RunLog log = at.journal.begin("earlier", "test", PastRuns.id(2))) {
            log.write(List.of(PastRuns.begun(
                    PastRuns.id(2), RunKind.RECONCILE, at.collaborators(true).binding(), ReconcileRequest.applying())));
            log.write(marks);
        }
        Working run = at.working(
                ReconcileRequest.builder().expiredAfter(Duration.ofDays(30)).build());
        List<String> records = new ArrayList<>();
        new Expiry(run, at.confirm())
                .seek(found -> found.forEach(each -> records.add(
                        ((Finding.Expired) each.finding()).recordId().value())));
        return records;
    }

    @Test
    @DisplayName("A record whose object is gone, or of another size, is found, and one that is as it should be isn't")
    void recordWhoseObjectIsNoBetterIsFound() {
        marked("1", sized("1", "gone", 5));
        marked("2", sized("2", "short", 5));
        marked("3", sized("3", "back", 5));
        at.object("short", 4);
        at.object("back", 5);
        assertThat(soughtRecords()).containsExactly("1", "2");
        assertThat(at.problems.asList()).isEmpty();
    }

    @Test
    @DisplayName("H70: where the store doesn't answer, nothing is expired, and that is told")
    void unknownLookIsToldAndProvesNothing() {
        marked("1", sized("1", "silent", 5));
        at.store.looking = (key, truth) ->
                key.value().equals("silent") ? Presence.unknown(Doubt.UNAVAILABLE, "503 for silent") : truth;
        assertThat(soughtRecords()).isEmpty();
        assertThat(at.problems.asList()).containsExactly("503 for silent");
    }

    @Test
    @DisplayName("H1: each object is looked at once, and the bucket is proven to answer before and after that")
    void bucketIsProvenAroundTheLooks() {
        marked("1", sized("1", "gone", 5));
        marked("2", sized("2", "short", 5));
        marked("3", sized("3", "gone", 5));
        at.object("short", 4);
        assertThat(soughtRecords()).containsExactly("1", "2", "3");
        assertThat(at.trace)
                .filteredOn(what -> what.startsWith("look ") && !what.startsWith("look up"))
                .containsExactly("look witness", "look gone", "look short", "look witness");
    }

    @Test
    @DisplayName("H72: what another bucket lacks isn't gone")
    void nothingIsExpiredWhereNobodyTestifies() {
        marked("1", sized("1", "gone", 5));
        at.store.real.remove("witness");
        assertThat(soughtRecords()).isEmpty();
        assertThat(at.problems.asList())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("nothing proves that the bucket itself answers"));
    }
}
