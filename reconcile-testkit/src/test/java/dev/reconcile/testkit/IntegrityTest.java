package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.VerificationCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.Verification;
import dev.reconcile.catalog.Expectation;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.Details;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IntegrityTest {

    private final World world = new World();
    private final RunJournal journal = RunJournal.inMemory();

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private static Checksum sum(Algorithm algorithm, String content) {
        try {
            String name = algorithm == Algorithm.MD5 ? "MD5" : "SHA-256";
            return Checksum.of(algorithm, MessageDigest.getInstance(name).digest(bytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A record whose object should have that content, and has this. */
    private void record(String id, Expectation expected, String content) {
        record(id, expected, content, Map.of());
    }

    private void record(String id, Expectation expected, String content, Map<String, String> metadata) {
        world.time = World.LONG_AGO;
        world.objects.put(World.original(id), bytes(content), metadata);
        world.time = World.NOW;
        world.records.put(
                id,
                "ready",
                World.LONG_AGO,
                new Reference(new RecordId(id), "original", ObjectKey.of(World.original(id)), expected, true));
    }

    private static Expectation expecting(Algorithm algorithm, String content) {
        return Expectation.NONE.with(sum(algorithm, content));
    }

    private static ReconcileRequest.Builder checking(Integrity first, Integrity... more) {
        return ReconcileRequest.builder()
                .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                .integrity(first, more)
                .concurrency(1);
    }

    private final ReconcileEngine engine = world.engine().journal(journal).build();

    private RunReport run(ReconcileRequest.Builder request) {
        return engine.run(request.build());
    }

    private static VerificationCounts counts(long verified, long unverifiable, long unknown, long conflicts) {
        return new VerificationCounts(verified, unverifiable, unknown, conflicts);
    }

    private void bend(UnaryOperator<Presence.Present> present) {
        world.store.onStat((key, nth, real) ->
                real.apply(key) instanceof Presence.Present there ? present.apply(there) : Presence.absent());
    }

    @Test
    void whatTheStoreSaysIsHeldAgainstTheCatalog() {
        record("1", expecting(Algorithm.SHA256, "right"), "right");
        record("2", expecting(Algorithm.SHA256, "right"), "wrong");
        record("3", Expectation.NONE, "whatever");
        RunReport report = run(checking(Integrity.CHECKSUM).apply());
        assertThat(report.verification()).isEqualTo(counts(1, 1, 0, 0));
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.examples())
                .singleElement()
                .satisfies(found -> assertThat(found.message())
                        .isEqualTo("original mismatched: original/2.jpg has SHA256 "
                                + sum(Algorithm.SHA256, "wrong").hex() + ", expected "
                                + sum(Algorithm.SHA256, "right").hex()));
        assertThat(world.statusOf("2")).isEqualTo("error");
        assertThat(world.statusOf("1")).isEqualTo("ready");
        assertThat(report.requests().contentReads()).as("downloads").isZero();
        engine.undo(report.runId());
        assertThat(world.statusOf("2")).isEqualTo("ready");
    }

    @Test
    void nothingBeyondTheSizeIsHeldAgainstUnlessAsked() {
        record("1", expecting(Algorithm.SHA256, "right"), "wrong");
        assertThat(world.dryRun().isClean()).isTrue();
    }

    @Test
    @DisplayName("H19: an ETag proves that it is the MD5 only where it is")
    void etagThatIsTheMd5Verifies() {
        record("1", expecting(Algorithm.MD5, "right"), "right");
        record("2", expecting(Algorithm.MD5, "right"), "other");
        bend(there -> {
            StoredObject is = there.object();
            String md5 = sum(Algorithm.MD5, is.key().value().contains("1") ? "right" : "other")
                    .hex();
            return new Presence.Present(
                    new StoredObject(is.key(), is.size(), md5, is.lastModified(), null), there.details());
        });
        RunReport report = run(checking(Integrity.CHECKSUM).strategy(Strategy.PROBE));
        assertThat(report.verification()).isEqualTo(counts(1, 1, 0, 0));
        assertThat(report.mismatched()).isZero();
    }

    @Test
    void contentIsReadOnlyWhereTheStoreCantSay() {
        record("1", expecting(Algorithm.SHA256, "right"), "right");
        record("2", expecting(Algorithm.MD5, "right"), "right");
        record("3", expecting(Algorithm.MD5, "right"), "wrong");
        RunReport report = run(checking(Integrity.CHECKSUM, Integrity.CONTENT).apply());
        assertThat(report.verification()).isEqualTo(counts(2, 0, 0, 0));
        assertThat(report.mismatched()).isOne();
        assertThat(world.statusOf("3")).isEqualTo("error");
        assertThat(report.requests().contentReads())
                .as("one for the right one, two for the wrong one, and two again before it is marked")
                .isEqualTo(5);
    }

    @Test
    void bigContentIsReadInParts() {
        String big = "x".repeat((4 << 20) + 17);
        record("1", expecting(Algorithm.MD5, big), big);
        RunReport report = run(checking(Integrity.CONTENT));
        assertThat(report.verification()).isEqualTo(counts(1, 0, 0, 0));
        assertThat(report.requests().contentReads()).isEqualTo(2);
    }

    @Test
    @DisplayName("H17: what is archived isn't read, and isn't bad")
    void archivedContentIsUnverifiable() {
        record("1", expecting(Algorithm.MD5, "right"), "wrong");
        bend(there -> new Presence.Present(there.object(), new Details(List.of(), Map.of(), true)));
        assertThat(run(checking(Integrity.CONTENT)).verification()).isEqualTo(counts(0, 1, 0, 0));
        assertThat(world.store.reads()).isZero();
    }

    @Test
    @DisplayName("H17: so is what turns out to be archived when it is read")
    void contentThatTurnsOutToBeArchivedIsUnverifiable() {
        record("1", expecting(Algorithm.MD5, "right"), "wrong");
        world.store.onRead((part, nth, real) -> {
            throw new StoreException(Doubt.ARCHIVED, "it is in the archive");
        });
        RunReport report = run(checking(Integrity.CONTENT));
        assertThat(report.verification()).isEqualTo(counts(0, 1, 0, 0));
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    void contentThatComesDifferentlyEachTimeProvesNothing() {
        record("1", expecting(Algorithm.MD5, "right"), "wrong");
        world.store.onRead((part, nth, real) -> bytes("wron" + nth % 10));
        RunReport report = run(checking(Integrity.CONTENT).apply());
        assertThat(report.verification()).isEqualTo(counts(0, 0, 1, 0));
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(world.statusOf("1")).isEqualTo("ready");
    }

    @Test
    void contentThatEndsEarlyOrDoesntComeProvesNothing() {
        record("1", expecting(Algorithm.MD5, "right"), "right");
        record("2", expecting(Algorithm.MD5, "right"), "right");
        world.store.onRead((part, nth, real) -> {
            if (part.object().key().value().contains("1")) {
                return bytes("righ");
            }
            throw new StoreException(Doubt.UNAVAILABLE, "the store is away");
        });
        RunReport report = run(checking(Integrity.CONTENT).apply());
        assertThat(report.verification()).isEqualTo(counts(0, 0, 2, 0));
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.marks().proposed()).isZero();
    }

    @Test
    void objectThatIsWrittenWhileItIsReadIsAConflict() {
        record("1", expecting(Algorithm.MD5, "right"), "wrong");
        world.store.onRead((part, nth, real) -> {
            world.objects.put(World.original("1"), bytes("newer"));
            return real.apply(part);
        });
        RunReport report = run(checking(Integrity.CONTENT).apply());
        assertThat(report.verification()).isEqualTo(counts(0, 0, 0, 1));
        assertThat(report.mismatched()).isZero();
    }

    @Test
    void objectThatIsWrittenAfterItWasComparedIsntMismatched() {
        record("1", expecting(Algorithm.SHA256, "right"), "wrong");
        AtomicInteger described = new AtomicInteger();
        world.store.onStat((key, nth, real) -> {
            Presence answer = real.apply(key);
            if (answer instanceof Presence.Present there && !there.details().equals(Details.NONE)) {
                described.incrementAndGet();
                world.objects.put(World.original("1"), bytes("right"));
            }
            return answer;
        });
        RunReport report = run(checking(Integrity.CHECKSUM).apply());
        assertThat(described.get()).isPositive();
        assertThat(report.mismatched()).isZero();
        assertThat(world.statusOf("1")).isEqualTo("ready");
    }

    @Test
    void metadataIsHeldAgainstItsColumn() {
        Expectation hundred = Expectation.NONE.with("record-count", "100");
        record("1", hundred, "a", Map.of("record-count", "100 "));
        record("2", hundred, "b", Map.of("record-count", "99"));
        record("3", hundred, "c", Map.of("something-else", "100"));
        RunReport report = run(checking(Integrity.METADATA));
        assertThat(report.verification()).isEqualTo(counts(1, 1, 0, 0));
        assertThat(report.examples().get(0).message())
                .isEqualTo("original mismatched: original/2.jpg has metadata record-count 99, expected 100");
    }

    @Test
    void planIsAppliedByLookingAgain() {
        record("1", expecting(Algorithm.SHA256, "right"), "wrong");
        record("2", expecting(Algorithm.SHA256, "right"), "wrong");
        RunReport planned = run(checking(Integrity.CHECKSUM));
        assertThat(planned.mismatched()).isEqualTo(2);
        world.records.put(
                "2",
                "ready",
                World.LONG_AGO,
                new Reference(
                        new RecordId("2"),
                        "original",
                        ObjectKey.of(World.original("2")),
                        expecting(Algorithm.SHA256, "wrong"),
                        true));
        RunReport applied = engine.apply(planned.runId());
        assertThat(world.statusOf("1")).isEqualTo("error");
        assertThat(world.statusOf("2")).as("whose expectation was mended").isEqualTo("ready");
        assertThat(applied.marks().conflicts()).isOne();
    }

    @Test
    void eachRunGoesOnWhereTheLastCameTo() {
        for (int i = 10; i < 20; i++) {
            record(String.valueOf(i), expecting(Algorithm.MD5, "right"), "right");
        }
        List<Set<String>> read = new ArrayList<>();
        world.store.onRead((part, nth, real) -> {
            read.get(read.size() - 1).add(part.object().key().value());
            return real.apply(part);
        });
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            read.add(new HashSet<>());
            world.time = world.time.plusSeconds(60);
            RunReport report = run(checking(Integrity.CONTENT).verification(Verification.ALL.share(0.3)));
            assertThat(report.verification().verified()).as("of run %s", i).isEqualTo(3);
            all.addAll(read.get(i));
        }
        assertThat(all).hasSize(10);
        assertThat(read.get(1)).doesNotContainAnyElementsOf(read.get(0));
    }

    @Test
    void noObjectIsBegunAfterItsTime() {
        for (int i = 10; i < 20; i++) {
            record(String.valueOf(i), expecting(Algorithm.MD5, "right"), "right");
        }
        world.store.onRead((part, nth, real) -> {
            world.time = world.time.plus(Duration.ofMinutes(1));
            return real.apply(part);
        });
        RunReport report =
                run(checking(Integrity.CONTENT).verification(Verification.ALL.within(Duration.ofMinutes(3))));
        assertThat(report.verification().verified()).isBetween(3L, 4L);
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    void resumedRunVerifiesEachOnce() {
        for (int i = 10; i < 30; i++) {
            record(String.valueOf(i), expecting(Algorithm.MD5, "right"), i % 10 == 3 ? "wrong" : "right");
        }
        Set<String> read = new HashSet<>();
        world.store.onRead((part, nth, real) -> {
            if (nth == 10) {
                Thread.currentThread().interrupt();
                throw new StoreException(Doubt.INTERRUPTED, "interrupted");
            }
            read.add(part.object().key().value());
            return real.apply(part);
        });
        RunReport cut = run(checking(Integrity.CONTENT));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cut.state()).isEqualTo(RunState.CANCELLED);
        long before = cut.verification().verified() + cut.mismatched();
        assertThat(before).isBetween(1L, 19L);
        read.clear();
        RunReport whole = engine.resume(cut.runId());
        assertThat(whole.verification()).isEqualTo(counts(18, 0, 0, 0));
        assertThat(whole.mismatched()).isEqualTo(2);
        assertThat(read).as("read after it was resumed").hasSize((int) (20 - before));
    }

    @Test
    void objectThatIsBackIsntRecoveredIfItsContentIsAnother() {
        record("1", expecting(Algorithm.MD5, "right"), "wrong");
        record("2", expecting(Algorithm.SHA256, "right"), "wrong");
        record("3", Expectation.NONE, "witness");
        run(checking(Integrity.CHECKSUM, Integrity.CONTENT).apply().guardrails(Guardrails.DEFAULT.accepting(2)));
        assertThat(world.statusOf("1")).isEqualTo("error");
        ReconcileRequest.Builder restoring = ReconcileRequest.builder()
                .apply()
                .recovered(RecoveryPolicy.RESTORE_STATUS)
                .guardrails(Guardrails.DEFAULT.accepting(2));
        assertThat(run(restoring).recovered()).as("of the same wrong objects").isZero();
        world.objects.put(World.original("1"), bytes("right"));
        world.objects.put(World.original("2"), bytes("right"));
        RunReport restored = run(restoring);
        assertThat(restored.recovered()).isEqualTo(2);
        assertThat(restored.restores().applied()).isEqualTo(2);
        assertThat(world.statusOf("1")).isEqualTo("ready");
    }

    @Test
    void onlyExistenceIsLookedAtWhereOnlyThatIsAsked() {
        record("1", Expectation.ofSize(99), "wrong");
        assertThat(run(checking(Integrity.SIZE)).mismatched()).isOne();
        assertThat(run(checking(Integrity.EXISTENCE)).isClean()).isTrue();
    }

    @Test
    void referenceOfAnotherSizeIsFoundOnce() {
        record("1", new Expectation(OptionalLong.of(99), List.of(sum(Algorithm.SHA256, "right")), Map.of()), "wrong");
        RunReport report = run(checking(Integrity.CHECKSUM));
        assertThat(report.mismatched()).isOne();
        assertThat(report.examples())
                .singleElement()
                .satisfies(found -> assertThat(
                                ((Finding.Mismatch) found).difference().isOfSizes())
                        .isTrue());
    }

    @Test
    @DisplayName("H1: a mismatch in a bucket that nobody can vouch for is none")
    void mismatchNeedsAWitness() {
        record("1", expecting(Algorithm.SHA256, "right"), "wrong");
        world.store.onStat((key, nth, real) -> {
            Presence answer = real.apply(key);
            return answer instanceof Presence.Present there
                    ? new Presence.Present(
                            new StoredObject(key, there.object().size(), "other" + nth, World.LONG_AGO, null),
                            there.details())
                    : answer;
        });
        RunReport report = run(checking(Integrity.CHECKSUM).apply());
        assertThat(report.mismatched()).isZero();
        assertThat(world.statusOf("1")).isEqualTo("ready");
    }
}
