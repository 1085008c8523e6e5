package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Content;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Written;
import dev.reconcile.testkit.Fault;
import dev.reconcile.testkit.FaultyObjectStore;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.Claims;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.StorageUnavailableException;
import dev.reconcile.upload.UploadStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims on the table that the script made, and whole uploads over them; subclasses choose the database. */
abstract class JdbcClaimsContract {

    private static final Duration HOUR = Duration.ofHours(1);

    private Claims claims;

    abstract TestDatabase database();

    @BeforeEach
    void makeTheTables() {
        database().execute("DROP TABLE IF EXISTS reconcile_claim", "DROP TABLE IF EXISTS artifacts");
        for (String statement : script().split(";\\s*", -1)) {
            if (!statement.isBlank()) {
                database().insert(statement); // as it is
            }
        }
        database().execute("CREATE TABLE artifacts (id bigint PRIMARY KEY, object_key varchar(200) NOT NULL)");
        claims = JdbcClaims.of(database().dataSource());
    }

    private String script() {
        try (InputStream script =
                JdbcClaims.class.getResourceAsStream("claims/" + database().script() + ".sql")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectKey key(String key) {
        return ObjectKey.of(key);
    }

    @Test
    void aKeyIsClaimedUntilItIsReleased() {
        claims.claim(key("a"), "one", HOUR);
        assertThat(claims.claimed(Set.of(key("a"), key("b")))).containsExactly(key("a"));
        claims.release(key("a"), "one");
        assertThat(claims.claimed(Set.of(key("a")))).isEmpty();
        claims.release(key("a"), "one");
    }

    @Test
    void anotherProcessSeesTheClaim() {
        claims.claim(key("a"), "one", HOUR);
        assertThat(JdbcClaims.of(database().dataSource()).claimed(Set.of(key("a"))))
                .hasSize(1);
    }

    @Test
    void aKeyIsClaimedUntilItsLastUploadHasEnded() {
        claims.claim(key("a"), "one", HOUR);
        claims.claim(key("a"), "two", HOUR);
        claims.release(key("a"), "one");
        assertThat(claims.claimed(Set.of(key("a")))).hasSize(1);
        assertThat(claims.isClaimedBy(key("a"), "one")).isFalse();
        assertThat(claims.isClaimedBy(key("a"), "two")).isTrue();
        expire();
        assertThat(claims.isClaimedBy(key("a"), "two")).isFalse();
    }

    @Test
    void keysAreComparedByteByByte() {
        claims.claim(key("A/\u00e9"), "one", HOUR);
        assertThat(claims.claimed(Set.of(key("a/\u00e9"), key("A/e\u0301"), key("A/\u00e9 "), key("A/e"))))
                .isEmpty();
        assertThat(claims.claimed(Set.of(key("A/\u00e9")))).hasSize(1);
    }

    @Test
    void aClaimEndsByTheClockOfTheDatabase() {
        claims.claim(key("a"), "one", Duration.ofMillis(1));
        claims.claim(key("b"), "one", HOUR);
        expire();
        assertThat(claims.claimed(Set.of(key("a"), key("b")))).isEmpty();
        claims.claim(key("b"), "one", HOUR);
        assertThat(claims.claimed(Set.of(key("a"), key("b")))).containsExactly(key("b"));
    }

    private void expire() {
        database()
                .execute("UPDATE reconcile_claim SET expires_at = " + database().journalNow());
    }

    @Test
    void claimsOfTheDeadAreRemovedAndNoOthers() {
        claims.claim(key("a"), "one", HOUR);
        expire();
        claims.claim(key("b"), "one", HOUR);
        ((JdbcClaims) claims).removeExpired();
        assertThat(database().row("SELECT count(*) FROM reconcile_claim")).containsExactly("1");
        assertThat(claims.claimed(Set.of(key("b")))).hasSize(1);
    }

    @Test
    void moreKeysThanOneStatementTakes() {
        List<ObjectKey> keys =
                IntStream.range(0, 1_700).mapToObj(i -> key("k" + i)).toList();
        claims.claim(keys.get(3), "one", HOUR);
        claims.claim(keys.get(1_699), "one", HOUR);
        assertThat(claims.claimed(keys)).containsExactlyInAnyOrder(keys.get(3), keys.get(1_699));
    }

    @Test
    void manyMayClaimOneKeyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch together = new CountDownLatch(4);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    claims.claim(key("a"), "the same", HOUR);
                    return true;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(claims.claimed(Set.of(key("a")))).hasSize(1);
    }

    @Test
    void claimsThatCannotBeReadAreNotNone() {
        database().execute("DROP TABLE reconcile_claim");
        assertThatThrownBy(() -> claims.claimed(Set.of(key("a"))))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("SQLSTATE");
        assertThatThrownBy(() -> claims.claim(key("a"), "one", HOUR)).isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> JdbcClaims.of(database().dataSource()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("claims/" + database().script());
    }

    @Test
    void anInterruptedThreadStillGivesItsClaimBack() {
        claims.claim(key("a"), "one", HOUR);
        Thread.currentThread().interrupt();
        claims.release(key("a"), "one");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(claims.claimed(Set.of(key("a")))).isEmpty();
    }

    private final InMemoryObjectStore real = new InMemoryObjectStore();
    private final FaultyObjectStore store = FaultyObjectStore.over(real);

    private GuardedUploads uploads() {
        return GuardedUploads.builder(store)
                .claims(claims)
                .traits(new StoreTraits(
                        "memory",
                        Map.of(Trait.REMOVES_CONDITIONALLY, new StoreTraits.Answer(StoreTraits.Said.YES, ""))))
                .build();
    }

    private static GuardedUploads.RowWriting row(long id) {
        return connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO artifacts (id, object_key) VALUES (?, 'a')")) {
                insert.setLong(1, id);
                insert.executeUpdate();
            }
        };
    }

    private String rows() {
        return database().row("SELECT count(*) FROM artifacts").get(0);
    }

    private static Artifact artifact() {
        return Artifact.of(key("a"), Content.of(new byte[] {1}));
    }

    @Test
    void rowAndObjectAreWrittenInOneCall() throws SQLException {
        try (GuardedUploads uploads = uploads()) {
            assertThat(uploads.store(database().dataSource(), artifact(), row(1))
                            .status())
                    .isEqualTo(UploadStatus.STORED);
        }
        assertThat(rows()).isEqualTo("1");
        assertThat(real.content("a")).contains(new byte[] {1});
        assertThat(claims.claimed(Set.of(key("a")))).isEmpty();
    }

    @Test
    void theRowIsRolledBackWhenTheStoreIsAway() {
        store.onWrite(Fault.answering(Written.not(Written.Kind.UNKNOWN, "no answer")));
        try (GuardedUploads uploads = uploads()) {
            assertThatThrownBy(() -> uploads.store(database().dataSource(), artifact(), row(1)))
                    .isInstanceOf(StorageUnavailableException.class);
        }
        assertThat(rows()).isEqualTo("0");
        assertThat(claims.claimed(Set.of(key("a")))).isEmpty();
    }

    @Test
    void nothingIsUploadedForARowThatIsRefused() {
        database().execute("INSERT INTO artifacts (id, object_key) VALUES (1, 'x')");
        try (GuardedUploads uploads = uploads()) {
            assertThatThrownBy(() -> uploads.store(database().dataSource(), artifact(), row(1)))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Stream.of(real.content("a")).flatMap(java.util.Optional::stream))
                .isEmpty();
        assertThat(claims.claimed(Set.of(key("a")))).isEmpty();
    }

    @Test
    void anUploadNeverHoldsTwoConnections() throws SQLException {
        DataSource one = new PoolOfOne(database().dataSource(), new AtomicBoolean());
        claims = JdbcClaims.of(one);
        try (GuardedUploads uploads = uploads()) {
            assertThat(uploads.store(one, artifact(), row(1)).status()).isEqualTo(UploadStatus.STORED);
            assertThatThrownBy(() -> uploads.store(one, artifact(), row(1))).isInstanceOf(SQLException.class);
        }
        assertThat(claims.claimed(Set.of(key("a"))))
                .as("claims that couldn't be ended")
                .isEmpty();
    }

    @Test
    void nothingIsTakenBackWhenTheCommitItselfFails() {
        try (GuardedUploads uploads = uploads()) {
            assertThatThrownBy(() -> uploads.store(new LosingCommits(database().dataSource()), artifact(), row(1)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("lost");
        }
        assertThat(rows()).as("rows, as the commit happened").isEqualTo("1");
        assertThat(real.content("a")).contains(new byte[] {1});
        assertThat(claims.claimed(Set.of(key("a")))).hasSize(1);
    }
}
