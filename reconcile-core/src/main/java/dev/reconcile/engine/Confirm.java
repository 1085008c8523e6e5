package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks again: nothing becomes a finding but by a fresh read of the catalog and a fresh look at the store, and no
 * error is evidence (H70). Each batch is judged by answers that it asked for itself. Thread-safe.
 */
final class Confirm {

    private final Calls calls;
    private final Grace grace;
    private final Witness witness;
    private final Problems problems;

    Confirm(Calls calls, Grace grace, Witness witness, Problems problems) {
        this.calls = calls;
        this.grace = grace;
        this.witness = witness;
        this.problems = problems;
    }

    /** A verdict for each candidate, in order. */
    List<Verdict> references(List<Candidate.OfReference> candidates) {
        Map<RecordId, CatalogRecord> records;
        try {
            Set<RecordId> ids = new LinkedHashSet<>();
            candidates.forEach(candidate -> ids.add(candidate.recordId()));
            records = calls.lookUp(ids);
        } catch (CatalogException unanswered) {
            problems.add(unanswered);
            return candidates.stream()
                    .map(candidate -> (Verdict) Verdict.Acquitted.UNKNOWN)
                    .toList();
        }
        witness.prepare();
        Map<ObjectKey, Presence> looks = new HashMap<>(); // one look serves every referrer of an object
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate.OfReference candidate : candidates) {
            verdicts.add(reference(candidate, records.get(candidate.recordId()), looks));
        }
        if (looks.containsValue(Presence.absent()) && !isProven()) {
            for (int i = 0; i < verdicts.size(); i++) {
                if (looks.get(candidates.get(i).key()) == Presence.absent()) {
                    verdicts.set(i, Verdict.Acquitted.UNKNOWN);
                }
            }
        }
        return verdicts;
    }

    /** H1: whether "absent" means anything; asked after the looks, and for every batch. */
    private boolean isProven() {
        if (witness.testifies()) {
            return true;
        }
        problems.add(
                "Objects were answered to be absent, but no object that the listing shows could be seen after that:"
                        + " nothing proves that the bucket itself answers. Check the bucket's name, endpoint and content");
        return false;
    }

    private Presence look(ObjectKey key) {
        Presence presence = calls.stat(key);
        if (presence instanceof Presence.Unknown unknown) {
            problems.add(unknown.detail());
        }
        return presence;
    }

    private Verdict reference(
            Candidate.OfReference candidate, @Nullable CatalogRecord record, Map<ObjectKey, Presence> looks) {
        Reference now = record == null ? null : stillJudged(candidate, record);
        if (record == null || now == null) {
            return Verdict.Acquitted.CHANGED; // H59, H62: the application got there first
        }
        Presence presence = looks.computeIfAbsent(candidate.key(), this::look);
        StoredObject seen = candidate.seen();
        return switch (presence.kind()) {
            case UNKNOWN -> Verdict.Acquitted.UNKNOWN;
            case ABSENT ->
                seen == null
                        ? new Verdict.Convicted(new Finding.Missing(now, record.status(), record.context()))
                        : Verdict.Acquitted.CHANGED;
            case PRESENT -> {
                StoredObject object = ((Presence.Present) presence).object();
                yield seen == null ? Verdict.Acquitted.IN_ORDER : mismatch(now, record, seen, object);
            }
        };
    }

    private @Nullable Reference stillJudged(Candidate.OfReference candidate, CatalogRecord record) {
        return record.references().stream()
                .filter(reference -> reference.role().equals(candidate.role())
                        && reference.key().equals(candidate.key())
                        && grace.standing(record, reference) == Entry.Standing.JUDGED)
                .findFirst()
                .orElse(null);
    }

    /** I4: two reads of one state of the object, and a fresh expectation that neither meets. */
    private Verdict mismatch(Reference now, CatalogRecord record, StoredObject seen, StoredObject object) {
        if (now.expectedSize().isEmpty() || now.expectedSize().getAsLong() == object.size()) {
            return Verdict.Acquitted.IN_ORDER;
        }
        if (seen.etag() == null || object.etag() == null) {
            return withoutETag(object);
        }
        if (!object.isSameStateAs(seen) || !grace.isSettled(object)) {
            return Verdict.Acquitted.CHANGED;
        }
        return new Verdict.Convicted(new Finding.Mismatch(now, record.status(), record.context(), object));
    }

    /** H21: nothing says that both looks saw the same. */
    private Verdict withoutETag(StoredObject object) {
        problems.add("The store gives no ETag for " + object.key() + ", so that two looks at it prove nothing");
        return Verdict.Acquitted.UNKNOWN;
    }

    /** A verdict for each candidate, in order. The catalog is asked after the listing, over all of it (H59). */
    List<Verdict> objects(List<Candidate.OfObject> candidates) {
        Map<ObjectKey, Set<ObjectKey>> twins = new HashMap<>();
        candidates.forEach(candidate -> twins.put(candidate.key(), KeyTwins.of(candidate.key())));
        Set<ObjectKey> asked = new LinkedHashSet<>(twins.keySet());
        twins.values().forEach(asked::addAll);
        List<Presence> looks =
                candidates.stream().map(candidate -> look(candidate.key())).toList();
        Map<ObjectKey, List<Reference>> referrers;
        try {
            referrers = calls.find(asked);
        } catch (CatalogException unanswered) {
            problems.add(unanswered);
            return candidates.stream()
                    .map(candidate -> (Verdict) Verdict.Acquitted.UNKNOWN)
                    .toList();
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            StoredObject seen = candidates.get(i).seen();
            boolean hasTwin = twins.getOrDefault(seen.key(), Set.of()).stream().anyMatch(referrers::containsKey);
            verdicts.add(object(seen, looks.get(i), referrers.containsKey(seen.key()), hasTwin));
        }
        if (verdicts.contains(Verdict.Acquitted.VANISHED) && !isProven()) {
            Collections.replaceAll(verdicts, Verdict.Acquitted.VANISHED, Verdict.Acquitted.UNKNOWN);
        }
        return verdicts;
    }

    private Verdict object(StoredObject seen, Presence presence, boolean isReferenced, boolean hasTwin) {
        if (isReferenced) {
            return Verdict.Acquitted.CHANGED;
        }
        if (hasTwin) {
            return Verdict.Acquitted.TWIN;
        }
        return switch (presence.kind()) {
            case UNKNOWN -> Verdict.Acquitted.UNKNOWN;
            case ABSENT -> Verdict.Acquitted.VANISHED;
            case PRESENT -> {
                StoredObject object = ((Presence.Present) presence).object();
                if (seen.etag() == null || object.etag() == null) {
                    yield withoutETag(object);
                }
                yield object.isSameStateAs(seen) && grace.mayBeOrphan(object)
                        ? new Verdict.Convicted(new Finding.Orphan(object))
                        : Verdict.Acquitted.CHANGED;
            }
        };
    }
}
