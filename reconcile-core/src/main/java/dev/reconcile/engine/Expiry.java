package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.engine.PastMarks.Made;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds records that an earlier run marked long ago, that nobody wrote since, and whose objects are still gone or still not what is
 * expected; removes them if the request says so. Nothing else of them is removed: what other objects they had become orphans.
 */
final class Expiry {

    private final Working run;
    private final Verifier verifier;
    private final Confirm confirm;
    private final PastMarks past;
    private final Instant cutoff;

    Expiry(Working run, Confirm confirm) {
        this.run = run;
        this.confirm = confirm;
        this.verifier = new Verifier(run, confirm);
        this.past = new PastMarks(run);
        this.cutoff = run.ledger().now().minus(run.request().expiredAfter().orElse(Duration.ofDays(36_500)));
    }

    void seek(Consumer<List<Verdict.Convicted>> found) {
        past.forEach(some -> judge(some).values().forEach(found));
    }

    private Map<Made, List<Verdict.Convicted>> judge(List<Made> marks) {
        List<Made> old =
                marks.stream().filter(made -> made.at().isBefore(cutoff)).toList();
        Map<Made, CatalogRecord> untouched = past.untouched(old);
        if (untouched.isEmpty()) {
            return Map.of();
        }
        Confirm.Proof proof = confirm.new Proof(); // H1, H72
        proof.begin();
        Map<Made, List<Verdict.Convicted>> expired = new LinkedHashMap<>();
        Map<ObjectKey, Presence> looks = new HashMap<>();
        untouched.forEach((made, now) -> {
            List<Verdict.Convicted> bad = stillBad(made, now, looks);
            if (!bad.isEmpty()) {
                expired.put(made, bad);
            }
        });
        return expired.isEmpty() || proof.holds() ? expired : Map.of();
    }

    /** A finding for each reference whose object is no better; none at all if one can't be told, or one is as it should be again. */
    private List<Verdict.Convicted> stillBad(Made made, CatalogRecord now, Map<ObjectKey, Presence> looks) {
        List<Verdict.Convicted> bad = new ArrayList<>();
        for (Reference reference : made.unmark().mark().judged()) {
            if (!run.request().covers(reference.key())) {
                return List.of();
            }
            String problem = problem(reference, looks.computeIfAbsent(reference.key(), verifier::describe));
            if (problem == null) {
                return List.of();
            }
            Look look =
                    new Look("object " + reference.key(), problem, run.ledger().now());
            bad.add(new Verdict.Convicted(
                    new Finding.Expired(reference, RecordState.of(now), made.by(), made.at()), List.of(look)));
        }
        return bad;
    }

    /** What is wrong with the object; null if nothing is, or nobody can tell. That it is absent is yet to be proven (H1). */
    private @Nullable String problem(Reference reference, Presence look) {
        if (look == Presence.absent()) {
            return "absent";
        }
        if (!(look instanceof Presence.Present there)) {
            return null;
        }
        long size = there.object().size();
        if (reference.expectedSize().isPresent() && reference.expectedSize().getAsLong() != size) {
            return "present, " + size + " bytes";
        }
        return verifier.differenceOf(reference, there.object(), there.details());
    }

    /** Removes records, each after another look at it and its objects. */
    void purge(List<Finding.OfReference> findings, RecordChanges records) {
        Map<RecordId, Made> marks =
                past.of(findings, finding -> finding instanceof Finding.Expired expired ? expired.markedBy() : null);
        Map<Made, List<Verdict.Convicted>> still = judge(List.copyOf(marks.values()));
        List<Intention> intentions = new ArrayList<>();
        still.forEach((made, bad) -> intentions.add(new Intention(
                new Change.PurgeRecord(made.unmark()),
                bad.stream().flatMap(each -> each.evidence().stream()).toList())));
        marks.values().stream()
                .filter(made -> !still.containsKey(made))
                .forEach(made -> past.leaveAlone(
                        new Change.PurgeRecord(made.unmark()),
                        ChangeTally.Sort.PURGES,
                        "the record was written since, or nothing proves any more that its object is gone"));
        records.purge(intentions);
    }
}
