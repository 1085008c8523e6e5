package dev.reconcile.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A column that is there.
 *
 * @param sql its quoted name
 * @param bits of an integer column's values
 * @param length the most characters it holds
 */
record Column(
        String name,
        String sql,
        ColumnType type,
        String typeName,
        int bits,
        int length,
        boolean nullable,
        Dialect dialect) {

    @Nullable
    String text(ResultSet row, int index) throws SQLException {
        if (type == ColumnType.BOOLEAN) {
            boolean value = row.getBoolean(index);
            return row.wasNull() ? null : Boolean.toString(value);
        }
        return row.getString(index);
    }

    /** A size makes sense only from 0 up; any other is no expectation at all (H51). */
    static OptionalLong size(ResultSet row, int index) throws SQLException {
        long size = row.getLong(index);
        return row.wasNull() || size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    @Nullable
    Instant instant(ResultSet row, int index, ZoneId zone) throws SQLException {
        if (type == ColumnType.ZONED_TIMESTAMP) {
            OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        LocalDateTime time = row.getObject(index, LocalDateTime.class);
        return time == null ? null : time.atZone(zone).toInstant();
    }

    Argument instant(OffsetDateTime time, ZoneId zone) {
        Object value = type == ColumnType.ZONED_TIMESTAMP ? time : LocalDateTime.ofInstant(time.toInstant(), zone);
        return (position, statement, context) -> statement.setObject(position, value);
    }

    /** The value whose text this is, to compare the column with; nothing if the column can't hold it, so that no row has it. */
    Optional<Argument> value(String text) {
        return switch (type) {
            case INTEGER -> integer(text).map(Column::object);
            case UUID -> uuid(text).map(Column::object);
            case BOOLEAN ->
                text.equals("true") || text.equals("false")
                        ? Optional.of(object(Boolean.valueOf(text)))
                        : Optional.empty();
            default -> dialect.canHold(text) ? Optional.of(dialect.text(text)) : Optional.empty();
        };
    }

    private Optional<Long> integer(String text) {
        try {
            long value = Long.parseLong(text);
            boolean canonical = Long.toString(value).equals(text); // "007" is the text of no number
            boolean inRange = value >> (bits - 1) == value >> 63;
            return canonical && inRange ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static Optional<UUID> uuid(String text) {
        try {
            UUID value = java.util.UUID.fromString(text);
            return value.toString().equals(text) ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Argument object(Object value) {
        return (position, statement, context) -> statement.setObject(position, value);
    }

    /** As much of the text as the column can hold. */
    String fitted(String text) {
        return dialect.fitted(text, length);
    }
}
