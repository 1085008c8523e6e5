package dev.reconcile.jdbc;

import java.sql.Types;
import java.util.Locale;

/** The kinds of columns this catalog tells apart. */
enum ColumnType {
    TEXT,
    /** {@code CHAR(n)}: pads and compares without trailing spaces, so that {@code 'a'} and {@code 'a '} are one (H45). */
    PADDED_TEXT,
    INTEGER,
    UUID,
    /** Bytes, such as a UUID in 16 of them; as text, two lower-case hexadecimal digits a byte. */
    BINARY,
    BOOLEAN,
    TIMESTAMP,
    ZONED_TIMESTAMP,
    OTHER;

    static ColumnType of(int jdbcType, String typeName) {
        String name = typeName.toLowerCase(Locale.ROOT);
        if (name.equals("uuid")) {
            return UUID;
        }
        if (name.equals("citext") || name.startsWith("enum")) {
            return TEXT;
        }
        return switch (jdbcType) {
            case Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB -> TEXT;
            case Types.CHAR, Types.NCHAR -> PADDED_TEXT;
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> INTEGER;
            case Types.BOOLEAN, Types.BIT -> BOOLEAN;
            case Types.BINARY, Types.VARBINARY -> BINARY;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ZONED_TIMESTAMP;
            case Types.TIMESTAMP -> name.equals("timestamptz") ? ZONED_TIMESTAMP : TIMESTAMP;
            default -> OTHER;
        };
    }
}
