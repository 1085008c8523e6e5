package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.Types;
import java.time.Duration;
import java.util.Locale;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Oracle Database 19c and later, in a Unicode database. Text that is empty is null here. */
final class OracleDialect extends Dialect {

    private static final int ZONED = -101;
    private static final int LOCALLY_ZONED = -102;

    @Override
    String product() {
        return "Oracle";
    }

    @Override
    String script() {
        return "oracle.sql";
    }

    @Override
    Argument uuid(String value) {
        return text(value);
    }

    @Override
    boolean canHold(String text) {
        return !text.isEmpty() && super.canHold(text);
    }

    @Override
    String withoutQuery(String column) {
        return "REGEXP_SUBSTR(" + column + ", '^[^?#]*')";
    }

    @Override
    String asText(Column column) {
        return "TO_CHAR(" + column.sql() + ")";
    }

    /** DATE has a time of day too. A NUMBER is an integer unless it has decimal places. */
    @Override
    ColumnType type(int jdbcType, String typeName, int scale) {
        String name = typeName.toUpperCase(Locale.ROOT);
        if (jdbcType == ZONED || jdbcType == LOCALLY_ZONED) {
            return ColumnType.ZONED_TIMESTAMP;
        }
        if (name.equals("NUMBER") || jdbcType == Types.DECIMAL || jdbcType == Types.NUMERIC) {
            return scale <= 0 ? ColumnType.INTEGER : ColumnType.OTHER;
        }
        return name.equals("DATE") || name.startsWith("TIMESTAMP")
                ? ColumnType.TIMESTAMP
                : super.type(jdbcType, typeName, scale);
    }

    @Override
    int bits(int jdbcType, String typeName, int precision) {
        return 1 + (int) Math.ceil((precision > 0 ? precision : 38) * 3.33);
    }

    /** A VARCHAR2 may be, and isn't told from one in characters. */
    @Override
    boolean measuresBytes(String typeName) {
        return typeName.toUpperCase(Locale.ROOT).equals("VARCHAR2");
    }

    @Override
    @Nullable
    String database(Connection connection) {
        return null;
    }

    @Override
    String now() {
        return "SYSTIMESTAMP";
    }

    @Override
    String selectNow() {
        return "SELECT " + now() + " FROM DUAL";
    }

    @Override
    String firstRows(long count) {
        return " FETCH FIRST " + count + " ROWS ONLY";
    }

    @Override
    String forUpdate(Duration limit) {
        return " FOR UPDATE WAIT " + seconds(limit);
    }

    @Override
    @Nullable
    Fault fault(String state, int vendorCode) {
        return switch (vendorCode) {
            case 1 -> Fault.DUPLICATE;
            case 54, 60, 8177, 30006 -> Fault.PASSING; // no wait, deadlock, serialization, lock time-out
            case 1013, 12592 -> Fault.PASSING; // cancelled, out of time
            case 28, 1012, 1033, 1034, 1089, 1090, 1092, 3113, 3114, 3135 -> Fault.LOST;
            case 12170, 12514, 12528, 12537, 12541, 17002, 17008, 17410, 17447 -> Fault.LOST;
            default -> null;
        };
    }
}
