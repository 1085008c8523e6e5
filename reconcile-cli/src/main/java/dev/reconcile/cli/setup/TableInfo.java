package dev.reconcile.cli.setup;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as the database describes it.
 *
 * @param schema null if it is the connection's own
 */
record TableInfo(@Nullable String schema, String name, List<ColumnInfo> columns, List<String> primaryKey) {

    TableInfo {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    Optional<ColumnInfo> column(String name) {
        return columns.stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException if there is none of that name */
    String require(String name) {
        return column(name)
                .map(ColumnInfo::name)
                .orElseThrow(() -> new IllegalArgumentException("There is no column " + name + " in " + this
                        + ", expected one of "
                        + String.join(
                                ", ", columns.stream().map(ColumnInfo::name).toList())));
    }

    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
