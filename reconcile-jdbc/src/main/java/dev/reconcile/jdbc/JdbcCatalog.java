package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A table in PostgreSQL, MySQL, MariaDB, SQLite, H2, Oracle or SQL Server as a catalog. It reads pages by primary key in the database's own order (H52), holds no
 * connection between calls (H58), and changes nothing but the status, message and update time of rows it marks, or takes marks from. Failures are
 * {@link CatalogException}s that name the SQLSTATE and nothing of the driver's text (H100). Thread-safe if the data source is.
 *
 * <pre>{@code
 * ObjectLocator keys = ObjectLocator.bucket("images").keys();
 * MetadataCatalog catalog = JdbcCatalog.builder(dataSource)
 *         .table("images")
 *         .status("status", "error")
 *         .errorMessage("error_message")
 *         .updatedAt("updated_at")
 *         .reference("original", "original_key", keys)
 *         .reference(ReferenceColumn.of("staged", "staged_key", keys).whenStatus("ready"))
 *         .filter("project_id")
 *         .build();
 * }</pre>
 *
 * <p>Look-ups by key use an index on each reference column. Columns of URLs that may be presigned are searched by their text up
 * to the first {@code ?} or {@code #} as well, for which the table is read through unless PostgreSQL has an index on
 * {@code split_part(split_part(CAST(column AS text) COLLATE "C", '#', 1), '?', 1)}; or see
 * {@link ReferenceColumn#withoutQueries()}.
 */
public final class JdbcCatalog implements MetadataCatalog {

    private static final int IDS_AT_ONCE = 500;

    private final boolean purgeable;
    private final Source source;
    private final Source scanned;
    private final Duration statementTimeout;
    private final CatalogTable table;
    private final RecordReader reader;
    private final KeySearch search;
    private final Marking marking;

    /** @param scanned where pages are read; the same, or a copy that may lag behind */
    JdbcCatalog(
            Source source,
            Source scanned,
            CatalogTable table,
            Duration lockTimeout,
            Duration statementTimeout,
            boolean purgeable) {
        this.purgeable = purgeable;
        this.source = source;
        this.scanned = scanned;
        this.statementTimeout = statementTimeout;
        this.table = table;
        this.reader = new RecordReader(table);
        this.search = new KeySearch(table, reader);
        this.marking = new Marking(source, table, reader, lockTimeout);
    }

    /** Over the host's own pool, which stays the host's to close. */
    public static JdbcCatalogBuilder builder(DataSource dataSource) {
        return new JdbcCatalogBuilder(Source.of(dataSource));
    }

    /** Over the host's own Jdbi. Each call opens a handle of its own, never the thread's. */
    public static JdbcCatalogBuilder builder(Jdbi jdbi) {
        return new JdbcCatalogBuilder(Source.of(jdbi));
    }

    @Override
    public CatalogProfile profile() {
        return table.profile();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the filter names a column that wasn't declared, or {@code after} is no id of this table
     */
    @Override
    public CatalogPage read(CatalogQuery query) {
        BoundSql sql = select();
        if (!restrict(sql, query)) {
            return new CatalogPage(List.of(), null);
        }
        sql.add(" ORDER BY " + table.id().names()
                + table.dialect().firstRows(query.limit() + 1L)); // one more says whether more follows (H54)
        List<CatalogRecord> rows = asking(scanned, "Reading a page of " + table, handle -> records(sql, handle));
        if (rows.size() <= query.limit()) {
            return new CatalogPage(rows, null);
        }
        List<CatalogRecord> page = rows.subList(0, query.limit());
        return new CatalogPage(page, page.get(page.size() - 1).id());
    }

    /**
     * How many records a scan with this filter reads now. The database counts them one by one.
     *
     * @throws IllegalArgumentException if the filter names a column that wasn't declared
     * @throws CatalogException if the database can't be asked
     */
    public long count(CatalogQuery.Filter filter) {
        BoundSql sql = new BoundSql().add("SELECT count(*) FROM " + table.readSql());
        if (!restrict(sql, CatalogQuery.page(filter, null, 1))) {
            return 0;
        }
        return asking(
                scanned,
                "Counting the rows of " + table,
                handle -> sql.query(handle).mapTo(Long.class).one());
    }

    /** Adds the conditions; says whether any row can meet them. A null matches no value of a filter (H69). */
    private boolean restrict(BoundSql sql, CatalogQuery query) {
        String next = " WHERE ";
        RecordId after = query.after();
        if (after != null) {
            List<Argument> id = table.id()
                    .values(after.value())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Invalid cursor: '" + ObjectKey.escape(after.value()) + "' is no id of " + table));
            table.id().after(sql.add(next), id);
            next = " AND ";
        }
        Set<String> statuses = query.filter().statuses();
        if (!statuses.isEmpty()) {
            List<Argument> values = statuses.stream()
                    .flatMap(each -> table.status().value(each).stream())
                    .toList();
            if (values.isEmpty()) {
                return false;
            }
            sql.add(next).in(table.status().sql(), values);
            next = " AND ";
        }
        for (Map.Entry<String, String> each : query.filter().columns().entrySet()) {
            Column column = filterColumn(each.getKey());
            var value = column.value(each.getValue());
            if (value.isEmpty()) {
                return false;
            }
            sql.add(next + column.sql() + " = ").bind(value.get());
            next = " AND ";
        }
        return true;
    }

    private Column filterColumn(String name) {
        @Nullable Column column = table.filters().get(name);
        if (column == null) {
            throw new IllegalArgumentException("Unknown filter column " + ObjectKey.escape(name)
                    + Spelling.suggestion(name, table.filters().keySet()) + "; declare it with filter()");
        }
        return column;
    }

    /** The database's time (H61). */
    @Override
    public Optional<Instant> now() {
        return Optional.of(asking(
                "Asking for the time of " + table,
                handle -> new BoundSql()
                        .add(table.dialect().selectNow())
                        .query(handle)
                        .map((row, context) -> table.dialect().now(row, 1))
                        .one()));
    }

    @Override
    public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
        List<RecordId> sought = List.copyOf(new HashSet<>(ids));
        return asking("Looking up records of " + table, handle -> {
            Map<RecordId, CatalogRecord> found = new HashMap<>();
            for (int from = 0; from < sought.size(); from += IDS_AT_ONCE) {
                List<RecordId> some = sought.subList(from, Math.min(from + IDS_AT_ONCE, sought.size()));
                List<List<Argument>> values = some.stream()
                        .flatMap(id -> table.id().values(id.value()).stream())
                        .toList();
                if (!values.isEmpty()) {
                    BoundSql sql = table.id().in(select().add(" WHERE "), values);
                    records(sql, handle).forEach(each -> found.put(each.id(), each));
                }
            }
            found.keySet().retainAll(sought); // H45: a database that folds case finds more
            return found;
        });
    }

    @Override
    public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
        Set<ObjectKey> sought = Set.copyOf(keys);
        Map<ObjectKey, List<Reference>> found = new LinkedHashMap<>();
        for (CatalogRecord each : asking("Looking up keys in " + table, handle -> search.candidates(handle, sought))) {
            for (Reference reference : each.references()) {
                if (sought.contains(reference.key())) { // byte by byte, whatever the collation holds for equal (H45)
                    found.computeIfAbsent(reference.key(), key -> new ArrayList<>())
                            .add(reference);
                }
            }
        }
        return found;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Each mark is a short transaction: the row is locked and read again, compared byte by byte in here, written by one
     * conditional UPDATE, and read back. On PostgreSQL and MariaDB one transaction does so for up to a hundred rows that nobody else has
     * locked, and each that it can't take, or all if one is refused, is marked by itself after it. A deadlock, a lock time-out, a refusal of the database, or a trigger that makes something
     * else of the row fails that mark alone, with a warning in the log; the same mark may be tried again. Where the database is out
     * of reach from the first mark on, an exception says so; later on the rest of the marks fail.
     */
    @Override
    public List<MarkResult> mark(List<Mark> marks) {
        return apply(marks, this::change, new Marking.Companion<>() {});
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks) {
        return apply(unmarks, RowChange::of, new Marking.Companion<>() {});
    }

    /** Whether the builder said {@link JdbcCatalogBuilder#purgeable}. */
    @Override
    public boolean canPurge() {
        return purgeable;
    }

    /**
     * {@inheritDoc}
     *
     * <p>As a mark, but by a conditional DELETE, after which the row has to be gone. A row that others refer to, by a foreign key that
     * doesn't cascade, stays, and fails alone.
     */
    @Override
    public List<MarkResult> purge(List<Unmark> marked) {
        requirePurgeable();
        return apply(marked, RowChange::removing, new Marking.Companion<>() {});
    }

    void requirePurgeable() {
        if (!canPurge()) {
            throw new CatalogException(
                    "Purging records of " + table + " isn't allowed: the catalog's builder has to say purgeable()",
                    false,
                    null);
        }
    }

    RowChange change(Mark mark) {
        return RowChange.of(mark, table.errorStatus());
    }

    <C> List<MarkResult> apply(List<C> changes, Function<C, RowChange> form, Marking.Companion<C> companion) {
        return SqlFailure.translated(
                table.dialect(), "Changing records of " + table, () -> marking.apply(changes, form, companion));
    }

    /**
     * {@inheritDoc}
     *
     * <p>There is something if the journal is a {@link JdbcJournal} that was built over the very data source, or the very Jdbi, that
     * this catalog was built over: the same object, as two pools can't be told to lead to one database. Then each change's
     * transaction makes sure of the lease, changes the row and writes the entries. A refusal to write them fails the change; if the
     * lease is lost, nothing more is tried.
     */
    @Override
    public Optional<JournaledMarks> journaledIn(RunLog log) {
        return log instanceof JdbcRunLog ours && ours.isOver(source)
                ? Optional.of(new TransactionalMarks(this, ours))
                : Optional.empty();
    }

    private BoundSql select() {
        return new BoundSql().add("SELECT " + reader.columns() + " FROM " + table.readSql());
    }

    private List<CatalogRecord> records(BoundSql sql, Handle handle) {
        return sql.query(handle).reduceResultSet(new ArrayList<>(), (records, row, context) -> {
            records.add(reader.read(row));
            return records;
        });
    }

    private interface Reading<R> {
        R in(Handle handle);
    }

    private <R> R asking(String doing, Reading<R> reading) {
        return asking(source, doing, reading);
    }

    /**
     * A connection for this call alone (H58), and no transaction, which would cost a page of rows a second round trip: each statement is
     * read to its end. An exception anywhere up to closing takes all (H54).
     */
    private <R> R asking(Source from, String doing, Reading<R> reading) {
        return SqlFailure.translated(table.dialect(), doing, () -> {
            try (Handle handle = from.open()) {
                table.dialect().limitStatements(handle, statementTimeout);
                return reading.in(handle);
            }
        });
    }

    @Override
    public String toString() {
        return "JdbcCatalog[" + table + "]";
    }
}
