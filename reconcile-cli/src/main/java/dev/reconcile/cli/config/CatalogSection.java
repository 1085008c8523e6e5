package dev.reconcile.cli.config;

import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcCatalogBuilder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database and the table. */
record CatalogSection(
        @Key(value = "The database, as a JDBC URL.", example = "jdbc:postgresql://db.internal:5432/images")
        String url,

        @Key(value = "Who logs in.", example = "reconcile") @Nullable
        String user,

        @Key(value = "The password; keep it out of the file.", example = "${DB_PASSWORD}") @Nullable
        Secret password,

        @Key(value = "How many connections may be open at once.", byDefault = "4")
        int connections,

        @Key(value = "How long to wait for a connection.", byDefault = "10s")
        Duration connectTimeout,

        @Key(value = "The schema of the table, if it isn't the connection's own.", example = "public") @Nullable
        String schema,

        @Key(value = "The table with a row for each record. Marks are written to it.", example = "images")
        String table,

        @Key(
                value =
                        "A view over the table, in the same schema, to read records from: for keys that stand in another table or take an"
                                + " expression.",
                example = "image_objects")
        @Nullable
        String view,

        @Key(
                value =
                        "The column that identifies a record, or the columns that do so together, in the order of their index.",
                example = "[tenant, id]",
                byDefault = "id")
        List<String> id,

        @Key("The status of a record, which a mark sets.") StatusSection status,

        @Key(
                value =
                        "A timestamp that the application sets on every write. Without this and created-at every record counts as too young"
                                + " to judge.",
                example = "updated_at")
        @Nullable
        String updatedAt,

        @Key(value = "A timestamp of the record's making.", example = "created_at") @Nullable
        String createdAt,

        @Key(
                value =
                        "The zone that timestamps without one are written in. It has no default: a wrong one would make young rows look old.",
                example = "UTC")
        @Nullable
        ZoneId zone,

        @Key("Which objects a row refers to, by role: a name of your own for what the object is to the record.")
        Map<String, ReferenceSection> references,

        @Key(value = "Further columns that a reader of a finding wants to see.", example = "[project_id]")
        List<String> context,

        @Key(
                value = "Columns that a run may be restricted by, with `--where` or `run.where`.",
                example = "[project_id]")
        List<String> filters,

        @Key("Lets runs that purge delete rows of the table.")
        boolean purgeable,

        @Key(value = "How long a mark waits for a row that somebody else has locked.", byDefault = "2s")
        Duration lockTimeout,

        @Key(value = "How long a statement that reads may take.", byDefault = "5m")
        Duration statementTimeout,

        @Key(
                "A copy of the database to read the pages of a scan from. It may lag behind: nothing is judged by it alone.")
        @Nullable
        ReplicaSection replica) {

    CatalogSection {
        if (references.isEmpty()) {
            throw new IllegalArgumentException(
                    "references is empty, expected at least one role, as references: {content: {column: key}}");
        }
        if (connections < 1 || connections > 100) {
            throw new IllegalArgumentException("connections is " + connections + ", expected 1 to 100");
        }
        if (connectTimeout.toMillis() < 250) {
            throw new IllegalArgumentException("connect-timeout is " + connectTimeout + ", expected at least 250ms");
        }
    }

    /** Of all that isn't named in the database. */
    JdbcCatalogBuilder builder(DataSource database) {
        JdbcCatalogBuilder builder = JdbcCatalog.builder(database)
                .status(status.column(), status.error())
                .lockTimeout(lockTimeout)
                .statementTimeout(statementTimeout)
                .context(context.toArray(String[]::new))
                .filter(filters.toArray(String[]::new));
        if (!id.isEmpty()) {
            builder.id(id.get(0), id.stream().skip(1).toArray(String[]::new));
        }
        return schema == null ? builder.table(table) : builder.table(schema, table);
    }
}
