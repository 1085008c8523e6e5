package dev.reconcile.catalog;

import dev.reconcile.journal.RunLog;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata catalog: records and their references. Implementations are thread-safe, hold no transaction open between calls
 * (H58), do not retry (the engine does, in one place), and throw nothing but {@link CatalogException} for what the database did.
 */
public interface MetadataCatalog {

    /** What this catalog is. The same answer for the life of the object. */
    CatalogProfile profile();

    /**
     * One page of the records a filter lets through, in primary-key order, whole or not at all.
     *
     * @throws CatalogException if there is no such page
     */
    CatalogPage read(CatalogQuery query);

    /**
     * The named records as they are now, whatever any filter says. A record that isn't there isn't in the map.
     *
     * @throws CatalogException if not all of them could be looked up
     */
    Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids);

    /**
     * Every reference to each of these keys as it is now, over the whole catalog: required or not, marked or not, whatever any
     * filter says. A key nobody refers to isn't in the map. Keys are compared byte by byte (H45).
     *
     * @throws CatalogException if not all of them could be looked up
     */
    Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys);

    /**
     * What time it is by the clock that dates the records (H61); empty if the catalog can't say, and then the engine's own clock has to do.
     *
     * @throws CatalogException if the catalog didn't answer
     */
    default Optional<Instant> now() {
        return Optional.empty();
    }

    /**
     * Marks records, each by compare-and-set, each on its own: one that fails takes no other with it (H64).
     *
     * @return a result for each mark, in the same order
     * @throws CatalogException if nothing is known of any of them; applying the same marks again is safe
     */
    List<MarkResult> mark(List<Mark> marks);

    /**
     * Takes marks back, under the same rules as {@link #mark}.
     *
     * @return a result for each, in the same order
     * @throws CatalogException if nothing is known of any of them; trying again is safe
     */
    List<MarkResult> unmark(List<Unmark> unmarks);

    /** Whether {@link #purge} can remove records; by default no. */
    default boolean canPurge() {
        return false;
    }

    /**
     * Removes records for good that were marked, each by compare-and-set under the rules of {@link #unmark}: only while nobody has written it
     * since it was marked. By default all of it is refused.
     *
     * @return a result for each, in the same order; of one that was applied, nothing is left to be read back
     * @throws CatalogException if nothing is known of any of them; trying again is safe
     */
    default List<MarkResult> purge(List<Unmark> marked) {
        return Collections.nCopies(marked.size(), MarkResult.of(MarkOutcome.FAILED));
    }

    /**
     * This catalog's changes, committed together with their journal entries; empty, as it is by default, where the log's journal
     * isn't in the same database. Then the engine writes the entries itself, before and after the change.
     */
    default Optional<JournaledMarks> journaledIn(RunLog log) {
        return Optional.empty();
    }
}
