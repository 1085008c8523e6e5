package dev.reconcile.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A column that is there.
 *
 * @param sql its quoted name
 * @param bits of an integer column's values
 * @param length what fits into it, as {@link Dialect#length} measures it
 * @param characterSet null if any character fits, as far as is known
 */
record Column(
        String name,
        String sql,
        ColumnType type,
        String typeName,
        int bits,
        int length,
        boolean nullable,
        @Nullable String characterSet,
        Dialect dialect) {

    private static final int LONGEST_INTEGER = 45;

    @Nullable
    String text(ResultSet row, int index) throws SQLException {
        if (type == ColumnType.BINARY) {
            byte[] bytes = row.getBytes(index);
            return bytes == null ? null : HexFormat.of().formatHex(bytes);
        }
        String text = dialect.text(row, index, this);
        return text != null && type == ColumnType.UUID ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** A size makes sense only from 0 up; any other is no expectation at all (H51). */
    static OptionalLong size(ResultSet row, int index) throws SQLException {
        long size = row.getLong(index);
        return row.wasNull() || size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** What to select for {@link #instant}. */
    String timeExpression() {
        return dialect.timeExpression(this);
    }

    @Nullable
    Instant instant(ResultSet row, int index, ZoneId zone) throws SQLException {
        return dialect.time(row, index, this, zone);
    }

    /** @param was see {@link Dialect#bindTime} */
    void bind(BoundSql sql, Instant time, ZoneId zone, @Nullable String was) {
        dialect.bindTime(sql, this, time, zone, was);
    }

    /** The value whose text this is, to compare the column with; nothing if the column can't hold it, so that no row has it. */
    Optional<Argument> value(String text) {
        return switch (type) {
            case INTEGER -> integer(text);
            case UUID -> isUuid(text) ? Optional.of(dialect.uuid(text)) : Optional.empty();
            case BINARY -> bytes(text).map(Column::object);
            case BOOLEAN ->
                text.equals("true") || text.equals("false")
                        ? Optional.of(object(Boolean.valueOf(text)))
                        : Optional.empty();
            default -> canHold(text) ? Optional.of(dialect.text(text)) : Optional.empty();
        };
    }

    /** Whether a text column can hold this; if not, no row has it (H46). */
    boolean canHold(String text) {
        return dialect.canHold(text, characterSet);
    }

    private Optional<Argument> integer(String text) {
        if (text.length() > LONGEST_INTEGER) {
            return Optional.empty();
        }
        try {
            BigInteger value = new BigInteger(text);
            boolean canonical = value.toString().equals(text); // "007" is the text of no number
            if (!canonical || value.bitLength() >= bits) {
                return Optional.empty();
            }
            Object fitting = value.bitLength() < Long.SIZE ? (Object) value.longValue() : new BigDecimal(value);
            return Optional.of(object(fitting));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static boolean isUuid(String text) {
        try {
            return java.util.UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private Optional<byte[]> bytes(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            boolean canonical = HexFormat.of().formatHex(bytes).equals(hex);
            return canonical && bytes.length <= length ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static Argument object(Object value) {
        return (position, statement, context) -> statement.setObject(position, value);
    }

    /** As much of the text as the column can hold. */
    String fitted(String text) {
        return dialect.fitted(text, this);
    }
}
