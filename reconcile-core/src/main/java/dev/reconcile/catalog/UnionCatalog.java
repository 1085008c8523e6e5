package dev.reconcile.catalog;

import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several catalogs, tables of one application mostly, that share one bucket (H48): an object is an orphan only if none of them refers to it. Record
 * 42 of the part {@code images} is called {@code images:42} here; roles of the same name are counted together. It can be filtered by what
 * every part can be. Thread-safe if its parts are.
 *
 * <pre>{@code
 * MetadataCatalog all = UnionCatalog.of(Map.of("images", images, "documents", documents));
 * }</pre>
 */
public final class UnionCatalog implements MetadataCatalog {

    private final Map<String, Part> parts;
    private final CatalogProfile profile;

    private UnionCatalog(Map<String, Part> parts) {
        this.parts = parts;
        this.profile = profile(parts.values());
    }

    /**
     * @param catalogs by the names that stand before their ids: letters, digits, {@code _} and {@code -}
     * @throws IllegalArgumentException if a name is none, or the catalogs point into different buckets
     */
    public static UnionCatalog of(Map<String, MetadataCatalog> catalogs) {
        if (catalogs.isEmpty()) {
            throw new IllegalArgumentException("Invalid union: no catalogs, expected at least one");
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        for (String name : new TreeSet<>(catalogs.keySet())) {
            if (!name.matches("[A-Za-z0-9_-]+")) {
                throw new IllegalArgumentException("Invalid name of a catalog: '" + ObjectKey.escape(name)
                        + "', expected letters, digits, _ and -");
            }
            parts.put(name, new Part(name, Objects.requireNonNull(catalogs.get(name))));
        }
        return new UnionCatalog(Collections.unmodifiableMap(parts));
    }

    private static CatalogProfile profile(Collection<Part> parts) {
        List<String> identities = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        List<String> mappings = new ArrayList<>();
        Set<String> buckets = new TreeSet<>();
        Set<String> filters = new TreeSet<>();
        parts.forEach(part -> filters.addAll(part.catalog().profile().filterColumns()));
        for (Part part : parts) {
            CatalogProfile its = part.catalog().profile();
            identities.add(part.name() + "=" + its.identity());
            its.roles().stream().filter(role -> !roles.contains(role)).forEach(roles::add);
            mappings.add(part.name() + ": " + its.mapping());
            buckets.addAll(its.buckets());
            filters.retainAll(its.filterColumns());
        }
        if (buckets.size() > 1) {
            throw new IllegalArgumentException("Invalid union: its catalogs point into the buckets " + buckets
                    + ", expected one and the same, as a store is one bucket");
        }
        return new CatalogProfile(String.join("+", identities), roles, filters, buckets, String.join(" | ", mappings));
    }

    /** A catalog under its name. */
    private record Part(String name, MetadataCatalog catalog) {

        RecordId outer(RecordId id) {
            return new RecordId(name + ":" + id.value());
        }

        Reference outer(Reference its) {
            return new Reference(outer(its.recordId()), its.role(), its.key(), its.expected(), its.required());
        }

        CatalogRecord outer(CatalogRecord its) {
            return new CatalogRecord(
                    outer(its.id()),
                    its.status(),
                    its.message(),
                    its.marked(),
                    its.lastChanged(),
                    its.context(),
                    its.references().stream().map(this::outer).toList(),
                    its.unusable().stream()
                            .map(each -> new UnusableReference(
                                    outer(each.recordId()), each.role(), each.kind(), each.value(), each.detail()))
                            .toList());
        }

        /** Null if the id is another part's. */
        @Nullable
        RecordId inner(RecordId id) {
            String prefix = name + ":";
            boolean ours = id.value().startsWith(prefix) && id.value().length() > prefix.length();
            return ours ? new RecordId(id.value().substring(prefix.length())) : null;
        }

        Mark inner(Mark mark, RecordId id) {
            List<Reference> judged = mark.judged().stream()
                    .map(each -> new Reference(id, each.role(), each.key(), each.expected(), each.required()))
                    .toList();
            return new Mark(id, mark.judgedStatus(), mark.judgedMessage(), judged, mark.message(), mark.lastChanged());
        }
    }

    @Override
    public CatalogProfile profile() {
        return profile;
    }

    /** {@inheritDoc} One part comes after the other, in the order of their names. */
    @Override
    public CatalogPage read(CatalogQuery query) {
        List<CatalogRecord> records = new ArrayList<>();
        RecordId after = query.after();
        boolean begun = after == null;
        for (Part part : parts.values()) {
            RecordId inner = begun || after == null ? null : part.inner(after);
            if (!begun && inner == null) {
                continue;
            }
            begun = true;
            int room = query.limit() - records.size();
            CatalogPage page = part.catalog().read(CatalogQuery.page(query.filter(), inner, Math.max(1, room)));
            if (room == 0 && !page.records().isEmpty()) { // the page is full, and there is more
                return new CatalogPage(records, last(records));
            }
            if (room > 0) {
                page.records().forEach(record -> records.add(part.outer(record)));
                RecordId next = page.next();
                if (next != null) {
                    return new CatalogPage(records, part.outer(next));
                }
            }
        }
        if (!begun) {
            throw new IllegalArgumentException(
                    "Invalid cursor: '" + ObjectKey.escape(query.after() + "") + "' is no id of " + profile.identity());
        }
        return new CatalogPage(records, null);
    }

    private static RecordId last(List<CatalogRecord> records) {
        return records.get(records.size() - 1).id();
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        Map<RecordId, CatalogRecord> found = new HashMap<>();
        for (Part part : parts.values()) {
            List<RecordId> its = new ArrayList<>();
            for (RecordId id : ids) {
                RecordId inner = part.inner(id);
                if (inner != null) {
                    its.add(inner);
                }
            }
            if (!its.isEmpty()) {
                part.catalog().lookUp(its).values().stream()
                        .map(part::outer)
                        .forEach(each -> found.put(each.id(), each));
            }
        }
        return found;
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        Map<ObjectKey, List<Reference>> found = new LinkedHashMap<>();
        for (Part part : parts.values()) {
            part.catalog()
                    .find(keys)
                    .forEach((key, references) -> references.forEach(each ->
                            found.computeIfAbsent(key, one -> new ArrayList<>()).add(part.outer(each))));
        }
        return found;
    }

    /** The earliest that any part says, by which no record looks older than it is; nothing if one of them can't say. */
    @Override
    public Optional<Instant> now() {
        List<Instant> times = new ArrayList<>();
        for (Part part : parts.values()) {
            part.catalog().now().ifPresent(times::add);
        }
        return times.size() == parts.size() ? times.stream().min(Comparator.naturalOrder()) : Optional.empty();
    }

    @Override
    public List<MarkResult> mark(List<Mark> marks) {
        return apply(
                marks,
                Mark::recordId,
                Part::inner,
                (part, its, given) -> part.catalog().mark(its));
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks) {
        return apply(
                unmarks,
                Unmark::recordId,
                UnionCatalog::inner,
                (part, its, given) -> part.catalog().unmark(its));
    }

    @Override
    public boolean canPurge() {
        return parts.values().stream().allMatch(part -> part.catalog().canPurge());
    }

    @Override
    public List<MarkResult> purge(List<Unmark> marked) {
        return apply(
                marked,
                Unmark::recordId,
                UnionCatalog::inner,
                (part, its, given) -> part.catalog().purge(its));
    }

    private static Unmark inner(Part part, Unmark unmark, RecordId id) {
        return new Unmark(part.inner(unmark.mark(), id), unmark.message(), unmark.markedAt());
    }

    private interface Inner<C> {
        C of(Part part, C change, RecordId id);
    }

    private interface Changing<C> {
        /** @param given for each of its changes, the very one that was given to the union */
        List<MarkResult> by(Part part, List<C> its, IdentityHashMap<C, C> given);
    }

    /** What nobody has is GONE. Once one part has answered, a part that doesn't fails its own changes only. */
    private <C> List<MarkResult> apply(
            List<C> changes, Function<C, RecordId> id, Inner<C> inner, Changing<C> changing) {
        List<MarkResult> results =
                new ArrayList<>(Collections.nCopies(changes.size(), MarkResult.of(MarkOutcome.GONE)));
        boolean anyKnown = false;
        for (Part part : parts.values()) {
            List<Integer> positions = new ArrayList<>();
            List<C> its = new ArrayList<>();
            IdentityHashMap<C, C> given = new IdentityHashMap<>();
            for (int i = 0; i < changes.size(); i++) {
                RecordId local = part.inner(id.apply(changes.get(i)));
                if (local != null) {
                    positions.add(i);
                    its.add(inner.of(part, changes.get(i), local));
                    given.put(its.get(its.size() - 1), changes.get(i));
                }
            }
            if (its.isEmpty()) {
                continue;
            }
            List<MarkResult> answers;
            try {
                answers = changing.by(part, its, given);
                anyKnown = true;
            } catch (CatalogException failed) {
                if (!anyKnown) {
                    throw failed;
                }
                answers = Collections.nCopies(its.size(), MarkResult.of(MarkOutcome.FAILED));
            }
            for (int i = 0; i < positions.size(); i++) {
                results.set(positions.get(i), answers.get(i));
            }
        }
        return results;
    }

    /** {@inheritDoc} There is something if every part has it. */
    @Override
    public Optional<JournaledMarks> journaledIn(RunLog log) {
        Map<String, JournaledMarks> journaled = new HashMap<>();
        for (Part part : parts.values()) {
            part.catalog().journaledIn(log).ifPresent(its -> journaled.put(part.name(), its));
        }
        return journaled.size() == parts.size() ? Optional.of(new Journaled(journaled)) : Optional.empty();
    }

    private final class Journaled implements JournaledMarks {

        private final Map<String, JournaledMarks> byPart;

        private Journaled(Map<String, JournaledMarks> byPart) {
            this.byPart = byPart;
        }

        private JournaledMarks of(Part part) {
            return Objects.requireNonNull(byPart.get(part.name()));
        }

        @Override
        public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
            return apply(
                    marks,
                    Mark::recordId,
                    Part::inner,
                    (part, its, given) ->
                            of(part).mark(its, (mark, result) -> entries.apply(given(given, mark), result)));
        }

        @Override
        public List<MarkResult> unmark(
                List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return apply(
                    unmarks,
                    Unmark::recordId,
                    UnionCatalog::inner,
                    (part, its, given) ->
                            of(part).unmark(its, (unmark, result) -> entries.apply(given(given, unmark), result)));
        }

        @Override
        public List<MarkResult> purge(List<Unmark> marked, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return apply(
                    marked,
                    Unmark::recordId,
                    UnionCatalog::inner,
                    (part, its, given) ->
                            of(part).purge(its, (unmark, result) -> entries.apply(given(given, unmark), result)));
        }

        private static <C> C given(IdentityHashMap<C, C> given, C its) {
            return Objects.requireNonNull(given.get(its));
        }
    }

    @Override
    public String toString() {
        return "UnionCatalog[" + profile.identity() + "]";
    }
}
