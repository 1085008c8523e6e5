package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.engine.Entry.Standing;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scan only nominates, and not everything that differs: each object and reference is counted exactly once. */
class NominatorTest {

    private final Surroundings at = new Surroundings();
    private final Tally tally = new Tally(List.of("original", "staged"));
    private final Tally.Role original = tally.role("original");
    private final List<String> found = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final ProgressMeter meter = at.meter();

    @BeforeEach
    void somethingIsThere() {
        at.knows(at.object("witness", 1));
    }

    private Nominator nominator(ReconcileRequest.Builder request, boolean orphansCanBeTold) {
        return new Nominator(
                request.build(),
                at.confirm(),
                at.grace,
                meter,
                orphansCanBeTold,
                tally,
                convicted -> {
                    batches.add(convicted.size());
                    convicted.forEach(each -> found.add(each.finding().message()));
                },
                ".reconcile/");
    }

    private Nominator nominator() {
        return nominator(ReconcileRequest.builder(), true);
    }

    private Entry entry(String id, String key, long expected, Standing standing) {
        original.reference(standing);
        return new Entry(ObjectKey.of(key), new RecordId(id), 0, expected, standing);
    }

    private Entry judged(String id, String key) {
        at.ready(id, reference(id, "original", key));
        return entry(id, key, -1, Standing.JUDGED);
    }

    private Progress progress() {
        meter.tell();
        return at.progressed.get(at.progressed.size() - 1);
    }

    @Test
    @DisplayName("H8: what the listing doesn't show is looked at, and only what is absent then is missing")
    void hiddenObjectIsNotMissing() {
        Nominator nominator = nominator();
        at.object("hidden", 1);
        nominator.referenceOnly(judged("0", "gone"));
        nominator.referenceOnly(judged("1", "gone"));
        nominator.referenceOnly(judged("2", "hidden"));
        Entry changed = judged("3", "changed");
        at.catalog.real.remove("3");
        nominator.referenceOnly(changed);
        at.store.looking =
                (key, truth) -> key.value().equals("silent") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        nominator.referenceOnly(judged("4", "silent"));
        assertThat(found).as("nothing before the batch is judged").isEmpty();
        nominator.end(true);
        assertThat(found).containsExactly("original missing: gone", "original missing: gone");
        assertThat(original.checked).isEqualTo(4);
        assertThat(original.hidden).isEqualTo(1);
        assertThat(original.conflicts).isEqualTo(1);
        assertThat(original.unknown()).isEqualTo(1);
        assertThat(progress().done()).isEqualTo(5);
        assertThat(progress().candidates()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(value = Standing.class, mode = EnumSource.Mode.EXCLUDE, names = "JUDGED")
    @DisplayName("H59: what isn't to be judged isn't looked at, whether it is listed or not")
    void referenceThatIsntToBeJudgedIsPassedOver(Standing standing) {
        Nominator nominator = nominator();
        at.ready("1", sized("1", "gone", 5));
        nominator.referenceOnly(entry("1", "gone", 5, standing));
        nominator.both(entry("1", "gone", 5, standing), imagined("gone", 4, "x", LONG_AGO));
        nominator.end(true);
        assertThat(found).isEmpty();
        assertThat(at.trace).isEmpty();
        assertThat(original.checked).isZero();
        assertThat(progress().done()).isEqualTo(2);
    }

    @Test
    void kindsThatArentSoughtArentFound() {
        Nominator orphans = nominator(ReconcileRequest.builder().kinds(FindingKind.ORPHAN), true);
        orphans.referenceOnly(judged("1", "gone"));
        at.ready("2", sized("2", "small", 5));
        orphans.both(entry("2", "small", 5, Standing.JUDGED), at.object("small", 4));
        orphans.end(true);
        Nominator references =
                nominator(ReconcileRequest.builder().kinds(FindingKind.MISSING, FindingKind.MISMATCH), true);
        references.objectOnly(at.object("orphan", 1));
        references.end(true);
        assertThat(found).isEmpty();
        assertThat(at.trace).isEmpty();
        assertThat(original.checked).isEqualTo(2);
    }

    @Test
    @DisplayName("H1: a first look that says absent is nominated even where nobody asked for what is missing")
    void firstLookIsOnlyANomination() {
        Nominator nominator = nominator(ReconcileRequest.builder().kinds(FindingKind.MISMATCH), true);
        nominator.absent(judged("1", "gone"));
        nominator.end(true);
        assertThat(original.checked).isEqualTo(1);
        assertThat(found).as("it wasn't sought").isEmpty();
        nominator().absent(judged("2", "gone"));
        at.store.real.remove("witness");
        Nominator unproven = nominator();
        unproven.absent(judged("3", "gone"));
        unproven.end(true);
        assertThat(original.checked).as("without a witness nothing was learned").isEqualTo(1);
        assertThat(progress().done()).isEqualTo(3);
    }

    @Test
    @DisplayName("I4: an object of the expected size, or where none is expected, is in order")
    void objectOfTheExpectedSizeIsInOrder() {
        Nominator nominator = nominator();
        nominator.both(entry("1", "a", 5, Standing.JUDGED), imagined("a", 5, "x", LONG_AGO));
        nominator.both(entry("1", "a", -1, Standing.JUDGED), imagined("a", 4, "x", LONG_AGO));
        nominator.both(entry("1", "a", 0, Standing.JUDGED), imagined("a", 0, "x", LONG_AGO));
        nominator.end(true);
        assertThat(at.trace).isEmpty();
        assertThat(original.checked).isEqualTo(3);
        assertThat(progress().done()).isEqualTo(3);
    }

    @Test
    @DisplayName("I4: an object of another size is looked at again, an empty one that was expected to be too")
    void objectOfAnotherSizeIsNominated() {
        Nominator nominator = nominator();
        at.ready("1", sized("1", "a", 5));
        nominator.both(entry("1", "a", 5, Standing.JUDGED), at.object("a", 4));
        at.ready("2", sized("2", "b", 0));
        nominator.both(entry("2", "b", 0, Standing.JUDGED), at.object("b", 4));
        at.ready("3", sized("3", "c", 5));
        nominator.both(entry("3", "c", 5, Standing.JUDGED), imagined("c", 4, "x", LONG_AGO));
        at.object("c", 5);
        nominator.end(true);
        assertThat(found)
                .containsExactly(
                        "original mismatched: a has 4 bytes, expected 5",
                        "original mismatched: b has 4 bytes, expected 0");
        assertThat(original.checked).isEqualTo(3);
        assertThat(original.hidden).as("the listing had shown it").isZero();
    }

    @Test
    @DisplayName("H59: an object of another size that may still be in flight is too young")
    void youngObjectOfAnotherSizeIsTooYoung() {
        nominator().both(entry("1", "a", 5, Standing.JUDGED), imagined("a", 4, "x", NOW));
        assertThat(original.judged).isZero();
        assertThat(original.tooYoung).isEqualTo(1);
        assertThat(original.checked).isZero();
    }

    @Test
    @DisplayName("H9, H34, H50: of the objects that nobody names, only what a look still shows so is an orphan")
    void onlyWhatALookConfirmsIsAnOrphan() {
        Nominator nominator = nominator();
        nominator.objectOnly(at.object("orphan", 1));
        nominator.objectOnly(at.object("twin", 1));
        nominator.objectOnly(at.object("named", 1));
        nominator.objectOnly(imagined("vanished", 1, "x", LONG_AGO));
        nominator.objectOnly(imagined("silent", 1, "x", LONG_AGO));
        at.ready("1", reference("1", "original", "named"), reference("1", "original", "TWIN"));
        at.store.looking =
                (key, truth) -> key.value().equals("silent") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        nominator.end(true);
        assertThat(found).containsExactly("orphan: orphan, 1 bytes");
        assertThat(List.of(tally.twins, tally.objectConflicts, tally.vanished, tally.unknownObjects))
                .containsOnly(1L);
        assertThat(progress().candidates()).isEqualTo(5);
        assertThat(progress().done()).as("objects aren't references").isZero();
    }

    @Test
    @DisplayName("H22, H42, H49, H80: folders, other applications' keys, young objects and our own are no orphans")
    void objectThatIsNobodysBusinessIsNoOrphan() {
        Nominator nominator =
                nominator(ReconcileRequest.builder().keyPattern(Pattern.compile("(.reconcile/)?[a-z]/?")), true);
        nominator.objectOnly(imagined("a/", 0, "x", LONG_AGO));
        nominator.objectOnly(imagined("not ours", 1, "x", LONG_AGO));
        nominator.objectOnly(imagined("b", 1, "x", NOW));
        nominator.objectOnly(imagined(".reconcile/c", 1, "x", LONG_AGO));
        nominator.end(true);
        assertThat(List.of(tally.directoryMarkers, tally.notOurs, tally.youngObjects))
                .containsOnly(1L);
        assertThat(tally.unknownObjects).isZero();
        assertThat(at.trace).isEmpty();
        nominator.objectOnly(at.object("d", 1));
        nominator.end(true);
        assertThat(found).as("a key that matches").containsExactly("orphan: d, 1 bytes");
    }

    @Test
    @DisplayName("H47, H55: while the whole catalog isn't known, nobody's object can be told")
    void orphanThatCantBeToldIsUnknown() {
        Nominator nominator = nominator(ReconcileRequest.builder(), false);
        nominator.objectOnly(at.object("orphan", 1));
        nominator.end(true);
        assertThat(tally.unknownObjects).isEqualTo(1);
        assertThat(at.trace).isEmpty();
    }

    @Test
    @DisplayName("H73: where the listing broke off, what looks like an orphan is unknown, and what is missing is told")
    void orphanOfABrokenListingIsUnknown() {
        Nominator nominator = nominator();
        nominator.objectOnly(at.object("orphan", 1));
        nominator.objectOnly(at.object("other", 1));
        nominator.referenceOnly(judged("1", "gone"));
        nominator.end(false);
        assertThat(found).containsExactly("original missing: gone");
        assertThat(tally.unknownObjects).isEqualTo(2);
    }

    @Test
    @DisplayName("H93: no more than a batch is kept, and each is judged once")
    void fullBatchIsJudgedAtOnce() {
        Nominator nominator = nominator(ReconcileRequest.builder().batchSize(2), true);
        for (int i = 1; i <= 5; i++) {
            nominator.referenceOnly(judged("" + i, "gone" + i));
            nominator.objectOnly(at.object("orphan" + i, 1));
        }
        assertThat(batches).containsExactly(2, 2, 2, 2);
        nominator.end(true);
        assertThat(batches).containsExactly(2, 2, 2, 2, 1, 1);
        assertThat(found).hasSize(10).doesNotHaveDuplicates();
        nominator.end(true);
        assertThat(found).hasSize(10);
        assertThat(original.checked).isEqualTo(5);

        at.ready("6", reference("6", "staged", "gone6"));
        tally.role("staged").reference(Standing.JUDGED);
        nominator.referenceOnly(new Entry(ObjectKey.of("gone6"), new RecordId("6"), 1, -1, Standing.JUDGED));
        nominator.end(true);
        assertThat(found).last().isEqualTo("staged missing: gone6");
        assertThat(original.checked).as("another role's").isEqualTo(5);
        assertThat(tally.role("staged").checked).isEqualTo(1);
    }

    @Test
    @DisplayName("H80: what lies in the quarantine isn't counted as listed")
    void listedObjectsAreCountedButForOurOwn() {
        List<StoredObject> objects = List.of(
                imagined(".reconcile/a", 1, "x", LONG_AGO),
                imagined("b", 1, "x", LONG_AGO),
                imagined("c", 1, "x", LONG_AGO));
        Iterator<StoredObject> counting = nominator().counting(objects.iterator());
        List<StoredObject> passed = new ArrayList<>();
        counting.forEachRemaining(passed::add);
        assertThat(passed).isEqualTo(objects);
        assertThat(tally.listed).isEqualTo(2);
    }
}
