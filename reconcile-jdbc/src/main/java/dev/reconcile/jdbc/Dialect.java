package dev.reconcile.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/** What the supported databases do differently. To support another, add a constant and a subclass of the contract tests. */
enum Dialect {
    POSTGRESQL("PostgreSQL") {
        /** Untyped, so that the server takes the column's own type: enums, citext and domains too, and indexes still serve. */
        @Override
        Argument text(String value) {
            return (position, statement, context) -> statement.setObject(position, value, Types.OTHER);
        }

        @Override
        boolean canHold(String text) {
            return text.indexOf('\0') < 0 // H46
                    && StandardCharsets.UTF_8.newEncoder().canEncode(text); // H41: half a pair would be sent as "?"
        }

        @Override
        String withoutQuery(String column) {
            return "split_part(split_part(CAST(" + column + " AS text) COLLATE \"C\", '#', 1), '?', 1)";
        }

        @Override
        void limitLockWait(Handle handle, Duration limit) {
            handle.execute("SET LOCAL lock_timeout = " + Math.max(1, limit.toMillis())); // 0 would wait for ever
        }

        @Override
        String forUpdate(Duration limit) {
            return " FOR UPDATE";
        }
    },

    H2("H2") {
        @Override
        Argument text(String value) {
            return (position, statement, context) -> statement.setString(position, value);
        }

        @Override
        boolean canHold(String text) {
            return true;
        }

        @Override
        String withoutQuery(String column) {
            return cutAt("?", cutAt("#", column));
        }

        private String cutAt(String mark, String text) {
            return "SUBSTRING(" + text + ", 1, LOCATE('" + mark + "', " + text + " || '" + mark + "') - 1)";
        }

        @Override
        void limitLockWait(Handle handle, Duration limit) {}

        @Override
        String forUpdate(Duration limit) {
            return String.format(Locale.ROOT, " FOR UPDATE WAIT %.3f", limit.toMillis() / 1000.0);
        }
    };

    private final String product;

    Dialect(String product) {
        this.product = product;
    }

    static Dialect of(String product) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.product.equals(product))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unsupported database: " + product + ", expected "
                        + Arrays.stream(values())
                                .map(dialect -> dialect.product)
                                .collect(Collectors.joining(" or "))));
    }

    abstract Argument text(String value);

    /** Whether a text column can hold this; if not, no row has it. */
    abstract boolean canHold(String text);

    /** An expression for a column's text up to the first {@code ?} or {@code #}. */
    abstract String withoutQuery(String column);

    abstract void limitLockWait(Handle handle, Duration limit);

    abstract String forUpdate(Duration limit);
}
