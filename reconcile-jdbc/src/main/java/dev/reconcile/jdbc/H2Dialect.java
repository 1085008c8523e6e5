package dev.reconcile.jdbc;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

final class H2Dialect extends Dialect {

    @Override
    String product() {
        return "H2";
    }

    @Override
    String script() {
        return "h2.sql";
    }

    /** Any: it keeps what Java has. */
    @Override
    boolean canHold(String text) {
        return true;
    }

    @Override
    String withoutQuery(String column) {
        return cutAt("?", cutAt("#", column));
    }

    private static String cutAt(String mark, String text) {
        return "SUBSTRING(" + text + ", 1, LOCATE('" + mark + "', " + text + " || '" + mark + "') - 1)";
    }

    @Override
    String forUpdate(Duration limit) {
        return String.format(Locale.ROOT, " FOR UPDATE WAIT %.3f", limit.toMillis() / 1000.0);
    }

    @Override
    @Nullable
    Fault fault(String state, int vendorCode) {
        return switch (state) {
            case "90067", "90098", "90121" -> Fault.LOST; // three kinds of closed connection
            case "90131" -> Fault.PASSING; // somebody else changed the row
            default -> null;
        };
    }
}
