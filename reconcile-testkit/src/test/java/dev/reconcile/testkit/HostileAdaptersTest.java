package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that break their contract: a run says so in its report, and nothing follows from their answers. */
class HostileAdaptersTest {

    private static final ReconcileRequest APPLYING = ReconcileRequest.applying();

    private final World world = World.of(500);

    private static RuntimeException bug() {
        return new IllegalStateException("a mistake in the adapter");
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"SWEEP", "PROBE"})
    @DisplayName("I2: a look that throws is unknown")
    void aLookThatThrowsIsUnknown(Strategy strategy) {
        world.objects.remove(World.original("7"));
        world.objects.remove(World.original("8"));
        world.store.onStat(Fault.<ObjectKey, Presence>failing(HostileAdaptersTest::bug)
                .when(key -> key.value().equals(World.original("7"))));

        RunReport report = world.run(APPLYING.toBuilder().strategy(strategy).build());

        assertThat(report)
                .hasState(RunState.INCOMPLETE)
                .hasMissing(1)
                .hasUnknown(1)
                .hasMarked(1);
        assertThat(world.statusOf("7")).isEqualTo("ready");
    }

    @Test
    @DisplayName("I2: a listing that throws is no listing")
    void aListingThatThrowsIsNoListing() {
        world.objects.remove(World.original("7"));
        world.store.onList(Fault.failing(HostileAdaptersTest::bug));

        assertThat(world.run(ReconcileRequest.dryRun()))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .hasUnknown(1000);
    }

    @Test
    @DisplayName("I2: a catalog that throws ends in the report")
    void aCatalogThatThrowsEndsInTheReport() {
        world.objects.remove(World.original("7"));
        world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
        world.catalog.onFind(Fault.failing(HostileAdaptersTest::bug));
        world.catalog.onLookUp(Fault.failing(HostileAdaptersTest::bug));
        assertThat(world.run(APPLYING))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .hasUnknown(1)
                .hasOrphans(0);

        world.catalog.onRead(Fault.failing(HostileAdaptersTest::bug));
        assertThat(world.run(APPLYING)).hasState(RunState.INCOMPLETE);
    }

    @Test
    @DisplayName("H63: marks whose outcomes can't be told apart are read back, and the report isn't lost")
    void outcomesOfAnotherNumberAreNoOutcomes() {
        world.objects.remove(World.original("7"));
        world.objects.remove(World.original("8"));
        world.catalog.onMark(Fault.changing(outcomes -> outcomes.subList(1, outcomes.size())));

        RunReport report = world.run(APPLYING);

        assertThat(report).hasState(RunState.INCOMPLETE).hasMarked(2);
        assertThat(report.marks().attempted()).isEqualTo(2);
        assertThat(world.statusOf("7")).isEqualTo("error");
    }

    @Test
    void aMarkThatThrowsIsFailedAndTheReportIsNotLost() {
        world.objects.remove(World.original("7"));
        world.catalog.onMark(Fault.failing(HostileAdaptersTest::bug));

        RunReport report = world.run(APPLYING);

        assertThat(report).hasState(RunState.INCOMPLETE);
        assertThat(report.marks().failed()).isEqualTo(1);
    }

    @Test
    @DisplayName("H63: a mark whose retry a stop cuts off was attempted all the same")
    void aMarkCutOffBetweenTriesWasAttempted() {
        world.objects.remove(World.original("7"));
        Thread runner = Thread.currentThread();
        world.catalog.onMark(Fault.<List<Mark>, List<MarkResult>>failing(() -> {
                    runner.interrupt();
                    return new CatalogException("The connection broke", true, null);
                })
                .afterTheFact());

        RunReport report = world.engine().executor(task -> {}).build().run(APPLYING);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report).hasState(RunState.CANCELLED);
        assertThat(world.statusOf("7")).as("it was written").isEqualTo("error");
        assertThat(report.marks().attempted()).isEqualTo(1);
        assertThat(report.marks().failed()).isEqualTo(1);
    }

    @Test
    @DisplayName("I1: a look that shows another object is no answer, and no witness")
    void aLookAtAnotherObjectIsNoAnswer() {
        world.objects.remove(World.original("7"));
        StoredObject other = new StoredObject(ObjectKey.of("other"), 10, "e", World.LONG_AGO, null);
        world.store.onStat((key, call, real) ->
                real.apply(key).kind() == Presence.Kind.ABSENT ? Presence.absent() : Presence.present(other));

        assertThat(world.run(APPLYING))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .hasUnknown(1)
                .changedNothing();
    }

    @Test
    @DisplayName("I7: a record given for another is no answer")
    void aRecordGivenForAnotherIsNoAnswer() {
        for (String id : List.of("a", "b")) {
            world.records.put(id, "ready", World.LONG_AGO, World.reference(id, "original", "shared.jpg", true));
        }
        world.catalog.onLookUp((ids, call, real) -> {
            Map<RecordId, CatalogRecord> mixedUp = new HashMap<>();
            ids.forEach(id -> mixedUp.put(id, world.records.record("b").orElseThrow()));
            return mixedUp;
        });

        assertThat(world.run(APPLYING))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .hasUnknown(2);
    }

    @Test
    @DisplayName("H54: a role that the profile doesn't name ends the run in its report")
    void aRoleThatTheProfileDoesNotNameEndsInTheReport() {
        world.catalog.onRead(Fault.changing(page -> {
            List<CatalogRecord> records = new ArrayList<>(page.records());
            records.set(
                    0,
                    new CatalogRecord(
                            new RecordId("1"),
                            "ready",
                            null,
                            false,
                            World.LONG_AGO,
                            Map.of(),
                            List.of(World.reference("1", "thumbnail", "t/1.jpg", true)),
                            List.of()));
            return new CatalogPage(records, page.next());
        }));

        RunReport report = world.run(APPLYING);

        assertThat(report).hasState(RunState.INCOMPLETE).changedNothing();
        assertThat(report.problems()).anyMatch(problem -> problem.contains("'thumbnail'"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    @DisplayName("H54: a catalog whose pages turn in a circle of any length ends")
    void catalogsThatTurnInACircleEnd(int length) {
        world.catalog.onRead((query, call, real) ->
                new CatalogPage(real.apply(query).records(), new RecordId(String.valueOf(1 + call % length))));

        assertThat(world.run(APPLYING.toBuilder().batchSize(3).build()))
                .hasState(RunState.INCOMPLETE)
                .changedNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    @DisplayName("H6: an unordered listing whose pages turn in a circle of any length ends")
    void unorderedListingsThatTurnInACircleEnd(int length) {
        world.store.profile(new StoreProfile("directory bucket", ListOrder.NONE, KeyRules.S3));
        List<StoredObject> objects = world.objects.list(ListRequest.of("")).objects();
        world.store.onList((request, call, real) -> {
            int page = (int) (call % length);
            return new ListPage(
                    objects.subList(page, page + 1),
                    request.continued(objects.get(page).key(), "token " + page));
        });

        assertThat(world.run(ReconcileRequest.dryRun()))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .hasUnknown(1000);
    }

    @Test
    @DisplayName("H91: a listing that was interrupted without the thread's flag cancels the run")
    void anInterruptedListingCancels() {
        world.store.onList(Fault.failing(() -> new StoreException(Doubt.INTERRUPTED, "Interrupted")));

        assertThat(world.dryRun()).hasState(RunState.CANCELLED);
    }

    @Test
    @DisplayName("H1: a bucket that goes after the listing leaves its orphans unknown, not vanished")
    void orphansOfABucketThatIsGoneAreUnknown() {
        world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
        world.store.onStat(Fault.answering(Presence.absent()));

        RunReport report = world.dryRun();

        assertThat(report).hasState(RunState.INCOMPLETE).hasOrphans(0);
        assertThat(report.objects().vanished()).isZero();
        assertThat(report.objects().unknown()).isEqualTo(1);
    }

    @Test
    @DisplayName("H1: a bucket that goes after the listing leaves what mismatched unknown, not changed")
    void mismatchesOfABucketThatIsGoneAreUnknown() {
        world.objects.put(World.original("7"), 11, World.LONG_AGO);
        world.store.onStat(Fault.answering(Presence.absent()));

        assertThat(world.dryRun()).hasState(RunState.INCOMPLETE).hasUnknown(1);
    }

    @Test
    @DisplayName("H1: nothing is in order in a bucket that isn't there, even if only mismatches are sought")
    void aProbeForMismatchesOfABucketThatIsGoneIsUnknown() {
        world.store.onStat(Fault.answering(Presence.absent()));
        world.store.onList(Fault.failing(() -> new StoreException(Doubt.WRONG_ENDPOINT, "There is no such bucket")));

        assertThat(world.run(ReconcileRequest.builder()
                        .kinds(FindingKind.MISMATCH)
                        .strategy(Strategy.PROBE)
                        .build()))
                .hasState(RunState.INCOMPLETE)
                .hasUnknown(1000);
    }

    @Test
    @DisplayName("H31: a range that ends on a key of another order isn't over")
    void anOrderBrokenAtTheEndOfARangeIsNoticed() {
        World hostile = new World();
        for (int i = 0; i < 3000; i++) {
            String key = "\uE000/" + i;
            hostile.records.put("" + i, "ready", World.LONG_AGO, World.reference("" + i, "original", key, true));
            hostile.objects.put(key, 10, World.LONG_AGO);
        }
        hostile.objects.put("\uE000/stray", 10, World.LONG_AGO);
        hostile.objects.put("\uD83D\uDC26/stray", 10, World.LONG_AGO);
        hostile.store.onList((request, call, real) -> {
            List<StoredObject> all = new ArrayList<>();
            for (ListRequest next = ListRequest.of(""); next != null; ) {
                ListPage page = hostile.objects.list(next);
                all.addAll(page.objects());
                next = page.next();
            }
            all.sort((a, b) -> a.key().value().compareTo(b.key().value())); // UTF-16
            ObjectKey after = request.after();
            all.removeIf(object -> after != null && object.key().value().compareTo(after.value()) <= 0);
            int end = Math.min(all.size(), 1000);
            return new ListPage(
                    all.subList(0, end),
                    end == all.size()
                            ? null
                            : request.continued(all.get(end - 1).key(), null));
        });

        assertThat(hostile.dryRun()).hasOrphans(2).hasMissing(0).hasUnknown(0);
    }

    @Test
    void anyRateIsARate() {
        assertThat(world.run(ReconcileRequest.builder()
                        .requestsPerSecond(Integer.MAX_VALUE)
                        .build()))
                .isClean();
    }

    @Test
    void nullsForAnswersEndInTheReport() {
        world.objects.remove(World.original("7"));
        world.catalog.onMark((marks, call, real) -> Collections.nCopies(marks.size(), null));

        RunReport report = world.run(APPLYING);

        assertThat(report).hasState(RunState.INCOMPLETE);
        assertThat(report.marks().failed()).isEqualTo(1);
    }
}
