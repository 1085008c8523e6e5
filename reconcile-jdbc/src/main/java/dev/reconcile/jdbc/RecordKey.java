package dev.reconcile.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;

/**
 * The columns that identify a record, and their values as one text: {@code 42}, or {@code 7,42} of two columns, with a backslash before a
 * comma or backslash that is part of a value.
 */
record RecordKey(List<Column> columns) {

    RecordKey {
        columns = List.copyOf(columns);
    }

    private boolean isSingle() {
        return columns.size() == 1;
    }

    /** @param values one for each column */
    String text(List<String> values) {
        return isSingle()
                ? values.get(0)
                : values.stream()
                        .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                        .collect(Collectors.joining(","));
    }

    /** The values whose text this is, one for each column; nothing if no row can have them. */
    Optional<List<Argument>> values(String text) {
        List<String> parts = isSingle() ? List.of(text) : parts(text);
        if (parts.size() != columns.size() || !text(parts).equals(text)) {
            return Optional.empty();
        }
        List<Argument> values = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Optional<Argument> value = columns.get(i).value(parts.get(i));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    String names() {
        return columns.stream().map(Column::sql).collect(Collectors.joining(", "));
    }

    /** The rows beyond these values, in the database's own order of each column (H52). */
    void after(BoundSql sql, List<Argument> values) {
        if (isSingle()) {
            sql.add(columns.get(0).sql() + " > ").bind(values.get(0));
            return;
        }
        sql.add(columns.get(0).sql() + " >= ").bind(values.get(0)); // follows from the rest, but an index serves it
        String next = " AND (";
        for (int last = 0; last < columns.size(); last++) {
            sql.add(next + "(");
            for (int i = 0; i < last; i++) {
                sql.add(columns.get(i).sql() + " = ").bind(values.get(i)).add(" AND ");
            }
            sql.add(columns.get(last).sql() + " > ").bind(values.get(last)).add(")");
            next = " OR ";
        }
        sql.add(")");
    }

    /** The row with these values. */
    BoundSql equal(BoundSql sql, List<Argument> values) {
        String next = "";
        for (int i = 0; i < columns.size(); i++) {
            sql.add(next + columns.get(i).sql() + " = ").bind(values.get(i));
            next = " AND ";
        }
        return sql;
    }

    /** The rows with any of these. */
    BoundSql in(BoundSql sql, List<List<Argument>> alternatives) {
        if (isSingle()) {
            return sql.in(
                    columns.get(0).sql(),
                    alternatives.stream().map(values -> values.get(0)).toList());
        }
        String next = "";
        for (List<Argument> values : alternatives) {
            equal(sql.add(next + "("), values).add(")");
            next = " OR ";
        }
        return sql;
    }
}
