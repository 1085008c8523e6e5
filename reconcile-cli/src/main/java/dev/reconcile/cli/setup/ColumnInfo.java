package dev.reconcile.cli.setup;

import java.sql.Types;
import java.util.Locale;

/**
 * A column as the database describes it.
 *
 * @param type of {@link Types}
 */
record ColumnInfo(String name, int type, String typeName) {

    boolean isText() {
        return switch (type) {
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB -> true;
            default -> false;
        };
    }

    boolean isInteger() {
        return type == Types.INTEGER || type == Types.BIGINT || type == Types.NUMERIC || type == Types.DECIMAL;
    }

    boolean isTime() {
        return type == Types.TIMESTAMP
                || type == Types.TIMESTAMP_WITH_TIMEZONE
                || typeName.toLowerCase(Locale.ROOT).startsWith("timestamp")
                || typeName.equalsIgnoreCase("datetime");
    }

    /** In lower case, for guesses. */
    String plainName() {
        return name.toLowerCase(Locale.ROOT);
    }
}
