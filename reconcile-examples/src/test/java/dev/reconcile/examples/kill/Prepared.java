package dev.reconcile.examples.kill;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.testkit.s3.S3Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A site ready for the call that is going to be killed.
 *
 * @param about the run to apply or undo; empty if there is none
 * @param original as it was made
 * @param before right before the call
 */
record Prepared(String about, Observed original, Observed before) {

    /** After the plan was made, these objects came back. */
    static final Set<Integer> BACK = Set.of(10, 20);

    /** After the run that is undone, an operator wrote these rows. */
    static final Set<Integer> EDITED = Set.of(30, 40);

    /** After the plan was made, this orphan got a row; and after the run that is undone, its key was used again. */
    static final String CLAIMED = DataSet.orphans().get(1);

    static Prepared of(Mode mode, Site site, Connection connection, S3Client client, S3Bucket bucket)
            throws SQLException, IOException {
        String name = site.name();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
            statement.execute("SET search_path TO " + name);
            statement.execute(
                    "CREATE TABLE images (id bigint PRIMARY KEY, project_id bigint, status text NOT NULL,"
                            + " error_message text, original_key text, original_size bigint, staged_key text, updated_at timestamptz)");
            statement.execute("CREATE TABLE written (id bigint, at timestamptz DEFAULT clock_timestamp())");
            statement.execute("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS" + " $$ BEGIN INSERT INTO "
                    + name + ".written (id) VALUES (NEW.id); RETURN NEW; END $$");
            statement.execute("CREATE TRIGGER note AFTER UPDATE ON images FOR EACH ROW EXECUTE FUNCTION note()");
            if (site.journalsInDatabase()) {
                statement.execute(journalScript());
            }
            DataSet.populate(connection, name, bucket, mode.rows());
            Observed original = Observed.of(site, connection, client);
            String about = "";
            if (mode.applies()) {
                about = ended(site.engine(client, site.dataSource(), "planner")
                        .run(Site.request().build()));
                BACK.forEach(id -> bucket.put(DataSet.object(DataSet.original(id), DataSet.content(id))));
                statement.execute("INSERT INTO images VALUES (1000, 1, 'new', NULL, '" + CLAIMED + "', NULL, NULL,"
                        + " now() - interval '90 days')");
            } else if (mode.undoes()) {
                ReconcileEngine engine = site.engine(client, site.dataSource(), "applier");
                about = ended(engine.run(Site.request().apply().build()));
                statement.execute("UPDATE images SET status = 'ready', error_message = NULL WHERE id = 30");
                statement.execute("UPDATE images SET error_message = 'seen by eve' WHERE id = 40");
                bucket.put(DataSet.object(CLAIMED, DataSet.content(49)));
            }
            return new Prepared(about, original, Observed.of(site, connection, client));
        }
    }

    private static String ended(RunReport report) {
        if (report.state() != RunState.COMPLETE) {
            throw new IllegalStateException("The run before the one to be killed ended " + report);
        }
        return report.runId().value();
    }

    private static String journalScript() throws IOException {
        try (InputStream script = JdbcJournal.class.getResourceAsStream("journal/postgresql.sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
