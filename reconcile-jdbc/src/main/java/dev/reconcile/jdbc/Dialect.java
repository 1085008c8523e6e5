package dev.reconcile.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * What a database does in its own way; what isn't overridden is done as the SQL standard says, or as most do. To support another
 * database, write a subclass, name it in {@link Dialects}, add a script for the journal's tables and a subclass of each contract test.
 */
abstract class Dialect {

    /** As the driver names it. */
    abstract String product();

    /** The file that makes a journal's tables. */
    abstract String script();

    /** A text to compare a column with, or to write into it. */
    Argument text(String value) {
        return (position, statement, context) -> statement.setString(position, value);
    }

    /** A UUID, given in its canonical form. */
    Argument uuid(String value) {
        return (position, statement, context) -> statement.setObject(position, java.util.UUID.fromString(value));
    }

    /** Whether some text column can hold this; if not, no row has it. Half a pair (H41) would be sent as "?". */
    boolean canHold(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Whether a column of this character set can hold it; any can of which no set is known. */
    boolean canHold(String text, @Nullable String characterSet) {
        return canHold(text);
    }

    @Nullable
    String text(ResultSet row, int index, Column column) throws SQLException {
        if (column.type() == ColumnType.BOOLEAN) {
            boolean value = row.getBoolean(index);
            return row.wasNull() ? null : Boolean.toString(value);
        }
        return row.getString(index);
    }

    /** An expression for a column's text up to the first {@code ?} or {@code #}. */
    abstract String withoutQuery(String column);

    /** An expression for the whole text of a key; literal text of it is free of quotes and backslashes. */
    String concatenated(KeyTemplate key) {
        return "(" + joined(key, " || ") + ")";
    }

    /** The parts of a key, each as text. */
    final String joined(KeyTemplate key, String separator) {
        return key.parts().stream()
                .map(part -> {
                    Column column = part.column();
                    return column == null ? "'" + part.text() + "'" : asText(column);
                })
                .collect(Collectors.joining(separator));
    }

    /** An expression for an integer, UUID or text as this library reads it. */
    String asText(Column column) {
        return "CAST(" + column.sql() + " AS varchar(4000))";
    }

    ColumnType type(int jdbcType, String typeName, int scale) {
        return ColumnType.of(jdbcType, typeName);
    }

    /** How many bits an integer column's values have, with the sign. */
    int bits(int jdbcType, String typeName, int precision) {
        return switch (jdbcType) {
            case java.sql.Types.TINYINT -> 8;
            case java.sql.Types.SMALLINT -> 16;
            case java.sql.Types.INTEGER -> 32;
            default -> 64;
        };
    }

    /** How much fits into a text column of the size that the metadata says: characters, or bytes if {@link #measuresBytes}. */
    int length(String typeName, int size) {
        return size > 0 ? size : Integer.MAX_VALUE;
    }

    /** Whether the length of a text column is, or may be, in bytes. */
    boolean measuresBytes(String typeName) {
        return false;
    }

    /** The character sets of columns, by name, where they can't be told from the type. */
    Map<String, String> characterSets(Connection connection, String schema, String table) throws SQLException {
        return Map.of();
    }

    /** What the connection's tables are in unless said otherwise; null if there is nothing. */
    @Nullable
    String ownSchema(Connection connection) throws SQLException {
        return connection.getSchema();
    }

    /** What the catalog is called in identities, if anything. */
    @Nullable
    String database(Connection connection) throws SQLException {
        return connection.getCatalog();
    }

    /** Whether what the metadata calls a catalog is what everybody calls a schema or database. */
    boolean schemasAreCatalogs() {
        return false;
    }

    /** Whether names differ only if they differ in more than case. */
    boolean ignoresCaseOfNames() {
        return false;
    }

    /** The unique indexes that hold for some rows only, by name, where the metadata doesn't say so. */
    Set<String> partialIndexes(Connection connection, String schema, String table) throws SQLException {
        return Set.of();
    }

    /** Whether the column can't be null, whatever the metadata says. */
    boolean isNeverNull(Column primaryKey) {
        return !primaryKey.nullable();
    }

    /** Whether there is a type for timestamps that are instants; if not, the journal's are in UTC. */
    boolean hasZonedTimestamps() {
        return true;
    }

    /** An expression for the database's time, as exact as it has it. */
    String now() {
        return "CURRENT_TIMESTAMP";
    }

    String selectNow() {
        return "SELECT " + now();
    }

    /** Reads {@link #now()}. */
    Instant now(ResultSet row, int index) throws SQLException {
        return row.getObject(index, OffsetDateTime.class).toInstant();
    }

    /** What to select of a timestamp for {@link #time} to read. */
    String timeExpression(Column column) {
        return column.sql();
    }

    /** Null if there is none, or none that makes sense: then the record counts as too young to judge. */
    @Nullable
    Instant time(ResultSet row, int index, Column column, ZoneId zone) throws SQLException {
        if (column.type() == ColumnType.ZONED_TIMESTAMP) {
            OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        LocalDateTime time = row.getObject(index, LocalDateTime.class);
        return time == null ? null : time.atZone(zone).toInstant();
    }

    /**
     * Adds the time to a statement, as a value of the column.
     *
     * @param was what {@link #time} would read from the row that is written over, as text; null if that isn't known
     */
    void bindTime(BoundSql sql, Column column, Instant time, ZoneId zone, @Nullable String was) {
        Object value = column.type() == ColumnType.ZONED_TIMESTAMP
                ? time.atOffset(ZoneOffset.UTC)
                : LocalDateTime.ofInstant(time, zone);
        sql.bind((position, statement, context) -> statement.setObject(position, value));
    }

    /** What comes after ORDER BY to get the first rows only. */
    String firstRows(long count) {
        return " LIMIT " + count;
    }

    /** How many values one statement may have. */
    int maxValues() {
        return 5_000;
    }

    /** Restricts how long each statement of the handle may take (H67). */
    void limitStatements(Handle handle, Duration limit) {
        handle.getConfig(SqlStatements.class).setQueryTimeout((int) limit.toSeconds());
    }

    /** Restricts how long the transaction waits for locks; nothing of it outlives the handle. */
    void limitLockWait(Handle handle, Duration limit) {}

    /** Makes sure, before a row is locked by reading it, that nobody else can write; only where reading can't lock. */
    void lock(Handle handle, String table) {}

    /** The table in the FROM clause of a statement that locks the rows that it reads. */
    String lockedTable(String table) {
        return table;
    }

    /** What ends a statement that locks the rows that it reads. */
    String forUpdate(Duration limit) {
        return " FOR UPDATE";
    }

    /**
     * What ends a statement that locks the rows that it reads but for those that somebody else has locked: so rows can be locked many at a
     * time without ever waiting for one while others are held (H65). Null if the database has no such thing, or it wasn't tried.
     */
    @Nullable
    String forUpdateOfFreeRows() {
        return null;
    }

    /** Whether a statement may leave rows locked that it read on its way to others, unless the transaction is READ COMMITTED. */
    boolean locksInPassing() {
        return false;
    }

    /** Whether a crash of the server may lose a commit, as the connection is set up. */
    boolean losesCommits(Handle handle) {
        return false;
    }

    /** Whether {@link #keepCommit} can help. */
    boolean canKeepCommits() {
        return false;
    }

    /** Has the commit of this transaction wait until it is durable, where {@link #losesCommits}. */
    void keepCommit(Handle handle) {}

    /** What to set so that a crash loses no commit. */
    String durability() {
        return "make its commits durable";
    }

    /** What keeps rows of the table from whoever asks, for a person; null if nothing does, or nothing is known of it (H68). */
    @Nullable
    String hidesRows(Handle handle, CatalogTable table) {
        return null;
    }

    /** What a failure means, where the SQLSTATE alone doesn't say it. */
    @Nullable
    Fault fault(String state, int vendorCode) {
        return null;
    }

    /** What a failure means for what is to be done next. */
    enum Fault {
        /** The database as a whole is out of reach. */
        LOST,
        /** A lock, a deadlock, a time-out: it may go better next time. */
        PASSING,
        /** There is a row of that key already. */
        DUPLICATE
    }

    /** As much of the text as a column can hold. */
    final String fitted(String text, Column column) {
        String storable = canHold(text) ? text : wellFormed(text);
        boolean inBytes = measuresBytes(column.typeName());
        int room = column.length();
        int end = 0;
        while (end < storable.length()) {
            int next = storable.codePointAt(end);
            room -= inBytes
                    ? Character.toString(next).getBytes(StandardCharsets.UTF_8).length
                    : Character.charCount(next);
            if (room < 0) {
                return storable.substring(0, end);
            }
            end += Character.charCount(next);
        }
        return storable;
    }

    private static String wellFormed(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\uFFFD' : c)
                .forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    /** Whole seconds, for databases that wait in no smaller unit; never 0, which some take for "not at all". */
    static long seconds(Duration limit) {
        return Math.max(1, limit.plusMillis(999).toSeconds());
    }

    /** Changes a setting of the connection until the handle is closed, as the connection goes back into the host's pool. */
    static void setUntilClosed(Handle handle, String ask, String set, long value) {
        long before = handle.createQuery(ask).mapTo(Long.class).one();
        if (before != value) {
            handle.addCleanable(() -> handle.execute(set + before));
            handle.execute(set + value);
        }
    }

    @Override
    public String toString() {
        return product();
    }
}
