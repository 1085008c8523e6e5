package dev.reconcile.testkit.sim;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The catalog as one process reaches it. */
class CatalogPort implements MetadataCatalog {

    private static final CatalogProfile PROFILE = new CatalogProfile(
            "sim:catalog", List.of("original", "staged"), Set.of("title"), Set.of(), "rows of the simulation");

    final Incarnation process;
    final Table table;

    CatalogPort(Incarnation process) {
        this.process = process;
        this.table = process.sim.table;
    }

    @Override
    public CatalogProfile profile() {
        return PROFILE;
    }

    @Override
    public Optional<Instant> now() {
        process.enter("the database's time");
        process.leave("the database's time", process.sim.time.database().toString());
        return Optional.of(process.sim.time.database());
    }

    @Override
    public CatalogPage read(CatalogQuery query) {
        RecordId after = query.after();
        String what = "read after " + (after == null ? "-" : after.value());
        refuseInterrupted(what);
        process.enter(what);
        away(what);
        Fault fault = process.fault(what, Fault.READ);
        failed(what, fault);
        Collection<Row> rows = switch (fault) {
            case DB_EMPTY_TABLE -> List.of();
            case DB_STALE_PAGE -> table.rowsAt(process.sim.time.now() - 30_000); // H66
            default -> table.rows();
        };
        List<CatalogRecord> page = new ArrayList<>();
        RecordId next = null;
        for (Row row : rows) {
            RecordId id = new RecordId(row.id());
            boolean beyond = after == null || id.compareTo(after) > 0;
            if (!beyond || !lets(query.filter(), row)) {
                continue;
            }
            if (fault == Fault.DB_ROWS_SKIPPED && process.sim.choices.happens("skip row " + row.id(), 300)) { // H53
                continue;
            }
            if (page.size() >= query.limit()) {
                next = page.get(page.size() - 1).id();
                break;
            }
            page.add(Table.record(row));
            shown(row);
        }
        if (fault == Fault.DB_ROW_TWICE && !page.isEmpty()) {
            page.add(page.get(0));
        }
        if (fault == Fault.DB_SAME_PAGE_AGAIN && after != null) {
            next = after;
        }
        process.leave(what, page.size() + " rows" + (next == null ? ", the last" : ""));
        return answered(fault, new CatalogPage(page, next));
    }

    private static boolean lets(CatalogQuery.Filter filter, Row row) {
        String status = row.status();
        return (filter.statuses().isEmpty()
                        || (status != null && filter.statuses().contains(status)))
                && filter.columns().getOrDefault("title", row.title()).equals(row.title());
    }

    private void shown(Row row) {
        process.lastShown.put(row.id(), row);
        process.lastShownAt.put(row.id(), process.sim.time.now());
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        String what = "look up " + new TreeSet<>(ids);
        refuseInterrupted(what);
        process.enter(what);
        away(what);
        Fault fault = process.fault(what, Fault.LOOK_UP);
        failed(what, fault);
        Map<RecordId, CatalogRecord> found = new LinkedHashMap<>();
        for (RecordId id : new TreeSet<>(ids)) {
            Row row = table.row(id.value());
            if (row != null) {
                found.put(id, Table.record(row));
                shown(row);
            }
        }
        process.leave(what, String.valueOf(found.keySet()));
        return answered(fault, found);
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        String what = "find " + new TreeSet<>(keys).first() + (keys.size() > 1 ? " and more" : "");
        refuseInterrupted(what);
        process.enter(what);
        away(what);
        Fault fault = process.fault(what, Fault.LOOK_UP);
        failed(what, fault);
        keys.forEach(key -> process.asks(key.value()));
        Map<ObjectKey, List<Reference>> found = new LinkedHashMap<>();
        for (Row row : table.rows()) {
            for (Reference reference : Table.references(row)) {
                if (keys.contains(reference.key())) {
                    found.computeIfAbsent(reference.key(), any -> new ArrayList<>())
                            .add(reference);
                }
            }
        }
        process.leave(what, String.valueOf(found.keySet()));
        return answered(fault, found);
    }

    @Override
    public List<MarkResult> mark(List<Mark> marks) {
        return change("mark", marks, Mark::recordId, mark -> markOne(mark, result -> {}));
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks) {
        return change("unmark", unmarks, Unmark::recordId, unmark -> unmarkOne(unmark, result -> {}));
    }

    /** @param within what else is done in the same transaction */
    final MarkResult markOne(Mark mark, Consumer<MarkResult> within) {
        Row before = table.row(mark.recordId().value());
        MarkResult result = table.mark(process.name, mark);
        within.accept(result);
        process.sim.oracle.marked(process, mark, before, result);
        return result;
    }

    /** @param within what else is done in the same transaction */
    final MarkResult unmarkOne(Unmark unmark, Consumer<MarkResult> within) {
        Row before = table.row(unmark.recordId().value());
        MarkResult result = table.unmark(process.name, unmark);
        within.accept(result);
        process.sim.oracle.unmarked(process, unmark, before, result);
        return result;
    }

    <C> List<MarkResult> change(String verb, List<C> changes, Function<C, RecordId> id, Function<C, MarkResult> real) {
        String what = verb + " " + changes.stream().map(id).toList();
        refuseInterrupted(what);
        process.enter(what);
        away(what);
        Fault fault = process.fault(what, Fault.MARK, 5);
        if (fault == Fault.MARK_LOST_BEFORE) {
            throw lost(what, "nothing was done");
        }
        List<MarkResult> results = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (fault == Fault.MARK_LOST_HALFWAY && i * 2 >= changes.size()) {
                throw lost(what, "half of it was done");
            }
            if (fault == Fault.MARK_REFUSED) {
                results.add(MarkResult.of(MarkOutcome.FAILED));
                continue;
            }
            process.sim.actors.meddle(verb, id.apply(changes.get(i)).value());
            results.add(real.apply(changes.get(i)));
            process.sim.surroundings.betweenRows(process, verb);
        }
        if (fault == Fault.MARK_LOST_AFTER) {
            throw lost(what, "all of it was done");
        }
        process.leave(what, results.stream().map(MarkResult::outcome).toList().toString());
        if (fault == Fault.MARK_RUNTIME_EXCEPTION_AFTER) {
            throw new IllegalStateException("a mistake in the adapter");
        }
        return fault == Fault.MARK_TOO_FEW_ANSWERS ? results.subList(1, results.size()) : results;
    }

    private CatalogException lost(String what, String really) {
        process.leave(what, "lost: " + really);
        boolean passing = process.sim.choices.happens("passing " + what, 500);
        return new CatalogException("The connection was lost", passing, null);
    }

    private void failed(String what, Fault fault) {
        switch (fault) {
            case DB_TRANSIENT, DB_DEADLOCK_ONCE -> {
                process.leave(what, "fails for now");
                throw new CatalogException("The database is busy", true, null);
            }
            case DB_FAILED -> {
                process.leave(what, "fails");
                throw new CatalogException("The database failed", false, null);
            }
            case DB_RUNTIME_EXCEPTION -> {
                process.leave(what, "throws");
                throw new IllegalStateException("a mistake in the adapter");
            }
            default -> {}
        }
    }

    /** Null where the adapter is broken. */
    @SuppressWarnings("NullAway")
    private static <T> @Nullable T answered(Fault fault, T answer) {
        return fault == Fault.DB_NULL ? null : answer;
    }

    private void away(String what) {
        if (process.lasting.contains(Fault.DATABASE_AWAY)) {
            process.leave(what, "database away");
            throw new CatalogException("The database is away", true, null);
        }
    }

    private void refuseInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            process.asksInterrupted(what);
            throw new CatalogException("Interrupted", false, null);
        }
    }
}
