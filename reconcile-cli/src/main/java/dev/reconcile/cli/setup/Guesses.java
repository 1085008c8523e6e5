package dev.reconcile.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What columns mean, by their names, types and values. Each is only a proposal. */
final class Guesses {

    private static final Pattern POINTER = Pattern.compile(
            "(?:(.*)_)?(?:(?:object|storage|blob|s3|file)_?)?(?:key|url|uri|path|filename|file_name|location|object|blob|file)");
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+");
    private static final List<String> ERRORS =
            List.of("error", "missing", "corrupted", "corrupt", "failed", "broken", "lost", "unavailable");

    private Guesses() {}

    /** The table that looks most like one of objects. */
    static Optional<TableInfo> table(List<TableInfo> described) {
        return described.stream()
                .filter(table -> score(table) > 0)
                .max((one, other) -> Integer.compare(score(one), score(other)));
    }

    private static int score(TableInfo table) {
        int pointers = (int) table.columns().stream().filter(Guesses::mayPoint).count();
        return pointers == 0
                ? 0
                : pointers
                        + (status(table).isPresent() ? 3 : 0)
                        + (table.primaryKey().isEmpty() ? 0 : 1);
    }

    static Optional<String> status(TableInfo table) {
        return named(table, ColumnInfo::isText, "status", "state", ".*_status", ".*_state", "lifecycle");
    }

    /**
     * One of the values there are, if it looks like an error, else the plainest word.
     *
     * @param closed whether there can be no other values
     */
    static Optional<String> errorStatus(Set<String> values, boolean closed) {
        Optional<String> there = ERRORS.stream()
                .flatMap(word -> values.stream().filter(value -> value.equalsIgnoreCase(word)))
                .findFirst();
        if (there.isPresent() || closed) {
            return there;
        }
        boolean capitals =
                !values.isEmpty() && values.stream().allMatch(value -> value.equals(value.toUpperCase(Locale.ROOT)));
        return Optional.of(capitals ? "ERROR" : "error");
    }

    static Optional<String> message(TableInfo table) {
        return named(
                table,
                ColumnInfo::isText,
                "error_message",
                "status_message",
                "last_error",
                "failure_reason",
                "status_reason",
                "error",
                "error_text",
                "message");
    }

    static Optional<String> updated(TableInfo table) {
        return named(
                table,
                ColumnInfo::isTime,
                "updated_at",
                "modified_at",
                "changed_at",
                "updated",
                "last_modified",
                "modified",
                "updated_on");
    }

    static Optional<String> created(TableInfo table) {
        return named(table, ColumnInfo::isTime, "created_at", "created", "inserted_at", "uploaded_at", "created_on");
    }

    static Optional<String> size(TableInfo table, String role) {
        return named(
                table,
                ColumnInfo::isInteger,
                role + "_size(_bytes)?",
                role + "_bytes",
                "size_bytes",
                "size",
                "file_size",
                "content_length",
                "byte_size",
                "length_bytes");
    }

    private static Optional<String> named(TableInfo table, Predicate<ColumnInfo> fit, String... names) {
        for (String name : names) {
            for (ColumnInfo each : table.columns()) {
                if (fit.test(each) && each.plainName().matches(name)) {
                    return Optional.of(each.name());
                }
            }
        }
        return Optional.empty();
    }

    /** The columns that look like pointers, by the role that their names suggest. */
    static Map<String, String> references(TableInfo table) {
        Map<String, String> references = new LinkedHashMap<>();
        for (ColumnInfo each : table.columns()) {
            if (mayPoint(each)) {
                references.putIfAbsent(role(each.name()), each.name());
            }
        }
        return references;
    }

    private static boolean mayPoint(ColumnInfo column) {
        return column.isText() && POINTER.matcher(column.plainName()).matches();
    }

    /** {@code original_url} is the original. */
    static String role(String column) {
        Matcher pointer = POINTER.matcher(column.toLowerCase(Locale.ROOT));
        String role = pointer.matches() ? pointer.group(1) : column.toLowerCase(Locale.ROOT);
        return role == null || role.isEmpty() ? "content" : role;
    }

    static boolean areUrls(List<String> values) {
        return !values.isEmpty()
                && values.stream().filter(value -> URL.matcher(value).matches()).count() * 2 > values.size();
    }

    /** A checksum's algorithm by how long its values are, for columns whose names say that they are one. */
    static Map<String, String> checksums(TableInfo table, String role, SchemaReader reader) {
        Map<String, String> found = new LinkedHashMap<>();
        List<ColumnInfo> columns = new ArrayList<>(table.columns());
        columns.removeIf(each -> !each.isText()
                || !each.plainName()
                        .matches("(" + Pattern.quote(role)
                                + "_|content_|file_)?(checksum|hash|digest|md5|sha1|sha_?256)(_hex)?"));
        for (ColumnInfo each : columns) {
            algorithm(reader.values(table, each.name(), 20)).ifPresent(name -> found.putIfAbsent(name, each.name()));
        }
        return found;
    }

    private static Optional<String> algorithm(List<String> values) {
        for (Map.Entry<String, Integer> each :
                Map.of("md5", 32, "sha1", 40, "sha256", 64).entrySet()) {
            Pattern form = Pattern.compile("[0-9A-Fa-f]{" + each.getValue() + "}");
            if (!values.isEmpty()
                    && values.stream().allMatch(value -> form.matcher(value).matches())) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }
}
