package dev.reconcile.jdbc;

import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.TemplateEngine;

/** The runs and the lines of their journals. */
final class EntryTable {

    private static final int AT_ONCE = 500;

    private final JournalTables tables;

    EntryTable(JournalTables tables) {
        this.tables = tables;
    }

    /** A line with its number. */
    record Line(long seq, String text) {}

    boolean hasRun(Handle handle, RunId run) {
        return new BoundSql()
                .add("SELECT 1 FROM " + tables.runs() + " WHERE run_id = ")
                .bind(text(run.value()))
                .query(handle)
                .map((row, context) -> true)
                .findFirst()
                .isPresent();
    }

    void addRun(Handle handle, RunId run) {
        new BoundSql()
                .add("INSERT INTO " + tables.runs() + " (run_id, begun_at) VALUES (")
                .bind(text(run.value()))
                .add(", " + tables.dialect().now() + ")")
                .update(handle);
    }

    List<RunId> runs(Handle handle) {
        return new BoundSql()
                .add("SELECT run_id FROM " + tables.runs())
                .query(handle)
                .map((row, context) -> new RunId(row.getString(1)))
                .list();
    }

    void remove(Handle handle, RunId run) {
        for (String table : List.of(tables.entries(), tables.runs())) {
            new BoundSql()
                    .add("DELETE FROM " + table + " WHERE run_id = ")
                    .bind(text(run.value()))
                    .update(handle);
        }
    }

    /** The number of the last line; 0 if there is none. */
    long last(Handle handle, RunId run) {
        return new BoundSql()
                .add("SELECT COALESCE(MAX(seq), 0) FROM " + tables.entries() + " WHERE run_id = ")
                .bind(text(run.value()))
                .query(handle)
                .map((row, context) -> row.getLong(1))
                .one();
    }

    /** The lines after this one, as many as make a page. */
    List<Line> after(Handle handle, RunId run, long seq) {
        return new BoundSql()
                .add("SELECT seq, entry FROM " + tables.entries() + " WHERE run_id = ")
                .bind(text(run.value()))
                .add(" AND seq > ")
                .bind(number(seq))
                .add(" ORDER BY seq" + tables.dialect().firstRows(AT_ONCE))
                .query(handle)
                .map((row, context) -> new Line(row.getLong(1), row.getString(2)))
                .list();
    }

    void add(Handle handle, RunId run, long first, List<JournalEntry> entries) {
        for (int from = 0; from < entries.size(); from += AT_ONCE) {
            List<JournalEntry> some = entries.subList(from, Math.min(from + AT_ONCE, entries.size()));
            try (PreparedBatch batch =
                    handle.prepareBatch("INSERT INTO " + tables.entries() + " (run_id, seq, entry) VALUES (?, ?, ?)")) {
                batch.setTemplateEngine(TemplateEngine.NOP);
                long seq = first + from;
                for (JournalEntry entry : some) {
                    batch.bind(0, text(run.value()))
                            .bind(1, number(seq++))
                            .bind(2, text(JournalFormat.line(entry)))
                            .add();
                }
                batch.execute();
            }
        }
    }

    private Argument text(String value) {
        return tables.dialect().text(value);
    }

    private static Argument number(long value) {
        return (position, statement, context) -> statement.setLong(position, value);
    }
}
