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
    POSTGRESQL("PostgreSQL", "postgresql.sql") {
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

        @Override
        boolean losesCommits(Handle handle) {
            return handle.createQuery("SHOW synchronous_commit")
                    .mapTo(String.class)
                    .one()
                    .equals("off");
        }

        @Override
        void keepCommit(Handle handle) {
            handle.execute("SET LOCAL synchronous_commit = on");
        }
    },

    H2("H2", "h2.sql") {
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
    private final String script;

    Dialect(String product, String script) {
        this.product = product;
        this.script = script;
    }

    /** The scripts that make a journal's tables. */
    static String scripts() {
        return Arrays.stream(values()).map(dialect -> dialect.script).collect(Collectors.joining(" and "));
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

    /** Whether a crash of the server may lose a commit, as the connection is set up. */
    boolean losesCommits(Handle handle) {
        return false;
    }

    /** Has the commit of this transaction wait until it is durable, where {@link #losesCommits}. */
    void keepCommit(Handle handle) {}

    /** As much of the text as a column of this length can hold. */
    String fitted(String text, int length) {
        String storable = canHold(text) ? text : wellFormed(text);
        if (storable.length() <= length) {
            return storable;
        }
        boolean splitsPair = length > 0 && Character.isHighSurrogate(storable.charAt(length - 1));
        return storable.substring(0, splitsPair ? length - 1 : length);
    }

    private static String wellFormed(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\uFFFD' : c)
                .forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }
}
