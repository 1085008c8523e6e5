package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconcile.Adopter;
import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Versioning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I3, I7: an orphan is changed as the policy says, after another look, and by the rules; or it is left alone and says why. */
class OrphanStageTest {

    private static final StoreAbilities ALL = new StoreAbilities(true, true, true, true, Versioning.OFF, Map.of());
    private static final StoreAbilities NONE = new StoreAbilities(false, false, false, false, Versioning.OFF, Map.of());

    private final Surroundings at = new Surroundings();
    private final PastRuns past = new PastRuns();
    private final StoredObject orphan = at.object("a", 4);
    private @Nullable Adopter adopter = object -> true;

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private OrphanStage stage(OrphanPolicy policy, StoreAbilities abilities) {
        ReconcileRequest request = ReconcileRequest.builder()
                .apply()
                .orphans(policy)
                .uploadsOlderThan(Duration.ofDays(1))
                .build();
        Working run = at.working(request);
        Removal removal = new Removal(at.calls, at.confirm(), abilities, false);
        ObjectChanges objects = new ObjectChanges(at.calls, at.ledger, at.tally, at.confirm(), removal, adopter);
        OrphanRules rules = new OrphanRules(request, NOW, NOW, true);
        Sightings sightings = Sightings.read(past.journal, PastRuns.BINDING, PastRuns.id(99), Surroundings.WORKSPACE);
        return new OrphanStage(run, at.confirm(), objects, removal, rules, sightings);
    }

    private void change(OrphanPolicy policy, StoredObject... objects) {
        stage(policy, ALL).orphans(Stream.of(objects).map(Finding.Orphan::new).toList());
    }

    private List<String> outcomes() {
        return at.dones().stream()
                .map(done -> done.item() + " " + done.outcome())
                .toList();
    }

    private String detail() {
        return at.dones().get(0).detail();
    }

    private boolean isThere(String key) {
        return at.store.real.stat(ObjectKey.of(key)).kind() == Presence.Kind.PRESENT;
    }

    private void sawBefore(StoredObject object) {
        past.write(
                PastRuns.id(1),
                PastRuns.begun(PastRuns.id(1)),
                PastRuns.orphan(0, object),
                PastRuns.walked(0, true),
                new JournalEntry.Planned("digest", 1, List.of(), NOW.minus(Duration.ofDays(5)), NOW),
                PastRuns.ended(PastRuns.report(RunState.COMPLETE, 1), NOW));
    }

    @Test
    @DisplayName("H76, H79: what a store can't do safely isn't begun")
    void policyThatTheStoreCantCarryOutIsntBegun() {
        for (OrphanPolicy policy : OrphanPolicy.values()) {
            assertThat(stage(policy, ALL).isPossible(ALL)).as("%s", policy).isTrue();
        }
        assertThat(at.problems.isEmpty()).isTrue();
        assertThat(stage(OrphanPolicy.REPORT, NONE).isPossible(NONE)).isTrue();
        assertThat(stage(OrphanPolicy.ADOPT, NONE).isPossible(NONE)).isTrue();
        assertThat(stage(OrphanPolicy.QUARANTINE, NONE).isPossible(NONE)).isFalse();
        assertThat(stage(OrphanPolicy.DELETE, NONE).isPossible(NONE)).isFalse();
        assertThat(at.problems.asList()).singleElement().asString().contains("If-Match on DELETE");
        assertThat(stage(OrphanPolicy.TAG, NONE).isPossible(NONE)).isFalse();
        assertThat(at.problems.asList()).hasSize(2).last().asString().contains("keep tags (H79)");
    }

    @Test
    @DisplayName("H80: quarantined objects go under the reserved prefix, each run's apart")
    void orphanIsQuarantined() {
        change(OrphanPolicy.QUARANTINE, orphan);
        assertThat(outcomes()).containsExactly("object:a APPLIED");
        assertThat(isThere("a")).isFalse();
        assertThat(isThere(".reconcile/" + Surroundings.RUN + "/a")).isTrue();
        JournalEntry.Intended intended = (JournalEntry.Intended) at.entries().get(0);
        assertThat(intended.change())
                .isEqualTo(new Change.Quarantine(orphan, ObjectKey.of(".reconcile/" + Surroundings.RUN + "/a")));
        assertThat(intended.evidence()).extracting(Look::asked).contains("object a");
        assertThat(at.tally.counts(ChangeTally.Sort.ORPHANS)).isEqualTo(new ChangeCounts(0, 1, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H43: a key that has no room under the prefix stays where it is")
    void orphanWithTooLongAKeyStays() {
        StoredObject longest = at.object("x".repeat(1020), 1);
        change(OrphanPolicy.QUARANTINE, longest, orphan);
        assertThat(outcomes()).containsExactly("object:" + longest.key().value() + " SKIPPED", "object:a APPLIED");
        assertThat(detail()).contains("too long");
        assertThat(isThere(longest.key().value())).isTrue();
        assertThat(at.tally.counts(ChangeTally.Sort.ORPHANS).skipped()).isEqualTo(1);
    }

    @Test
    @DisplayName("H82: the rules speak last: what was seen once isn't deleted, and what was seen twice is")
    void rulesHaveTheLastWord() {
        change(OrphanPolicy.DELETE, orphan);
        assertThat(outcomes()).containsExactly("object:a SKIPPED");
        assertThat(detail()).contains("no complete run saw");
        assertThat(isThere("a")).isTrue();
        sawBefore(orphan);
        change(OrphanPolicy.DELETE, orphan);
        assertThat(outcomes()).last().isEqualTo("object:a APPLIED");
        assertThat(isThere("a")).isFalse();
    }

    @Test
    @DisplayName("I3, H50: what isn't an orphan any more is left alone, and each reason counted apart")
    void formerOrphanIsLeftAlone() {
        sawBefore(orphan);
        StoredObject twin = at.object("b", 1);
        StoredObject gone = at.object("c", 1);
        StoredObject silent = at.object("d", 1);
        at.store.real.remove("c");
        at.ready("1", reference("1", "original", "a"), reference("1", "original", "B"));
        at.store.looking = (key, truth) -> key.value().equals("d") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        change(OrphanPolicy.DELETE, orphan, twin, gone, silent);
        assertThat(outcomes())
                .containsExactly("object:a CONFLICT", "object:b CONFLICT", "object:c GONE", "object:d UNKNOWN");
        assertThat(detail()).isEqualTo("it isn't so any more");
        assertThat(at.trace).noneMatch(what -> what.startsWith("remove"));
        assertThat(at.tally.counts(ChangeTally.Sort.ORPHANS)).isEqualTo(new ChangeCounts(0, 0, 0, 0, 2, 1, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("H79: an orphan is tagged beside the tags it has, and tagged once")
    void orphanIsTaggedOnce() {
        at.store.real.tag(orphan.key(), Map.of("team", "a"));
        change(OrphanPolicy.TAG, orphan);
        assertThat(at.store.real.tags(orphan.key()).known()).contains(Map.of("team", "a", "reconcile", "orphan"));
        assertThat(((JournalEntry.Intended) at.entries().get(0)).change())
                .as("what was before is kept for the way back")
                .isEqualTo(new Change.Tag(orphan, Map.of("team", "a"), Map.of("team", "a", "reconcile", "orphan")));
        change(OrphanPolicy.TAG, orphan);
        assertThat(outcomes()).containsExactly("object:a APPLIED", "object:a ALREADY");
        assertThat(at.trace.stream().filter("tag a"::equals)).hasSize(1);
    }

    @Test
    @DisplayName("I2: while its tags aren't known, an object isn't tagged, as that would take them away")
    void orphanWithUnknownTagsIsntTagged() {
        at.store.tagging = tags -> Tags.unknown("503");
        change(OrphanPolicy.TAG, orphan);
        assertThat(outcomes()).containsExactly("object:a UNKNOWN");
        assertThat(detail()).isEqualTo("its tags aren't known: 503");
    }

    @Test
    void orphanIsAdoptedByTheHost() {
        adopter = object -> {
            at.ready("new", reference("new", "original", object.key().value()));
            return true;
        };
        change(OrphanPolicy.ADOPT, orphan);
        assertThat(outcomes()).containsExactly("object:a APPLIED");
        assertThat(isThere("a")).isTrue();
    }

    @Test
    void reportingChangesNothing() {
        change(OrphanPolicy.REPORT, orphan);
        assertThat(at.entries()).isEmpty();
        assertThat(isThere("a")).isTrue();
    }

    private void abort(Upload upload) {
        stage(OrphanPolicy.REPORT, ALL).upload(new Finding.Unfinished(upload));
    }

    @Test
    @DisplayName("H24: an unfinished upload is aborted if it is still there, with that look as evidence")
    void uploadThatIsStillThereIsAborted() {
        Upload upload = at.store.real.beginUpload("u", LONG_AGO);
        abort(upload);
        String item = new Change.Abort(upload).item();
        assertThat(outcomes()).containsExactly(item + " APPLIED");
        assertThat(((JournalEntry.Intended) at.entries().get(0)).evidence())
                .containsExactly(new Look("unfinished uploads of u", "begun " + LONG_AGO, NOW));
        abort(upload);
        assertThat(outcomes()).last().isEqualTo(item + " GONE");
        assertThat(at.tally.counts(ChangeTally.Sort.UPLOADS)).isEqualTo(new ChangeCounts(0, 1, 1, 0, 0, 1, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("I2: an upload that can't be looked at isn't aborted")
    void uploadWithoutAnAnswerIsntAborted() {
        Upload upload = at.store.real.beginUpload("u", LONG_AGO);
        at.store.uploading = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        abort(upload);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::outcome, JournalEntry.Done::detail)
                .containsExactly(tuple(ChangeOutcome.UNKNOWN, "the look before the change gave no answer"));
        assertThat(at.trace).doesNotContain("abort u");
        assertThat(at.tally.counts(ChangeTally.Sort.ORPHANS).unknown()).isZero();
    }
}
