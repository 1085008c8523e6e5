package dev.reconcile.examples.kill;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.SoftAssertions;
import software.amazon.awssdk.services.s3.S3Client;

/** Those who come second: while a child is at work, and right after it was killed. */
final class Rivals {

    private final Jvm jvm;
    private final Site site;
    private final Journal journal;
    private final Path directory;
    private final SoftAssertions expect;

    Rivals(Jvm jvm, Site site, Journal journal, Path directory, SoftAssertions expect) {
        this.jvm = jvm;
        this.site = site;
        this.journal = journal;
        this.directory = directory;
        this.expect = expect;
    }

    /** Another process comes while the child is held up in a call. */
    void intrude(Child atWork, String run) {
        boolean resumes = site.journalsInDatabase();
        Child intruder = Child.start(
                jvm, site, site.name() + "-intruder", resumes ? "resume" : "run", resumes ? run : "", directory);
        expect.assertThat(intruder.join())
                .as("exit of the one that came second: %s %s", intruder.answer(), intruder.log())
                .isEqualTo(ChildMain.REFUSED);
        expect.assertThat(intruder.answer()).contains(atWork.named(), atWork.process(), run);
    }

    /** A row keeps everybody out until it runs out, which is then made to be now. With a directory there is nothing to wait for. */
    void comeAfter(Child dead, String run, Connection connection, S3Client client) throws SQLException {
        if (!site.journalsInDatabase()) {
            return; // the next child would be refused, and that be seen
        }
        if (isHeld(dead, connection) && !run.isEmpty() && journal.report(run).isEmpty()) {
            expect.check(() -> assertThatThrownBy(() ->
                            site.engine(client, site.dataSource(), "too early").resume(new RunId(run)))
                    .isInstanceOf(RunInProgressException.class)
                    .hasMessageContaining(dead.named())
                    .hasMessageContaining(dead.process()));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE " + site.name() + ".reconcile_lease SET expires_at = now()");
        }
    }

    private boolean isHeld(Child dead, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet lease = statement.executeQuery("SELECT holder, expires_at <= now() + interval '"
                        + Site.LEASE.toSeconds() + " s' FROM " + site.name()
                        + ".reconcile_lease WHERE expires_at > now() FOR UPDATE")) {
            if (!lease.next()) {
                return false;
            }
            expect.assertThat(lease.getString(1)).contains(dead.named(), dead.process());
            expect.assertThat(lease.getBoolean(2))
                    .as("the lease runs out in time")
                    .isTrue();
            return true;
        }
    }
}
