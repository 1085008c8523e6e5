package dev.reconcile.jdbc;

import dev.reconcile.store.ObjectKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How records are made of rows, in one line: equal builders give equal texts, and a change of anything that decides what a record is
 * another one, so that a plan made before isn't applied after (H85).
 */
final class Mapping {

    private Mapping() {}

    static String of(CatalogTable table) {
        return String.join(
                "; ",
                "table " + quoted(table.profile().identity())
                        + (table.isView() ? " read from " + quoted(table.readSql()) : ""),
                "id " + table.id().columns().stream().map(Mapping::column).collect(Collectors.joining(", ")),
                "status " + column(table.status()) + " with error " + quoted(table.errorStatus()),
                "message " + column(table.errorMessage()),
                "updated at " + column(table.updatedAt()),
                "created at " + column(table.createdAt()),
                "zone " + table.zone().getId(),
                "references " + table.pointers().stream().map(Mapping::pointer).collect(Collectors.joining(", ")),
                "context " + columns(table.context()),
                "filters " + columns(table.filters()));
    }

    private static String pointer(CatalogTable.Pointer pointer) {
        return quoted(pointer.role()) + " in " + key(pointer.key()) + " as "
                + pointer.locator().description()
                + (pointer.mayCarryQueries() ? " with queries" : "") + " sized by "
                + column(pointer.expected().size())
                + expected(pointer.expected()) + " when "
                + conditions(pointer.conditions())
                + (pointer.places().isEmpty() ? "" : " if " + conditions(pointer.places()));
    }

    private static String expected(CatalogTable.Expected expected) {
        StringBuilder text = new StringBuilder();
        expected.checksums()
                .forEach((algorithm, column) ->
                        text.append(" with ").append(algorithm).append(" in ").append(column(column)));
        expected.metadata()
                .forEach((name, column) -> text.append(" with metadata ")
                        .append(quoted(name))
                        .append(" in ")
                        .append(column(column)));
        return text.toString();
    }

    private static List<String> conditions(List<CatalogTable.Condition> conditions) {
        return conditions.stream()
                .map(each ->
                        column(each.column()) + (each.values().isEmpty() ? " null" : " in " + quoted(each.values())))
                .sorted()
                .toList();
    }

    private static String key(KeyTemplate key) {
        return key.onlyColumn().isPresent()
                ? column(key.columns().get(0))
                : quoted(key.toString()) + " of "
                        + key.columns().stream().map(Mapping::column).collect(Collectors.joining(", "));
    }

    private static List<String> columns(Map<String, Column> byName) {
        return byName.entrySet().stream()
                .map(each -> quoted(each.getKey()) + " from " + column(each.getValue()))
                .sorted()
                .toList();
    }

    private static String column(@Nullable Column column) {
        return column == null ? "none" : quoted(column.name()) + ":" + column.typeName();
    }

    private static List<String> quoted(Collection<String> texts) {
        return texts.stream().map(Mapping::quoted).sorted().toList();
    }

    private static String quoted(String text) {
        return '"' + ObjectKey.escape(text).replace("\"", "\\\"") + '"';
    }
}
