package dev.reconcile.examples.integration;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.S3Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The application's own test, and the proof that its last assertion can fail. */
class ImagesTest {

    private static final byte[] PICTURE = {1, 2, 3};

    private final JdbcDataSource database = new JdbcDataSource();
    private S3Server server;
    private S3Client s3;

    // snippet: servers
    @BeforeEach
    void start() throws SQLException {
        server = S3Server.start(Images.BUCKET);
        s3 = S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
        database.setURL("jdbc:h2:mem:images;DB_CLOSE_DELAY=-1");
        sql("CREATE TABLE albums (id bigint PRIMARY KEY, images int NOT NULL CHECK (images <= 2))");
        sql("CREATE TABLE images (id varchar PRIMARY KEY, album bigint NOT NULL, object_key varchar NOT NULL,"
                + " status varchar NOT NULL, updated_at timestamp with time zone NOT NULL)");
        sql("INSERT INTO albums VALUES (1, 0)");
    }
    // end

    @AfterEach
    void stop() throws SQLException {
        s3.close();
        server.close();
        sql("DROP ALL OBJECTS");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement it = connection.createStatement()) {
            it.execute(statement);
        }
    }

    // snippet: test
    @Test
    void albumTakesTwoImagesAndGivesOneBack() throws SQLException {
        Images images = new Images(database, s3);
        String first = images.upload(1, PICTURE);
        images.upload(1, PICTURE);
        assertThatThrownBy(() -> images.upload(1, PICTURE)).isInstanceOf(SQLException.class);
        images.delete(first);

        assertNothingDrifted();
    }

    private void assertNothingDrifted() {
        MetadataCatalog catalog = JdbcCatalog.builder(database)
                .table("images")
                .id("id")
                .status("status", "error")
                .updatedAt("updated_at")
                .reference(
                        "original",
                        "object_key",
                        ObjectLocator.bucket(Images.BUCKET).keys())
                .build();
        ReconcileEngine engine = ReconcileEngine.builder(S3ObjectStore.of(s3, Images.BUCKET), catalog)
                .clock(() -> Instant.now().plus(Duration.ofDays(4))) // past every grace
                .unsafeAgesByOwnClock()
                .build();
        assertThat(engine.run(ReconcileRequest.dryRun())).isClean();
    }
    // end

    @Test
    void theLastAssertionCatchesAnUploadThatIsForgotten() throws SQLException {
        Images forgetful = new Images(database, s3) {
            @Override
            void put(String key, byte[] content) {}
        };
        new Images(database, s3).upload(1, PICTURE); // an object that is there, to prove that the bucket is read
        String id = forgetful.upload(1, PICTURE);

        assertThatThrownBy(this::assertNothingDrifted)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected missing to be 0 but it was 1")
                .hasMessageContaining(Images.key(id));
    }

    @Test
    void theLastAssertionCatchesAnUploadThatIsKeptAfterARollback() throws SQLException {
        Images hoarding = new Images(database, s3) {
            @Override
            void remove(String key) {}
        };
        hoarding.upload(1, PICTURE);
        hoarding.upload(1, PICTURE);
        assertThatThrownBy(() -> hoarding.upload(1, PICTURE)).isInstanceOf(SQLException.class);

        assertThatThrownBy(this::assertNothingDrifted)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected orphans to be 0 but it was 1");
    }
}
