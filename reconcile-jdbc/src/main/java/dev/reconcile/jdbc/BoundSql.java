package dev.reconcile.jdbc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.TemplateEngine;

/** A statement under construction with the values of its question marks. Values never become part of the text (H97). */
final class BoundSql {

    /** What Oracle takes in one list. */
    private static final int IN_ONE_LIST = 1_000;

    private final StringBuilder text = new StringBuilder();
    private final List<Argument> values = new ArrayList<>();

    BoundSql add(String sql) {
        text.append(sql);
        return this;
    }

    BoundSql bind(Argument value) {
        text.append('?');
        values.add(value);
        return this;
    }

    /** {@code column IN (?, ?…)}. */
    BoundSql in(String column, Collection<Argument> alternatives) {
        if (alternatives.size() <= IN_ONE_LIST) {
            return list(column, List.copyOf(alternatives));
        }
        List<Argument> all = List.copyOf(alternatives);
        String next = "(";
        for (int from = 0; from < all.size(); from += IN_ONE_LIST) {
            add(next).list(column, all.subList(from, Math.min(from + IN_ONE_LIST, all.size())));
            next = " OR ";
        }
        return add(")");
    }

    private BoundSql list(String column, List<Argument> alternatives) {
        text.append(column).append(" IN (");
        String separator = "";
        for (Argument alternative : alternatives) {
            add(separator).bind(alternative);
            separator = ", ";
        }
        return add(")");
    }

    /** Another statement's text and values. */
    BoundSql add(BoundSql part) {
        text.append(part.text);
        values.addAll(part.values);
        return this;
    }

    Query query(Handle handle) {
        return bound(handle.createQuery(text));
    }

    /** Whether it is the same statement, with other values perhaps. */
    boolean isLike(BoundSql other) {
        return text.compareTo(other.text) == 0;
    }

    /** How many rows each changed, in order; several executions of one statement that differ in values only. */
    static int[] updates(Handle handle, List<BoundSql> alike) {
        try (PreparedBatch batch = handle.prepareBatch(alike.get(0).text.toString())) {
            batch.setTemplateEngine(TemplateEngine.NOP);
            for (BoundSql each : alike) {
                for (int i = 0; i < each.values.size(); i++) {
                    batch.bind(i, each.values.get(i));
                }
                batch.add();
            }
            return batch.execute();
        }
    }

    int update(Handle handle) {
        return bound(handle.createUpdate(text)).execute();
    }

    private <S extends SqlStatement<S>> S bound(S statement) {
        statement.setTemplateEngine(TemplateEngine.NOP); // whatever the host's Jdbi does with templates
        for (int i = 0; i < values.size(); i++) {
            statement.bind(i, values.get(i));
        }
        return statement;
    }
}
