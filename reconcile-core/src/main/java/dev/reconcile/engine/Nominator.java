package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the differences of one range and has them looked at again, a batch at a time. One worker's: not thread-safe.
 */
final class Nominator implements MergeJoin.Visitor {

    private final ReconcileRequest request;
    private final Confirm confirm;
    private final Grace grace;
    private final ProgressMeter progress;
    private final boolean orphansCanBeTold;
    private final Tally own;
    private final Consumer<List<Verdict.Convicted>> findings;
    private final String reserved;

    private final List<Candidate.OfReference> references = new ArrayList<>();
    private final List<Entry> referenceEntries = new ArrayList<>();
    private final List<Candidate.OfObject> objects = new ArrayList<>();

    /**
     * @param orphansCanBeTold whether the whole catalog is known, so that an object nobody names can be told
     * @param own counts this range
     * @param findings takes what was proven
     * @param reserved the prefix under which nothing is an orphan
     */
    Nominator(
            ReconcileRequest request,
            Confirm confirm,
            Grace grace,
            ProgressMeter progress,
            boolean orphansCanBeTold,
            Tally own,
            Consumer<List<Verdict.Convicted>> findings,
            String reserved) {
        this.request = request;
        this.confirm = confirm;
        this.grace = grace;
        this.progress = progress;
        this.orphansCanBeTold = orphansCanBeTold;
        this.own = own;
        this.findings = findings;
        this.reserved = reserved;
    }

    @Override
    public void referenceOnly(Entry reference) {
        progress.advance(1);
        if (reference.standing() != Entry.Standing.JUDGED) {
            return;
        }
        if (request.seeks(FindingKind.MISSING)) {
            nominate(reference, null);
        } else {
            own.role(reference.role()).checked++;
        }
    }

    @Override
    public void both(Entry reference, StoredObject object) {
        progress.advance(1);
        if (reference.standing() != Entry.Standing.JUDGED) {
            return;
        }
        boolean asExpected = reference.expectedSize() < 0 || reference.expectedSize() == object.size();
        if (asExpected || !comparesSizes()) {
            own.role(reference.role()).checked++;
        } else if (grace.isSettled(object)) {
            nominate(reference, object);
        } else {
            own.role(reference.role()).judged--;
            own.role(reference.role()).tooYoung++;
        }
    }

    private boolean comparesSizes() {
        return request.seeks(FindingKind.MISMATCH) && request.checks(Integrity.SIZE);
    }

    @Override
    public void objectOnly(StoredObject object) {
        if (!request.seeks(FindingKind.ORPHAN) || isReserved(object)) {
            return;
        }
        if (object.isDirectoryMarker()) { // H42
            own.directoryMarkers++;
        } else if (request.keyPattern()
                .filter(pattern -> !pattern.matcher(object.key().value()).matches())
                .isPresent()) {
            own.notOurs++;
        } else if (!grace.mayBeOrphan(object)) {
            own.youngObjects++;
        } else if (!orphansCanBeTold) { // H47, H55
            own.unknownObjects++;
        } else {
            progress.nominated();
            objects.add(new Candidate.OfObject(object));
            if (objects.size() == request.batchSize()) {
                judgeObjects();
            }
        }
    }

    /** H80: what is in the quarantine, or a probe of ours. */
    private boolean isReserved(StoredObject object) {
        return object.key().value().startsWith(reserved);
    }

    /** H1: a 404 is an answer only with a witness after it, even where nobody asked for what is missing. */
    void absent(Entry reference) {
        progress.advance(1);
        nominate(reference, null);
    }

    private void nominate(Entry reference, @Nullable StoredObject seen) {
        progress.nominated();
        references.add(new Candidate.OfReference(
                reference.recordId(), own.roleNames().get(reference.role()), reference.key(), seen));
        referenceEntries.add(reference);
        if (references.size() == request.batchSize()) {
            judgeReferences();
        }
    }

    private void judgeReferences() {
        List<Verdict> verdicts = references.isEmpty() ? List.of() : confirm.references(references, comparesSizes());
        for (int i = 0; i < verdicts.size(); i++) {
            Tally.Role role = own.role(referenceEntries.get(i).role());
            Verdict verdict = verdicts.get(i);
            if (verdict == Verdict.Acquitted.UNKNOWN) {
                continue; // judged, not checked: unknown
            }
            role.checked++;
            if (verdict == Verdict.Acquitted.CHANGED) {
                role.conflicts++;
            } else if (verdict == Verdict.Acquitted.IN_ORDER
                    && references.get(i).seen() == null) {
                role.hidden++;
            }
        }
        keep(verdicts);
        references.clear();
        referenceEntries.clear();
    }

    private void judgeObjects() {
        List<Verdict> verdicts = objects.isEmpty() ? List.of() : confirm.objects(objects);
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Convicted) {
                continue;
            }
            switch ((Verdict.Acquitted) verdict) {
                case UNKNOWN -> own.unknownObjects++;
                case VANISHED -> own.vanished++;
                case TWIN -> own.twins++;
                case CHANGED, IN_ORDER, UNVERIFIABLE -> own.objectConflicts++;
            }
        }
        keep(verdicts);
        objects.clear();
    }

    private void keep(List<Verdict> verdicts) {
        List<Verdict.Convicted> convicted = verdicts.stream()
                .filter(Verdict.Convicted.class::isInstance)
                .map(Verdict.Convicted.class::cast)
                .filter(each -> request.seeks(each.finding().kind()))
                .toList();
        if (!convicted.isEmpty()) {
            findings.accept(convicted);
        }
    }

    void listed(StoredObject object) {
        own.listed += isReserved(object) ? 0 : 1;
    }

    /** Counts the objects on their way through. */
    Iterator<StoredObject> counting(Iterator<StoredObject> listed) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return listed.hasNext();
            }

            @Override
            public StoredObject next() {
                StoredObject object = listed.next();
                listed(object);
                return object;
            }
        };
    }

    /**
     * Has the last, partly filled batches looked at.
     *
     * @param whole whether the listing came to its end; if not, what looks like an orphan can't be told (H73)
     */
    void end(boolean whole) {
        judgeReferences();
        if (whole) {
            judgeObjects();
        } else {
            own.unknownObjects += objects.size();
        }
    }
}
