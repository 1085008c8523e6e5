package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.engine.PastMarks.Made;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds records that an earlier run marked, that nobody wrote since, and whose objects are back; gives them their prior status
 * again if the policy says so. What was marked, and from which state, is in the journal.
 */
final class Recovery {

    private final Working run;
    private final Confirm confirm;
    private final Verifier verifier;
    private final PastMarks past;

    Recovery(Working run, Confirm confirm) {
        this.run = run;
        this.confirm = confirm;
        this.verifier = new Verifier(run, confirm);
        this.past = new PastMarks(run);
    }

    /** Looks at every mark that an earlier run of this binding made and the journal still knows. */
    void seek(Consumer<List<Verdict.Convicted>> found) {
        past.forEach(some -> judge(some).values().forEach(found));
    }

    /** Those whose record is as we left it and all of whose objects are back, with a finding for each reference. */
    private Map<Made, List<Verdict.Convicted>> judge(List<Made> marks) {
        Map<Made, CatalogRecord> untouched = past.untouched(marks);
        if (untouched.isEmpty()) {
            return Map.of();
        }
        Confirm.Proof proof = confirm.new Proof(); // H72: another bucket may have objects of these names
        proof.begin();
        Map<Made, List<Verdict.Convicted>> recovered = new LinkedHashMap<>();
        untouched.forEach((made, now) -> {
            List<Verdict.Convicted> back = objectsBack(made, now);
            if (!back.isEmpty()) {
                recovered.put(made, back);
            }
        });
        return recovered.isEmpty() || proof.holds() ? recovered : Map.of();
    }

    private List<Verdict.Convicted> objectsBack(Made made, CatalogRecord now) {
        List<Verdict.Convicted> back = new ArrayList<>();
        for (Reference reference : made.unmark().mark().judged()) {
            if (!run.request().covers(reference.key())
                    || !(look(reference) instanceof Presence.Present there)
                    || !isAsExpected(reference, there)) {
                return List.of(); // all of them, or the record isn't whole
            }
            Look look = new Look(
                    "object " + reference.key(),
                    "present, " + there.object().size() + " bytes",
                    run.ledger().now());
            back.add(new Verdict.Convicted(
                    new Finding.Recovered(reference, RecordState.of(now), there.object(), made.by()), List.of(look)));
        }
        return back;
    }

    private Presence look(Reference reference) {
        return isExpectedMoreThanASize(reference)
                ? verifier.describe(reference.key())
                : run.problems().orAdd(run.calls().stat(reference.key()));
    }

    private static boolean isExpectedMoreThanASize(Reference reference) {
        return !reference.expected().checksums().isEmpty()
                || !reference.expected().metadata().isEmpty();
    }

    /** An object that is back, as a backup restored it say, isn't taken for the one that was lost unless it is. */
    private boolean isAsExpected(Reference reference, Presence.Present there) {
        StoredObject object = there.object();
        boolean size =
                reference.expectedSize().isEmpty() || reference.expectedSize().getAsLong() == object.size();
        return size && verifier.problemWith(reference, object, there.details()) == null;
    }

    /** Restores records, each after another look at it and its objects. */
    void restore(List<Finding.OfReference> findings, RecordChanges records) {
        Map<RecordId, Made> marks = past.of(
                findings, finding -> finding instanceof Finding.Recovered recovered ? recovered.markedBy() : null);
        Map<Made, List<Verdict.Convicted>> still = judge(List.copyOf(marks.values()));
        List<Intention> intentions = new ArrayList<>();
        still.forEach((made, back) -> intentions.add(new Intention(
                new Change.UnmarkRecord(made.unmark()),
                back.stream().flatMap(each -> each.evidence().stream()).toList())));
        marks.values().stream()
                .filter(made -> !still.containsKey(made))
                .forEach(made -> past.leaveAlone(
                        new Change.UnmarkRecord(made.unmark()),
                        ChangeTally.Sort.RESTORES,
                        "the record was written since, or its objects aren't all back any more"));
        records.unmark(intentions, ChangeTally.Sort.RESTORES);
    }
}
