package dev.reconcile.catalog;

import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A catalog in memory, for tests of applications that use this library and for trying it out. It holds itself to what a
 * database does: pages in primary-key order, marks by compare-and-set. Thread-safe.
 */
public final class InMemoryCatalog implements MetadataCatalog {

    private final NavigableMap<RecordId, CatalogRecord> records = new TreeMap<>();
    private final CatalogProfile profile;
    private final String errorStatus;
    private final InstantSource clock;

    /**
     * @param errorStatus what a mark sets
     * @param clock gives the time of a change
     */
    public InMemoryCatalog(String name, List<String> roles, String errorStatus, InstantSource clock) {
        this(name, roles, errorStatus, Set.of(), clock);
    }

    /** @param filterColumns which entries of a record's context a filter may name */
    public InMemoryCatalog(
            String name, List<String> roles, String errorStatus, Set<String> filterColumns, InstantSource clock) {
        this.profile = new CatalogProfile("memory:" + name, roles, filterColumns);
        this.errorStatus = errorStatus;
        this.clock = clock;
    }

    /**
     * Puts a record in the place of the one with its id, if any; one that has the error status counts as marked.
     *
     * @throws IllegalArgumentException if a reference is another record's or has a role this catalog doesn't know
     */
    public synchronized void put(CatalogRecord given) {
        for (Reference reference : given.references()) {
            if (!reference.recordId().equals(given.id()) || !profile.roles().contains(reference.role())) {
                throw new IllegalArgumentException("Invalid reference of record " + given.id() + ": " + reference
                        + ", expected its own and one of the roles " + profile.roles());
            }
        }
        records.put(given.id(), with(given, given.status(), given.message(), given.lastChanged()));
    }

    /** Puts a record last changed at that time. */
    public void put(String id, @Nullable String status, @Nullable Instant lastChanged, Reference... references) {
        put(new CatalogRecord(
                new RecordId(id), status, null, false, lastChanged, Map.of(), List.of(references), List.of()));
    }

    public synchronized boolean remove(String id) {
        return records.remove(new RecordId(id)) != null;
    }

    public synchronized Optional<CatalogRecord> record(String id) {
        return Optional.ofNullable(records.get(new RecordId(id)));
    }

    /** The message that a mark left, if any. */
    public synchronized Optional<String> message(String id) {
        return record(id).map(CatalogRecord::message);
    }

    @Override
    public CatalogProfile profile() {
        return profile;
    }

    @Override
    public synchronized CatalogPage read(CatalogQuery query) {
        refuseInterrupted("Reading a page");
        for (String column : query.filter().columns().keySet()) {
            if (!profile.filterColumns().contains(column)) {
                throw new IllegalArgumentException("Unknown filter column " + ObjectKey.escape(column)
                        + ", expected one of " + profile.filterColumns());
            }
        }
        RecordId after = query.after();
        NavigableMap<RecordId, CatalogRecord> rest = after == null ? records : records.tailMap(after, false);
        List<CatalogRecord> page = new ArrayList<>();
        for (CatalogRecord candidate : rest.values()) {
            if (!matches(candidate, query.filter())) {
                continue;
            }
            if (page.size() == query.limit()) {
                return new CatalogPage(page, page.get(page.size() - 1).id());
            }
            page.add(candidate);
        }
        return new CatalogPage(page, null);
    }

    private void refuseInterrupted(String doing) {
        if (Thread.currentThread().isInterrupted()) { // H91: the flag stays set
            throw new CatalogException(
                    doing + " of " + profile.identity() + " didn't begin: the thread is interrupted", false, null);
        }
    }

    private static boolean matches(CatalogRecord candidate, CatalogQuery.Filter filter) {
        boolean statusFits = filter.statuses().isEmpty()
                || (candidate.status() != null && filter.statuses().contains(candidate.status()));
        return statusFits
                && filter.columns().entrySet().stream()
                        .allMatch(column ->
                                column.getValue().equals(candidate.context().get(column.getKey())));
    }

    @Override
    public synchronized Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        refuseInterrupted("Looking up records");
        Map<RecordId, CatalogRecord> found = new LinkedHashMap<>();
        for (RecordId id : new TreeSet<>(ids)) {
            CatalogRecord there = records.get(id);
            if (there != null) {
                found.put(id, there);
            }
        }
        return found;
    }

    @Override
    public synchronized Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        refuseInterrupted("Looking up keys");
        Set<ObjectKey> sought = Set.copyOf(keys);
        Map<ObjectKey, List<Reference>> found = new HashMap<>();
        for (CatalogRecord each : records.values()) {
            for (Reference reference : each.references()) {
                if (sought.contains(reference.key())) {
                    found.computeIfAbsent(reference.key(), key -> new ArrayList<>())
                            .add(reference);
                }
            }
        }
        return found;
    }

    @Override
    public synchronized List<MarkResult> mark(List<Mark> marks) {
        refuseInterrupted("Marking records");
        return marks.stream().map(this::mark).toList();
    }

    private MarkResult mark(Mark mark) {
        CatalogRecord now = records.get(mark.recordId());
        if (now == null) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        if (now.marked()) {
            return MarkResult.of(MarkOutcome.ALREADY);
        }
        if (!mark.stillHolds(now)) {
            return MarkResult.of(MarkOutcome.CONFLICT);
        }
        return written(with(now, errorStatus, mark.message(), clock.instant()));
    }

    @Override
    public synchronized List<MarkResult> unmark(List<Unmark> unmarks) {
        refuseInterrupted("Taking marks back");
        return unmarks.stream().map(this::unmark).toList();
    }

    private MarkResult unmark(Unmark unmark) {
        CatalogRecord now = records.get(unmark.recordId());
        if (now == null) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        if (unmark.isDone(now)) {
            return MarkResult.of(MarkOutcome.ALREADY);
        }
        if (!unmark.stillHolds(now)) {
            return MarkResult.of(MarkOutcome.CONFLICT);
        }
        Mark made = unmark.mark();
        return written(with(now, made.judgedStatus(), made.judgedMessage(), clock.instant()));
    }

    @Override
    public boolean canPurge() {
        return true;
    }

    @Override
    public synchronized List<MarkResult> purge(List<Unmark> marked) {
        refuseInterrupted("Purging records");
        return marked.stream().map(this::purge).toList();
    }

    private MarkResult purge(Unmark marked) {
        CatalogRecord now = records.get(marked.recordId());
        if (now == null) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        if (!marked.stillHolds(now)) {
            return MarkResult.of(MarkOutcome.CONFLICT);
        }
        records.remove(now.id());
        return MarkResult.of(MarkOutcome.APPLIED);
    }

    private MarkResult written(CatalogRecord after) {
        records.put(after.id(), after);
        return MarkResult.applied(after);
    }

    private CatalogRecord with(
            CatalogRecord from, @Nullable String status, @Nullable String message, @Nullable Instant lastChanged) {
        return new CatalogRecord(
                from.id(),
                status,
                message,
                errorStatus.equals(status),
                lastChanged,
                from.context(),
                from.references(),
                from.unusable());
    }
}
