package dev.reconcile.upload;

import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A catalog whose claimed keys are referenced and not required. An upload claims its key before it stores anything, and gives the claim back
 * after its row is committed and its object stored. Hence the order: records are read before the claims, so that a row whose claim has ended
 * has its object; references are looked up after them, so that an object whose claim has ended shows its row.
 */
final class ClaimedCatalog implements MetadataCatalog {

    static final String ROLE = "claimed";

    private static final RecordId RECORD = new RecordId("claim");

    private final MetadataCatalog catalog;
    private final Claims claims;

    ClaimedCatalog(MetadataCatalog catalog, Claims claims) {
        this.catalog = catalog;
        this.claims = claims;
    }

    @Override
    public CatalogProfile profile() {
        return catalog.profile();
    }

    @Override
    public CatalogPage read(CatalogQuery query) {
        CatalogPage page = catalog.read(query);
        Set<ObjectKey> claimed = claimedOf(page.records());
        return claimed.isEmpty()
                ? page
                : new CatalogPage(
                        page.records().stream()
                                .map(record -> unrequired(record, claimed))
                                .toList(),
                        page.next());
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        Map<RecordId, CatalogRecord> found = catalog.lookUp(ids);
        Set<ObjectKey> claimed = claimedOf(found.values());
        Map<RecordId, CatalogRecord> seen = new HashMap<>();
        found.forEach((id, record) -> seen.put(id, unrequired(record, claimed)));
        return seen;
    }

    private Set<ObjectKey> claimedOf(Collection<CatalogRecord> records) {
        Set<ObjectKey> keys = new HashSet<>();
        records.forEach(record -> record.references().forEach(reference -> keys.add(reference.key())));
        return keys.isEmpty() ? Set.of() : claims.claimed(keys);
    }

    private static CatalogRecord unrequired(CatalogRecord record, Set<ObjectKey> claimed) {
        if (record.references().stream().noneMatch(each -> claimed.contains(each.key()))) {
            return record;
        }
        return new CatalogRecord(
                record.id(),
                record.status(),
                record.message(),
                record.marked(),
                record.lastChanged(),
                record.context(),
                record.references().stream()
                        .map(each -> claimed.contains(each.key())
                                ? new Reference(each.recordId(), each.role(), each.key(), each.expected(), false)
                                : each)
                        .toList(),
                record.unusable());
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        Set<ObjectKey> claimed = claims.claimed(keys);
        Map<ObjectKey, List<Reference>> found = new LinkedHashMap<>(catalog.find(keys));
        for (ObjectKey key : claimed) {
            List<Reference> references = new ArrayList<>(found.getOrDefault(key, List.of()));
            references.add(new Reference(RECORD, ROLE, key, OptionalLong.empty(), false));
            found.put(key, references);
        }
        return found;
    }

    @Override
    public Optional<Instant> now() {
        return catalog.now();
    }

    @Override
    public List<MarkResult> mark(List<Mark> marks) {
        return unclaimed(marks, Mark::judged, catalog::mark);
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks) {
        return catalog.unmark(unmarks);
    }

    @Override
    public boolean canPurge() {
        return catalog.canPurge();
    }

    @Override
    public List<MarkResult> purge(List<Unmark> marked) {
        return unclaimed(marked, each -> each.mark().judged(), catalog::purge);
    }

    /** A claim that came after the record was judged is a change of what was judged. */
    private <C> List<MarkResult> unclaimed(
            List<C> changes, Function<C, List<Reference>> judged, Function<List<C>, List<MarkResult>> changing) {
        Set<ObjectKey> keys = new HashSet<>();
        changes.forEach(each -> judged.apply(each).forEach(reference -> keys.add(reference.key())));
        Set<ObjectKey> claimed = claims.claimed(keys);
        Predicate<C> isClaimed =
                each -> judged.apply(each).stream().anyMatch(reference -> claimed.contains(reference.key()));
        List<C> free = changes.stream().filter(isClaimed.negate()).toList();
        List<MarkResult> answers = free.isEmpty() ? List.of() : changing.apply(free);
        List<MarkResult> results = new ArrayList<>();
        int next = 0;
        for (C each : changes) {
            results.add(isClaimed.test(each) ? MarkResult.of(MarkOutcome.CONFLICT) : answers.get(next++));
        }
        return results;
    }

    @Override
    public Optional<JournaledMarks> journaledIn(RunLog log) {
        return catalog.journaledIn(log).map(Journaled::new);
    }

    private final class Journaled implements JournaledMarks {

        private final JournaledMarks its;

        Journaled(JournaledMarks its) {
            this.its = its;
        }

        @Override
        public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
            return unclaimed(marks, Mark::judged, free -> its.mark(free, entries));
        }

        @Override
        public List<MarkResult> unmark(
                List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return its.unmark(unmarks, entries);
        }

        @Override
        public List<MarkResult> purge(List<Unmark> marked, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return unclaimed(marked, each -> each.mark().judged(), free -> its.purge(free, entries));
        }
    }

    @Override
    public String toString() {
        return "ClaimedCatalog[" + catalog + "]";
    }
}
