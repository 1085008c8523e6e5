package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes orphans and unfinished uploads as the request's policy says, after another fresh look at each. */
final class OrphanStage {

    /** What TAG puts on an orphan. */
    static final Map<String, String> TAG = Map.of("reconcile", "orphan");

    private final Working run;
    private final Confirm confirm;
    private final ObjectChanges objects;
    private final Removal removal;
    private final OrphanRules rules;
    private final Sightings sightings;

    OrphanStage(
            Working run,
            Confirm confirm,
            ObjectChanges objects,
            Removal removal,
            OrphanRules rules,
            Sightings sightings) {
        this.run = run;
        this.confirm = confirm;
        this.objects = objects;
        this.removal = removal;
        this.rules = rules;
        this.sightings = sightings;
    }

    /** Whether this store lets the policy be carried out safely; if not, the problems say why. */
    boolean isPossible(StoreAbilities abilities) {
        OrphanPolicy policy = run.request().orphanPolicy();
        String problem = switch (policy) {
            case REPORT, ADOPT -> null;
            case QUARANTINE, DELETE -> removal.problem();
            case TAG ->
                abilities.tags()
                        ? null
                        : "Nothing is tagged, as a probe hasn't seen this store keep tags (H79); use QUARANTINE"
                                + abilities.whyNot(Trait.KEEPS_TAGS);
        };
        if (problem != null) {
            run.problems().add(problem);
        }
        return problem == null;
    }

    void orphans(List<Finding.Orphan> batch) {
        List<Candidate.OfObject> candidates = batch.stream()
                .map(orphan -> new Candidate.OfObject(orphan.object()))
                .toList();
        List<Verdict> verdicts = confirm.objects(candidates);
        List<Intention> intentions = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            StoredObject object = batch.get(i).object();
            if (verdicts.get(i) instanceof Verdict.Convicted convicted) {
                String against = rules.against(object, sightings.first(object));
                if (against != null) {
                    leaveAlone(ofObject(object.key()), ChangeOutcome.SKIPPED, against);
                } else {
                    propose(object, convicted.evidence()).ifPresent(intentions::add);
                }
            } else {
                leaveAlone(
                        ofObject(object.key()), outcome((Verdict.Acquitted) verdicts.get(i)), "it isn't so any more");
            }
        }
        objects.carryOut(intentions, ChangeTally.Sort.ORPHANS);
    }

    private static ChangeOutcome outcome(Verdict.Acquitted verdict) {
        return switch (verdict) {
            case UNKNOWN -> ChangeOutcome.UNKNOWN;
            case VANISHED -> ChangeOutcome.GONE;
            case IN_ORDER, CHANGED, TWIN, UNVERIFIABLE -> ChangeOutcome.CONFLICT;
        };
    }

    private static String ofObject(ObjectKey key) {
        return "object:" + key.value();
    }

    private void leaveAlone(String item, ChangeOutcome outcome, String detail) {
        run.ledger()
                .write(List.of(new JournalEntry.Done(
                        item, outcome, null, null, null, detail, run.ledger().now())));
        run.changes().done(sort(item), item, outcome, detail);
    }

    private static ChangeTally.Sort sort(String item) {
        return item.startsWith("upload:") ? ChangeTally.Sort.UPLOADS : ChangeTally.Sort.ORPHANS;
    }

    private Optional<Intention> propose(StoredObject object, List<Look> evidence) {
        Change change = switch (run.request().orphanPolicy()) {
            case QUARANTINE -> quarantine(object);
            case TAG -> tag(object);
            case DELETE -> new Change.Delete(object);
            case ADOPT -> new Change.Adopt(object);
            case REPORT -> null;
        };
        return change == null ? Optional.empty() : Optional.of(new Intention(change, evidence));
    }

    private @Nullable Change quarantine(StoredObject object) {
        try {
            ObjectKey target = ObjectKey.of(run.with().quarantine()
                    + run.ledger().run() + "/" + object.key().value());
            return new Change.Quarantine(object, target);
        } catch (ObjectKey.InvalidKeyException tooLong) {
            leaveAlone(
                    ofObject(object.key()),
                    ChangeOutcome.SKIPPED,
                    "its key is too long to be put under the quarantine prefix");
            return null;
        }
    }

    private @Nullable Change tag(StoredObject object) {
        Tags tags = run.calls().tags(object.key());
        if (tags.known().isEmpty()) {
            leaveAlone(ofObject(object.key()), ChangeOutcome.UNKNOWN, "its tags aren't known: " + tags.detail());
            return null;
        }
        Map<String, String> before = tags.known().get();
        Map<String, String> after = new TreeMap<>(before);
        after.putAll(TAG);
        if (after.equals(before)) {
            leaveAlone(ofObject(object.key()), ChangeOutcome.ALREADY, "it has the tag already");
            return null;
        }
        return new Change.Tag(object, before, after);
    }

    void upload(Finding.Unfinished finding) {
        Upload upload = finding.upload();
        Change.Abort abort = new Change.Abort(upload);
        Optional<List<Upload>> now = objects.find(upload);
        if (now.isEmpty()) {
            leaveAlone(abort.item(), ChangeOutcome.UNKNOWN, "the look before the change gave no answer");
        } else if (now.get().isEmpty()) {
            leaveAlone(abort.item(), ChangeOutcome.GONE, "it was finished or aborted meanwhile");
        } else {
            Look look = new Look(
                    "unfinished uploads of " + upload.key(),
                    "begun " + upload.initiated(),
                    run.ledger().now());
            objects.carryOut(List.of(new Intention(abort, List.of(look))), ChangeTally.Sort.UPLOADS);
        }
    }
}
