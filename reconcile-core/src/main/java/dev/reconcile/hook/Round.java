package dev.reconcile.hook;

import dev.reconcile.Finding;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One batch of suspects, from their records to their marks. For one thread, once. */
final class Round {

    /** Fewer than what one report can name. */
    static final int RECORDS_AT_ONCE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(MissingHook.class);

    private final MetadataCatalog catalog;
    private final Looks looks;
    private final Restraint restraint;
    private final Counts counts;
    private final Announcements announcements;

    private final Set<Suspect> unsettled = new HashSet<>();
    private final Map<RecordId, Set<Suspect>> records = new LinkedHashMap<>();
    private boolean anyAnswer;

    Round(MetadataCatalog catalog, Looks looks, Restraint restraint, Counts counts, Announcements announcements) {
        this.catalog = catalog;
        this.looks = looks;
        this.restraint = restraint;
        this.counts = counts;
        this.announcements = announcements;
    }

    /** Whether the store or the catalog gave any answer. */
    boolean anyAnswer() {
        return anyAnswer;
    }

    /** Those to be looked at again. */
    Set<Suspect> unsettled() {
        return unsettled;
    }

    void leaveAll(List<Suspect> some) {
        unsettled.addAll(some);
    }

    private void leave(RecordId id) {
        unsettled.addAll(records.getOrDefault(id, Set.of()));
    }

    void work(List<Suspect> some) {
        if (!findRecords(some)) {
            leaveAll(some);
            return;
        }
        List<RecordId> all = List.copyOf(records.keySet());
        for (int from = 0; from < all.size(); from += RECORDS_AT_ONCE) {
            lookAt(all.subList(from, Math.min(from + RECORDS_AT_ONCE, all.size())));
        }
    }

    private boolean findRecords(List<Suspect> some) {
        Map<ObjectKey, Suspect> keys = new LinkedHashMap<>();
        for (Suspect suspect : some) {
            if (suspect instanceof Suspect.OfKey of) {
                keys.put(of.key(), suspect);
            } else if (suspect instanceof Suspect.OfRecord of) {
                add(of.recordId(), suspect);
            }
        }
        if (keys.isEmpty()) {
            return true;
        }
        Map<ObjectKey, List<Reference>> found;
        try {
            found = catalog.find(keys.keySet());
        } catch (CatalogException unanswered) {
            counts.unknown.add(some.size());
            LOG.warn("Nobody said who refers to {} keys: {}", keys.size(), unanswered.getMessage());
            return false;
        }
        keys.forEach((key, suspect) -> {
            List<Reference> references = found.getOrDefault(key, List.of());
            if (references.isEmpty()) {
                counts.acquitted.increment();
                anyAnswer = true;
            }
            references.forEach(reference -> add(reference.recordId(), suspect));
        });
        return true;
    }

    private void add(RecordId id, Suspect suspect) {
        records.computeIfAbsent(id, any -> new LinkedHashSet<>()).add(suspect);
    }

    private void lookAt(List<RecordId> ids) {
        Looks.Seen seen = looks.look(ids);
        anyAnswer |= seen.anyAnswer;
        counts.unknown.add(seen.unanswered.size());
        counts.missing.add(seen.missing.size());
        counts.acquitted.add(ids.size() - seen.unanswered.size() - seen.missing.size());
        seen.unanswered.forEach(this::leave);
        if (!seen.missing.isEmpty()) {
            proven(seen.missing);
        }
    }

    private void proven(Map<RecordId, List<Finding.Missing>> missing) {
        if (!restraint.permits(missing.size())) {
            counts.reported.add(missing.size());
            missing.values().forEach(each -> announcements.missing(each, MissingOutcome.REPORTED));
            return;
        }
        try {
            Marked marked = Marked.by(looks.mark(missing.keySet()));
            missing.forEach((id, findings) -> {
                if (!marked.isSettled(id)) {
                    leave(id);
                }
                announcements.missing(findings, marked.outcome(id));
            });
            restraint.giveBack(missing.size() - marked.tried());
            counts.marked.add(marked.applied());
            counts.conflicts.add(marked.conflicts());
        } catch (RuntimeException failed) {
            restraint.giveBack(missing.size());
            missing.keySet().forEach(this::leave);
            missing.values().forEach(each -> announcements.missing(each, MissingOutcome.NOT_MARKED));
            throw failed;
        }
    }
}
