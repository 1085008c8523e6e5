package dev.reconcile.jdbc;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * What a row's key is made of: one column mostly, or several with text between. It can be read backwards too: a key has at most a few
 * ways to be cut into the columns' values, and each is looked for; where there are many, the database puts the columns together
 * itself, so that no row is missed.
 */
record KeyTemplate(List<Part> parts) {

    /** More ways than this are left to the database. */
    private static final int MOST_CUTS = 20;

    /** Either a text or a column. */
    record Part(String text, @Nullable Column column) {}

    KeyTemplate {
        parts = List.copyOf(parts);
    }

    static KeyTemplate of(Column column) {
        return new KeyTemplate(List.of(new Part("", column)));
    }

    List<Column> columns() {
        return parts.stream().map(Part::column).filter(column -> column != null).toList();
    }

    /** The column, if the key stands in one as it is. */
    Optional<Column> onlyColumn() {
        return parts.size() == 1 ? Optional.ofNullable(parts.get(0).column()) : Optional.empty();
    }

    /** @return null if a column has no value: then there is no key */
    @Nullable
    String text(Values values) throws java.sql.SQLException {
        Column only = parts.size() == 1 ? parts.get(0).column() : null;
        if (only != null) {
            return values.of(only);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            Column column = part.column();
            String value = column == null ? part.text() : values.of(column);
            if (value == null) {
                return null;
            }
            text.append(value);
        }
        return text.toString();
    }

    /** A row's values. */
    interface Values {
        @Nullable
        String of(Column column) throws java.sql.SQLException;
    }

    /** The ways in which a row may come to this text: for each, the columns' values; nothing if there are too many of them. */
    Optional<List<List<Argument>>> cuts(String text) {
        List<List<String>> found = new ArrayList<>();
        if (!cut(text, 0, new ArrayList<>(), found)) {
            return Optional.empty();
        }
        List<Column> columns = columns();
        List<List<Argument>> values = new ArrayList<>();
        for (List<String> each : found) {
            List<Argument> arguments = new ArrayList<>();
            for (int i = 0; i < each.size(); i++) {
                columns.get(i).value(each.get(i)).ifPresent(arguments::add);
            }
            if (arguments.size() == columns.size()) { // else there is one that its column can't hold
                values.add(arguments);
            }
        }
        return Optional.of(values);
    }

    /** Cuts the rest of a text along the parts from this one on; false once there are too many ways. */
    private boolean cut(String rest, int index, List<String> before, List<List<String>> found) {
        if (index == parts.size()) {
            if (rest.isEmpty()) {
                found.add(List.copyOf(before));
            }
            return found.size() <= MOST_CUTS;
        }
        Part part = parts.get(index);
        Column column = part.column();
        if (column == null) {
            return !rest.startsWith(part.text())
                    || cut(rest.substring(part.text().length()), index + 1, before, found);
        }
        boolean last = index + 1 == parts.size();
        for (int end = last ? rest.length() : 0; end <= rest.length(); end++) {
            String value = rest.substring(0, end);
            if (fits(rest.substring(end), index) && column.value(value).isPresent()) {
                before.add(value);
                boolean few = cut(rest.substring(end), index + 1, before, found);
                before.remove(before.size() - 1);
                if (!few) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Saves the search a step: what follows a column's value has to be the text that follows the column. */
    private boolean fits(String rest, int index) {
        boolean last = index + 1 == parts.size();
        return last
                ? rest.isEmpty()
                : parts.get(index + 1).column() != null
                        || rest.startsWith(parts.get(index + 1).text());
    }

    /** As it is declared, with quoted column names. */
    @Override
    public String toString() {
        return parts.stream()
                .map(part -> {
                    Column column = part.column();
                    return column == null ? ObjectKey.escape(part.text()) : "{" + column.name() + "}";
                })
                .collect(Collectors.joining());
    }
}
