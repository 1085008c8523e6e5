package dev.reconcile.testkit.sim;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The application's table as it really is and was. */
final class Table {

    /** What an id was from a moment on; a null row is none. */
    record Was(long moment, long at, @Nullable Row row) {}

    /** Hears of every change, after it. */
    interface Watcher {
        void changed(String by, String id, @Nullable Row before, @Nullable Row after);
    }

    private final Time time;
    private final Watcher watcher;
    private final TreeMap<RecordId, Row> rows = new TreeMap<>();
    private final Map<String, List<Was>> history = new HashMap<>();

    /** Whether the table has no column that says when a row was changed. */
    boolean withoutTimestamps;

    Table(Time time, Watcher watcher) {
        this.time = time;
        this.watcher = watcher;
    }

    Collection<Row> rows() {
        return rows.values();
    }

    @Nullable
    Row row(String id) {
        return rows.get(new RecordId(id));
    }

    /** The rows as they were then. */
    Collection<Row> rowsAt(long at) {
        TreeMap<RecordId, Row> then = new TreeMap<>();
        history.forEach((id, all) -> {
            for (Was was : all) {
                if (was.at() <= at) {
                    if (was.row() == null) {
                        then.remove(new RecordId(id));
                    } else {
                        then.put(new RecordId(id), was.row());
                    }
                }
            }
        });
        return then.values();
    }

    /** A row that an engine marked, and what it was before. */
    record Marking(Row prior, Row marked) {}

    /** The last mark that an engine made. */
    @Nullable
    Marking lastMarking(String id, java.util.function.Predicate<String> isEngine) {
        Marking last = null;
        Row prior = null;
        for (Was was : historyOf(id)) {
            Row row = was.row();
            if (row != null && prior != null && isEngine.test(row.writer()) && row.isMarked() && !prior.isMarked()) {
                last = new Marking(prior, row);
            }
            prior = row;
        }
        return last;
    }

    /** The row as it was then. */
    @Nullable
    Row rowAt(long at, String id) {
        Row then = null;
        for (Was was : historyOf(id)) {
            then = was.at() <= at ? was.row() : then;
        }
        return then;
    }

    boolean isReferenced(String key) {
        return rows.values().stream().anyMatch(row -> row.refersTo(key));
    }

    /** Whether any row referred to the key at any time since. */
    boolean wasReferencedSince(long at, String key) {
        for (List<Was> all : history.values()) {
            for (int i = 0; i < all.size(); i++) {
                Row row = all.get(i).row();
                long until = i + 1 < all.size() ? all.get(i + 1).at() : Long.MAX_VALUE;
                if (row != null && until >= at && row.refersTo(key)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether there was a row that referred to the key at that moment and ever since. */
    boolean isReferencedThroughout(long moment, String key) {
        return rows.values().stream().filter(row -> row.refersTo(key)).anyMatch(row -> {
            boolean throughout = false;
            for (Was was : historyOf(row.id())) {
                boolean refers = was.row() != null && was.row().refersTo(key);
                throughout = was.moment() <= moment ? refers : throughout && refers;
            }
            return throughout;
        });
    }

    /** Whether any row ever named what is no object of the bucket. */
    boolean everPoisoned() {
        return anyRowEver(Row::poisoned);
    }

    /** Whether any row ever referred to the key in another case or Unicode form. */
    boolean wasEverTwin(String key) {
        return anyRowEver(row -> ObjectOracle.isTwin(row, key) && !row.refersTo(key));
    }

    private boolean anyRowEver(java.util.function.Predicate<Row> is) {
        return history.values().stream().flatMap(List::stream).anyMatch(was -> was.row() != null && is.test(was.row()));
    }

    /** Whether a row referred to the key at that moment. */
    boolean wasReferencedAt(long moment, String key) {
        return anyRowAt(moment, row -> row.refersTo(key));
    }

    /** Whether a row had the key in another form at that moment. */
    boolean wasTwinAt(long moment, String key) {
        return anyRowAt(moment, row -> ObjectOracle.isTwin(row, key));
    }

    private boolean anyRowAt(long moment, java.util.function.Predicate<Row> is) {
        return history.values().stream().anyMatch(all -> {
            Row then = null;
            for (Was was : all) {
                then = was.moment() <= moment ? was.row() : then;
            }
            return then != null && is.test(then);
        });
    }

    /** How many rows there ever were. */
    int everSeen() {
        return history.size();
    }

    List<Was> historyOf(String id) {
        return history.getOrDefault(id, List.of());
    }

    /** An application's write: its own timestamp goes with it. */
    void write(String by, Row row) {
        Instant shown = withoutTimestamps ? null : time.database();
        put(by, row.written(shown, time.now(), by));
    }

    void delete(String by, String id) {
        Row before = rows.remove(new RecordId(id));
        if (before != null) {
            happened(by, id, before, null);
        }
    }

    /** Puts a row in the past, for the beginning. */
    void hadAllAlong(Row row) {
        rows.put(new RecordId(row.id()), row);
        history.computeIfAbsent(row.id(), any -> new ArrayList<>()).add(new Was(0, row.written(), row));
    }

    /** In one transaction, as a database does: nobody else writes between the comparison and the change. */
    MarkResult mark(String by, Mark mark) {
        Row now = rows.get(mark.recordId());
        if (now == null) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        if (now.isMarked()) {
            return MarkResult.of(MarkOutcome.ALREADY);
        }
        if (!mark.stillHolds(record(now))) {
            return MarkResult.of(MarkOutcome.CONFLICT);
        }
        return changed(by, now.status(Row.ERROR, mark.message()));
    }

    MarkResult unmark(String by, Unmark unmark) {
        Row now = rows.get(unmark.recordId());
        if (now == null) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        if (unmark.isDone(record(now))) {
            return MarkResult.of(MarkOutcome.ALREADY);
        }
        if (!unmark.stillHolds(record(now))) {
            return MarkResult.of(MarkOutcome.CONFLICT);
        }
        return changed(
                by, now.status(unmark.mark().judgedStatus(), unmark.mark().judgedMessage()));
    }

    private MarkResult changed(String by, Row row) {
        write(by, row);
        return MarkResult.applied(record(rows.get(new RecordId(row.id()))));
    }

    private void put(String by, Row row) {
        Row before = rows.put(new RecordId(row.id()), row);
        happened(by, row.id(), before, row);
    }

    private void happened(String by, String id, @Nullable Row before, @Nullable Row after) {
        history.computeIfAbsent(id, any -> new ArrayList<>()).add(new Was(time.nextMoment(), time.now(), after));
        watcher.changed(by, id, before, after);
    }

    static List<Reference> references(Row row) {
        RecordId id = new RecordId(row.id());
        List<Reference> references = new ArrayList<>();
        references.add(new Reference(id, "original", ObjectKey.of(row.original()), OptionalLong.of(row.size()), true));
        if (row.staged() != null) {
            references.add(
                    new Reference(id, "staged", ObjectKey.of(row.staged()), OptionalLong.empty(), row.needsStaged()));
        }
        return references;
    }

    static CatalogRecord record(Row row) {
        List<UnusableReference> unusable = row.poisoned()
                ? List.of(new UnusableReference(
                        new RecordId(row.id()),
                        "staged",
                        UnusableReference.Kind.FOREIGN,
                        "https://elsewhere.example/" + row.id(),
                        "another host"))
                : List.of();
        return new CatalogRecord(
                new RecordId(row.id()),
                row.status(),
                row.message(),
                row.isMarked(),
                row.updatedAt(),
                Map.of("title", row.title(), "number", row.id()),
                references(row),
                unusable);
    }
}
