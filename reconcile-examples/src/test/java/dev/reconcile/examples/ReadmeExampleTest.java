package dev.reconcile.examples;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.testkit.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

class ReadmeExampleTest {

    @TempDir
    private Path directory;

    @Test
    void theCodeOfTheReadmeMarksTheRowWhoseObjectIsGone() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1");
        try (S3Server server = S3Server.start("images");
                S3Client client = S3Connection.to(server.endpoint(), "us-east-1")
                        .credentials(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                        .open();
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE images (id bigint PRIMARY KEY, status varchar(20), error_message varchar(500),"
                            + " original_url varchar(500), staged_url varchar(500), updated_at timestamp with time zone)");
            for (int id = 1; id <= 20; id++) {
                boolean ready = id % 2 == 0;
                statement.execute("INSERT INTO images VALUES (" + id + ", '" + (ready ? "ready" : "new") + "', NULL,"
                        + " 's3://images/original/" + id + ".jpg', 'https://cdn.example.com/staged/" + id + ".jpg',"
                        + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00')");
                server.bucket("images").put("original/" + id + ".jpg", "x".getBytes(StandardCharsets.UTF_8));
                if (ready && id != 14) {
                    server.bucket("images").put("staged/" + id + ".jpg", "x".getBytes(StandardCharsets.UTF_8));
                }
            }

            ReconcileEngine engine = ReadmeExample.engine(database, client, directory);
            RunReport report = ReadmeExample.apply(engine, ReadmeExample.look(engine), directory);

            assertThat(report)
                    .hasState(RunState.COMPLETE)
                    .hasMissing("staged", 1)
                    .hasMarked(1);
            try (ResultSet marked =
                    statement.executeQuery("SELECT id, error_message FROM images WHERE status = 'error'")) {
                assertThat(marked.next()).isTrue();
                assertThat(marked.getLong(1)).isEqualTo(14);
                assertThat(marked.getString(2)).startsWith("staged missing: staged/14.jpg");
                assertThat(marked.next()).isFalse();
            }

            ReadmeExample.undo(engine, report);

            try (ResultSet marked = statement.executeQuery("SELECT count(*) FROM images WHERE status = 'error'")) {
                marked.next();
                assertThat(marked.getInt(1)).isZero();
            }
        }
    }
}
