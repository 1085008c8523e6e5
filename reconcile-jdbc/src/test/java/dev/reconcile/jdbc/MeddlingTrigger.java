package dev.reconcile.jdbc;

import java.sql.Connection;
import org.h2.api.Trigger;

/**
 * A trigger on the table {@code assets (id, status, content, message)}: record 1 never gets the error status, and a message is
 * written in another way than it was meant.
 */
@SuppressWarnings("exports") // H2 makes it by its name
public final class MeddlingTrigger implements Trigger {

    /** For H2 to make. */
    public MeddlingTrigger() {}

    static void on(Database database) {
        switch (database) {
            case H2 ->
                database.execute("CREATE TRIGGER meddling BEFORE UPDATE ON assets FOR EACH ROW CALL \""
                        + MeddlingTrigger.class.getName() + "\"");
            case MARIADB, MYSQL_CLIENT ->
                database.execute("CREATE TRIGGER meddling BEFORE UPDATE ON assets FOR EACH ROW BEGIN"
                        + " IF NEW.id = 1 THEN SET NEW.status = 'pending'; END IF;"
                        + " SET NEW.message = CONCAT('noted: ', NEW.message); END");
            case SQLITE ->
                database.execute("CREATE TRIGGER meddling AFTER UPDATE ON assets BEGIN"
                        + " UPDATE assets SET status = 'pending' WHERE id = NEW.id AND id = 1;"
                        + " UPDATE assets SET message = 'noted: ' || NEW.message WHERE id = NEW.id; END");
            case POSTGRES -> onPostgres(database);
        }
    }

    private static void onPostgres(Database database) {
        database.execute(
                "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger AS $$ BEGIN"
                        + " IF NEW.id = 1 THEN NEW.status := 'pending'; END IF;"
                        + " NEW.message := 'noted: ' || NEW.message; RETURN NEW; END $$ LANGUAGE plpgsql",
                "CREATE TRIGGER meddling BEFORE UPDATE ON assets FOR EACH ROW EXECUTE FUNCTION meddle()");
    }

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) {
        if (after[0].equals(1)) {
            after[1] = "pending";
        }
        if (after[3] != null) {
            after[3] = "noted: " + after[3];
        }
    }
}
