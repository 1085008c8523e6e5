package dev.reconcile.cli.setup;

import dev.reconcile.ReconcileException;
import dev.reconcile.cli.config.Databases;
import dev.reconcile.store.ObjectKey;
import java.sql.Connection;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of the wizard that is about the database. */
final class CatalogQuestions {

    private static final Pattern PASSWORD = Pattern.compile(
            "[?&;,](password|passwd|pwd)=|//[^/@]*:[^/@]*@|:thin:[^@]+/[^@]+@", Pattern.CASE_INSENSITIVE);

    private static final int SHOWN = 20;
    private static final int DESCRIBED = 40;

    private final Questions questions;
    private final InitOptions options;
    private final Draft draft;

    CatalogQuestions(Questions questions, InitOptions options, Draft draft) {
        this.questions = questions;
        this.options = options;
        this.draft = draft;
    }

    /** An open connection, to look at the values of columns with. */
    Connection login() {
        questions.say("Database");
        while (true) {
            int before = questions.asked();
            draft.url = questions.ask(
                    "--url",
                    options.url,
                    "JDBC URL, as jdbc:postgresql://host:5432/database",
                    null,
                    CatalogQuestions::jdbc);
            boolean embedded = draft.url.startsWith("jdbc:sqlite:");
            draft.user = embedded ? null : questions.optional("--user", options.user, "User", null);
            draft.passwordVariable = draft.user == null
                    ? null
                    : questions.optional(
                            "--password-variable",
                            options.passwordVariable,
                            "Environment variable with the password",
                            "DB_PASSWORD");
            String password = draft.passwordVariable == null ? null : questions.secret(draft.passwordVariable);
            try {
                Connection connection = Databases.connect(draft.url, draft.user, password);
                questions.say("  Connected to " + ObjectKey.escape(new SchemaReader(connection).product()) + ".");
                return connection;
            } catch (ReconcileException | IllegalArgumentException refused) {
                if (questions.asked() == before) {
                    throw refused;
                }
                questions.say("  " + refused.getMessage() + ". Again:");
                if (draft.passwordVariable != null) {
                    questions.forget(draft.passwordVariable);
                }
            }
        }
    }

    private static String jdbc(String url) {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("It begins with jdbc:");
        }
        if (PASSWORD.matcher(url).find()) { // H100: it would stand in the file
            throw new IllegalArgumentException(
                    "Leave the password out of the URL; it comes from an environment variable");
        }
        return url;
    }

    TableInfo table(SchemaReader reader) {
        questions.say("Table");
        List<TableInfo> tables = reader.tables();
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("There is no table in this database that this user may see");
        }
        List<TableInfo> described = new ArrayList<>();
        if (options.table == null) {
            tables.stream().limit(DESCRIBED).map(reader::described).forEach(described::add);
            tables.stream().limit(SHOWN).forEach(each -> questions.say("    " + ObjectKey.escape(each.toString())));
            if (tables.size() > SHOWN) {
                questions.say("    and " + (tables.size() - SHOWN) + " more");
            }
        }
        TableInfo chosen = questions.ask(
                "--table",
                options.table,
                "Which one has a row for each record",
                Guesses.table(described).map(TableInfo::toString).orElse(null),
                name -> tables.stream()
                        .filter(each -> each.toString().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("There is no table " + ObjectKey.escape(name))));
        draft.schema = chosen.schema();
        draft.table = chosen.name();
        return reader.described(chosen);
    }

    void mapping(TableInfo table, SchemaReader reader) {
        questions.say("Columns");
        String key = table.primaryKey().isEmpty() ? null : String.join(", ", table.primaryKey());
        String id = options.id.isEmpty() ? null : String.join(",", options.id);
        draft.id = questions.ask("--id", id, "What identifies a row", key, names -> columns(table, names));
        draft.status = questions.ask(
                "--status",
                options.status,
                "Status of a record",
                Guesses.status(table).orElse(null),
                table::require);
        Map<String, Long> counts = new LinkedHashMap<>(reader.counts(table, draft.status));
        List<String> labels = table.column(draft.status).map(reader::labels).orElse(List.of());
        labels.forEach(label -> counts.putIfAbsent(label, 0L));
        if (!counts.isEmpty()) {
            questions.say("    has "
                    + counts.entrySet().stream()
                            .map(each -> ObjectKey.escape(each.getKey()) + " " + "(" + each.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        draft.errorStatus = questions.ask(
                "--error-status",
                options.errorStatus,
                "Status that a mark sets",
                Guesses.errorStatus(counts.keySet(), !labels.isEmpty()).orElse(null));
        draft.message = column(
                table,
                "--message",
                options.message,
                "Message of a mark",
                Guesses.message(table)
                        .filter(name -> !name.equals(draft.status))
                        .orElse(null));
        draft.updatedAt = column(
                table,
                "--updated-at",
                options.updatedAt,
                "Time of the last write",
                Guesses.updated(table).orElse(null));
        draft.createdAt = column(
                table,
                "--created-at",
                options.createdAt,
                "Time of the making",
                Guesses.created(table).orElse(null));
        references(table, reader);
    }

    private @Nullable String column(
            TableInfo table, String option, @Nullable String given, String question, @Nullable String proposal) {
        String name = questions.optional(option, given, question, proposal);
        return name == null ? null : table.require(name);
    }

    private static List<String> columns(TableInfo table, String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> table.require(name.strip()))
                .toList();
    }

    private void references(TableInfo table, SchemaReader reader) {
        Map<String, String> guessed = Guesses.references(table);
        Map<String, String> chosen = questions.ask(
                "--reference",
                options.references.isEmpty() ? null : joined(options.references),
                "Columns that refer to objects, as role=column, role=column",
                guessed.isEmpty() ? null : joined(guessed),
                answer -> pairs(table, answer));
        chosen.forEach((role, column) -> {
            Draft.Pointer pointer = new Draft.Pointer(column);
            List<String> values = reader.values(table, column, SHOWN);
            pointer.urls = Guesses.areUrls(values);
            boolean alone = chosen.size() == 1;
            pointer.size = alone ? Guesses.size(table, role).orElse(null) : null;
            pointer.checksums = alone ? Guesses.checksums(table, role, reader) : Map.of();
            draft.references.put(role, pointer);
            questions.say("    " + ObjectKey.escape(role) + " holds " + (pointer.urls ? "URLs" : "keys")
                    + (values.isEmpty() ? "; there are none yet" : ", as " + ObjectKey.escape(values.get(0)))
                    + (pointer.size == null ? "" : "; its size is in " + pointer.size)
                    + (pointer.checksums.isEmpty() ? "" : "; its checksum in " + pointer.checksums.values()));
        });
    }

    private static String joined(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> pairs(TableInfo table, String answer) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : answer.split(",", -1)) {
            String[] pair = each.strip().split("=", 2);
            String column = table.require(pair[pair.length - 1].strip());
            String role = pair.length == 2 ? pair[0].strip() : Guesses.role(column);
            if (!role.matches("[A-Za-z0-9_-]{1,50}") || pairs.put(role, column) != null) {
                throw new IllegalArgumentException(
                        "Each column has a role of its own, a word, as original=original_key");
            }
        }
        return pairs;
    }

    /** Only asked where the database says that it needs it. */
    void zone() {
        draft.zone = questions.ask(
                "--zone",
                options.zone,
                "The timestamps have no time zone. Which is it (a wrong one makes young rows look old), as UTC or Europe/Berlin",
                null,
                name -> {
                    try {
                        return ZoneId.of(name).getId();
                    } catch (DateTimeException none) {
                        throw new IllegalArgumentException("There is no such zone", none);
                    }
                });
    }
}
