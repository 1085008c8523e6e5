package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test is a way to mark a good record or to call a good object an orphan, and that it doesn't happen. */
class EngineHazardsTest {

    private static final ReconcileRequest APPLYING = ReconcileRequest.applying();

    private final World world = World.of(500);

    private static StoreException unavailable() {
        return new StoreException(Doubt.UNAVAILABLE, "The store is away");
    }

    private static CatalogException databaseAway() {
        return new CatalogException("The database is away", true, null);
    }

    private void assertNoRecordIsMarked() {
        for (int i = 1; i <= 500; i++) {
            assertThat(world.statusOf(String.valueOf(i))).as("record %s", i).isEqualTo("ready");
        }
    }

    @Nested
    class AnAbsentAnswerThatProvesNothing {

        @Test
        @DisplayName("H1, H70, H72: a bucket that is gone answers 404 for everything, and nothing is missing")
        void bucketThatIsGoneMarksNothing() {
            world.objects.remove(World.original("7"));
            // the listing still came, then the bucket went
            world.store.onStat(Fault.answering(Presence.absent()));

            RunReport report = world.run(APPLYING);

            assertThat(report)
                    .hasState(RunState.INCOMPLETE)
                    .hasMissing(0)
                    .hasUnknown(1)
                    .changedNothing();
            assertThat(report.problems())
                    .anyMatch(problem -> problem.contains("nothing proves that the bucket itself"));
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 10, 100, 400})
        @DisplayName("H1: a bucket that goes in the middle of a probe marks nothing judged since its last proof")
        void bucketThatGoesInTheMiddleOfAProbeMarksNothing(long call) {
            world.store.onStat(
                    Fault.<ObjectKey, Presence>answering(Presence.absent()).fromCall(call));
            world.store.onList(
                    Fault.failing(() -> new StoreException(Doubt.WRONG_ENDPOINT, "There is no such bucket")));

            assertThat(world.run(APPLYING.toBuilder().strategy(Strategy.PROBE).build()))
                    .hasMissing(0)
                    .changedNothing();
            assertNoRecordIsMarked();
        }

        @ParameterizedTest
        @EnumSource(
                value = Strategy.class,
                names = {"SWEEP", "PROBE"})
        @DisplayName("H72: another bucket in the place of ours has objects too, and proves nothing about ours")
        void swappedBucketMarksNothing(Strategy strategy) {
            World other = new World();
            other.objects.put("something/else", 1, World.LONG_AGO);
            long swapAt = strategy == Strategy.SWEEP ? 2 : 997;
            world.objects.remove(World.original("7"));
            world.store.onStat((key, call, real) -> call >= swapAt ? other.objects.stat(key) : real.apply(key));
            world.store.onList((request, call, real) ->
                    world.store.stats() >= swapAt ? other.objects.list(request) : real.apply(request));

            RunReport report = world.run(
                    APPLYING.toBuilder().strategy(strategy).concurrency(1).build());

            assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0).changedNothing();
            assertNoRecordIsMarked();
        }

        @Test
        @DisplayName("H1: a witness may go rightfully, another is asked")
        void anotherWitnessIsAsked() {
            world.objects.remove(World.staged("99"));
            world.store.onStat((key, call, real) -> {
                // what was listed last goes while the run looks
                world.objects.remove(World.staged("98"));
                return real.apply(key);
            });

            assertThat(world.run(ReconcileRequest.builder().concurrency(1).build())
                            .role("staged")
                            .missing())
                    .isPositive();
        }

        @ParameterizedTest
        @EnumSource(Doubt.class)
        @DisplayName("H2, H3, H10: whatever isn't an answer is unknown, not missing")
        void whatIsNoAnswerIsUnknown(Doubt doubt) {
            world.objects.remove(World.original("7"));
            world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(doubt, "No answer"))
                    .when(key -> key.value().equals(World.original("7"))));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasMissing(0).hasUnknown(1).changedNothing();
            assertThat(report.state()).isIn(RunState.INCOMPLETE, RunState.CANCELLED);
        }

        @Test
        @DisplayName("H2: a store that forbids to see what is absent is refused before anything is read")
        void storeThatForbidsToSeeAbsenceIsRefused() {
            world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(Doubt.FORBIDDEN, "403"))
                    .when(key -> key.value().contains("preflight")));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.INCOMPLETE).changedNothing();
            assertThat(report.problems()).singleElement().asString().contains("s3:ListBucket");
            assertThat(report.records()).isZero();
        }

        @Test
        @DisplayName("H4: an endpoint that has every key is no store")
        void endpointThatHasEveryKeyIsRefused() {
            world.store.onStat(
                    (key, call, real) -> Presence.present(new StoredObject(key, 10, "portal", World.LONG_AGO, null)));

            assertThat(world.run(APPLYING)).hasState(RunState.INCOMPLETE).changedNothing();
        }

        @Test
        @DisplayName("H13: permission that goes between scan and apply stops the apply")
        void permissionThatGoesBeforeApplyStopsIt() {
            world.objects.remove(World.original("7"));
            boolean[] scanned = new boolean[1];
            world.store.onStat((key, call, real) -> {
                if (key.value().contains("preflight") && scanned[0]) {
                    return Presence.unknown(Doubt.FORBIDDEN, "403");
                }
                scanned[0] |= key.value().contains("preflight");
                return real.apply(key);
            });

            assertThat(world.run(APPLYING))
                    .hasState(RunState.INCOMPLETE)
                    .hasMissing(1)
                    .changedNothing();
        }

        @Test
        @DisplayName(
                "H11, H88: credentials that are refused for everything end the run after a bounded number of requests")
        void refusedCredentialsEndTheRun() {
            world.store.onStat(Fault.<ObjectKey, Presence>answering(
                            Presence.unknown(Doubt.FORBIDDEN, "The credentials have expired"))
                    .fromCall(100));

            RunReport report =
                    world.run(APPLYING.toBuilder().strategy(Strategy.PROBE).build());

            assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0).changedNothing();
            assertThat(world.store.stats()).isLessThan(200);
            assertThat(report.problems()).contains("The credentials have expired");
        }

        @Test
        @DisplayName("H88: in an outage retries don't multiply the requests")
        void outageDoesNotMultiplyRequests() {
            world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(Doubt.UNAVAILABLE, "503"))
                    .fromCall(500));

            RunReport report = world.run(ReconcileRequest.builder()
                    .strategy(Strategy.PROBE)
                    .concurrency(1)
                    .build());

            assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0);
            assertThat(report.requests().retries())
                    .isBetween(1L, 20 + report.requests().stats() / 10);
        }
    }

    @Nested
    class AListingThatLies {

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        @DisplayName("H5, H6, H73: a page that fails nominates nothing and its range gives no orphans")
        void failedPageNominatesNothing(int page) {
            for (int i = 0; i < 3000; i++) {
                world.objects.put("a-stray/" + i, 1, World.LONG_AGO);
            }
            world.store.onList(Fault.<ListRequest, ListPage>failing(EngineHazardsTest::unavailable)
                    .fromCall(page));

            RunReport report =
                    world.run(ReconcileRequest.builder().concurrency(1).build());

            assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0).hasOrphans(0);
            assertThat(report.problems()).contains("The store is away");
            assertThat(report.unknown() + report.objects().unknown()).isPositive();
        }

        @Test
        @DisplayName("H6: a listing that turns in a circle ends")
        void circularListingEnds() {
            world.store.onList((request, call, real) -> {
                ListPage page = real.apply(ListRequest.of("").maxKeys(100));
                return new ListPage(page.objects(), request);
            });

            assertThat(world.run(APPLYING)).hasMissing(0).hasOrphans(0).changedNothing();
            assertThat(world.store.lists()).isLessThan(20);
        }

        @Test
        @DisplayName("H6: pages that are empty and always promise more end")
        void endlessEmptyPagesEnd() {
            world.store.onList(
                    (request, call, real) -> new ListPage(List.of(), new ListRequest("", null, "token-" + call, 1000)));

            assertThat(world.run(APPLYING.toBuilder().concurrency(1).build()))
                    .hasMissing(0)
                    .changedNothing();
        }

        @Test
        @DisplayName("H7: a blank listing of a full store halts, and every object turns out to be there")
        void blankListingHalts() {
            world.store.onList(Fault.answering(new ListPage(List.of(), null)));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.HALTED).hasMissing(0).changedNothing();
            assertThat(report.guardrails()).anyMatch(tripped -> tripped.contains("the listing is empty"));
            assertThat(report.role("original").hidden()).isEqualTo(500);
        }

        @Test
        @DisplayName("H7: a blank listing and a store that answers 404 for everything mark nothing")
        void blankStoreMarksNothing() {
            world.store.onList(Fault.answering(new ListPage(List.of(), null)));
            world.store.onStat(Fault.answering(Presence.absent()));

            RunReport report = world.run(APPLYING.toBuilder()
                    .guardrails(APPLYING.guardrails().accepting(500))
                    .build());

            assertThat(report).hasMissing(0).changedNothing();
            assertNoRecordIsMarked();
        }

        @Test
        @DisplayName("H8: objects hidden from the listing are looked at, and found")
        void hiddenObjectsAreNotMissing() {
            Random random = new Random(5);
            world.store.onList(Fault.changing(page -> changed(page, objects -> {
                objects.removeIf(object -> random.nextInt(20) == 0);
                return objects;
            })));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.COMPLETE).hasMissing(0).changedNothing();
            assertThat(report.role("original").hidden()).isPositive();
        }

        @Test
        @DisplayName("H9: objects that are listed and not there are no orphans")
        void ghostsAreNoOrphans() {
            world.store.onList(Fault.changing(page -> changed(page, objects -> {
                objects.add(0, new StoredObject(ObjectKey.of("a-ghost"), 1, "e", World.LONG_AGO, null));
                return objects;
            })));

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).hasState(RunState.COMPLETE).hasOrphans(0);
            assertThat(report.objects().vanished()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3})
        @DisplayName("H31: a listing out of order is noticed, dropped and sorted")
        void disorderedListingIsSorted(long seed) {
            World large = World.of(3000);
            large.objects.remove(World.original("7"));
            large.objects.put("original/stray.jpg", 1, World.LONG_AGO);
            List<StoredObject> shuffled = new ArrayList<>();
            ListRequest next = ListRequest.of("");
            while (next != null) {
                ListPage page = large.objects.list(next);
                shuffled.addAll(page.objects());
                next = page.next();
            }
            Collections.shuffle(shuffled, new Random(seed));
            large.store.onList((request, call, real) -> pageOf(shuffled, request));

            RunReport report = large.run(ReconcileRequest.dryRun());

            assertThat(report).hasMissing("original", 1).hasOrphans(1).hasUnknown(0);
        }

        @Test
        @DisplayName("H31: a store that promises no order is sorted at once")
        void unorderedStoreIsSorted() {
            world.objects.remove(World.original("7"));
            world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
            List<StoredObject> reversed =
                    new ArrayList<>(world.objects.list(ListRequest.of("")).objects());
            reversed.sort(Comparator.comparing(StoredObject::key).reversed());
            world.store.profile(new StoreProfile("directory bucket", ListOrder.NONE, KeyRules.S3));
            world.store.onList((request, call, real) -> pageOf(reversed, request));

            assertThat(world.run(ReconcileRequest.dryRun()))
                    .hasState(RunState.COMPLETE)
                    .hasMissing(1)
                    .hasOrphans(1);
        }

        /** Pages of 100 in the given order, continued by token. */
        private ListPage pageOf(List<StoredObject> all, ListRequest request) {
            String token = request.token();
            int from = token == null ? 0 : Integer.parseInt(token);
            int to = Math.min(all.size(), from + 100);
            List<StoredObject> page = all.subList(from, to);
            return new ListPage(
                    page,
                    to == all.size()
                            ? null
                            : request.continued(page.get(page.size() - 1).key(), String.valueOf(to)));
        }

        private ListPage changed(ListPage page, UnaryOperator<List<StoredObject>> change) {
            return new ListPage(change.apply(new ArrayList<>(page.objects())), page.next());
        }
    }

    @Nested
    class ACatalogThatFails {

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 5})
        @DisplayName("H54, H67: a catalog page that fails ends the run without a finding")
        void failedCatalogPageEndsTheRun(long page) {
            world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
            world.objects.remove(World.original("7"));
            world.catalog.onRead((query, call, real) -> {
                if (call >= page) {
                    throw databaseAway();
                }
                return real.apply(query);
            });

            RunReport report = world.run(APPLYING.toBuilder().batchSize(100).build());

            assertThat(report)
                    .hasState(RunState.INCOMPLETE)
                    .hasMissing(0)
                    .hasOrphans(0)
                    .changedNothing();
            assertThat(report.problems()).contains("The database is away");
            assertThat(world.store.lists())
                    .as("but for the witnesses nothing is listed for half a small catalog")
                    .isEqualTo(1);
        }

        @Test
        @DisplayName("H54: a catalog that turns in a circle ends")
        void circularCatalogEnds() {
            world.catalog.onRead((query, call, real) -> {
                CatalogPage page = real.apply(query);
                return new CatalogPage(page.records(), new RecordId("1"));
            });

            assertThat(world.run(APPLYING)).hasState(RunState.INCOMPLETE).changedNothing();
        }

        @Test
        @DisplayName("H10: a page that fails once is read again")
        void oneFailureIsRetried() {
            world.catalog.onRead(Fault.<CatalogQuery, CatalogPage>failing(EngineHazardsTest::databaseAway)
                    .onCall(1));
            world.store.onList(Fault.<ListRequest, ListPage>failing(EngineHazardsTest::unavailable)
                    .onCall(1));
            world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(Doubt.UNAVAILABLE, "503"))
                    .onCall(1));

            RunReport report = world.run(APPLYING);

            assertThat(report).isClean();
            assertThat(report.requests().retries()).isEqualTo(3);
        }

        @Test
        @DisplayName("H55: an empty catalog makes no orphan of anything")
        void emptyCatalogMakesNoOrphans() {
            World empty = new World();
            for (int i = 0; i < 50; i++) {
                empty.objects.put("original/" + i, 1, World.LONG_AGO);
            }

            RunReport report = empty.apply();

            assertThat(report).hasState(RunState.HALTED).hasOrphans(0);
            assertThat(report.objects().unknown()).isEqualTo(50);
            assertThat(report.guardrails()).anyMatch(tripped -> tripped.contains("the catalog is empty"));
        }

        @Test
        @DisplayName("H54: orphans that can't be asked for again are unknown")
        void failedLookUpByKeyMakesOrphansUnknown() {
            world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
            world.catalog.onFind(Fault.failing(EngineHazardsTest::databaseAway));

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).hasState(RunState.INCOMPLETE).hasOrphans(0);
            assertThat(report.objects().unknown()).isEqualTo(1);
        }

        @Test
        @DisplayName("H47: as long as a value names no object of this store, nothing is surely an orphan")
        void foreignValuesSwitchOrphansOff() {
            world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
            RecordId id = new RecordId("9999");
            world.records.put(new CatalogRecord(
                    id,
                    "ready",
                    null,
                    false,
                    World.LONG_AGO,
                    Map.of(),
                    List.of(),
                    List.of(new UnusableReference(
                            id,
                            "original",
                            UnusableReference.Kind.FOREIGN,
                            "https://elsewhere.example.com/x",
                            "an unknown host"))));

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).hasState(RunState.INCOMPLETE).hasOrphans(0);
            assertThat(report.objects().unknown()).isEqualTo(1);
            assertThat(report.unusable().foreign()).isEqualTo(1);
        }

        @Test
        @DisplayName("H40, H43: a key this store can't have is unusable, and never asked for")
        void illegalKeysAreUnusable() {
            world.store.profile(new StoreProfile("strict", ListOrder.UTF8, KeyRules.FILE_SYSTEM));
            world.records.put("9999", "ready", World.LONG_AGO, World.reference("9999", "original", "a//../b", true));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasMissing(0).changedNothing();
            assertThat(report.unusable().unparsable()).isEqualTo(1);
        }
    }

    @Nested
    class AWorldThatMoves {

        @Test
        @DisplayName("H60: a record younger than the grace is skipped, however missing its object")
        void youngRecordsAreSkipped() {
            world.put("501", "ready", World.NOW.minus(Duration.ofMinutes(59)));
            world.put("502", "ready", World.NOW.plus(Duration.ofDays(1))); // H22: a clock that is ahead
            world.put("503", "ready", null); // H22: of unknown age
            world.put("504", "ready", World.NOW.minus(Duration.ofMinutes(61)));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasMissing("original", 1).hasMarked(1);
            assertThat(report.role("original").tooYoung()).isEqualTo(3);
            assertThat(world.statusOf("504")).isEqualTo("error");
        }

        @Test
        @DisplayName("H22, H60: an object younger than the grace, or of unknown age, is no orphan")
        void youngObjectsAreNoOrphans() {
            world.objects.put("a/young", 1, World.NOW.minus(Duration.ofHours(71)));
            world.objects.put("a/future", 1, World.NOW.plus(Duration.ofDays(2)));
            world.objects.put("a/unknown", 1, Instant.EPOCH);
            world.objects.put("a/old", 1, World.NOW.minus(Duration.ofHours(73)));

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).hasOrphans(1);
            assertThat(report.objects().tooYoung()).isEqualTo(3);
            assertThat(report.examples().get(0).key().value()).isEqualTo("a/old");
        }

        @Test
        @DisplayName("H59: a record written while the store is listed takes its object out of the orphans")
        void recordWrittenDuringTheListingTakesItsObject() {
            world.objects.put(World.original("new"), 10, World.LONG_AGO);
            world.store.onList((request, call, real) -> {
                if (isOfTheWalk(request)) {
                    world.ready("new");
                }
                return real.apply(request);
            });

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.COMPLETE).hasOrphans(0).changedNothing();
            assertThat(report.objects().conflicts()).isEqualTo(1);
        }

        @Test
        @DisplayName("H59: a record deleted with its object while the store is listed is not missing anything")
        void recordDeletedDuringTheListingIsNoFinding() {
            world.store.onList((request, call, real) -> {
                if (isOfTheWalk(request)) {
                    world.records.remove("7");
                    world.objects.remove(World.original("7"));
                    world.objects.remove(World.staged("7"));
                }
                return real.apply(request);
            });

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.COMPLETE).hasMissing(0);
            assertThat(report.role("original").conflicts()).isEqualTo(1);
        }

        /** And not for the witnesses, before anything else. */
        private static boolean isOfTheWalk(ListRequest request) {
            return request.maxKeys() == ListRequest.MAX_KEYS;
        }

        @Test
        @DisplayName("H74: an object that comes back between scan and apply is left alone")
        void objectThatComesBackIsLeftAlone() {
            world.objects.remove(World.original("7"));

            RunReport report = world.engine()
                    .listener(whenFound(() -> world.objects.put(World.original("7"), 10)))
                    .build()
                    .run(APPLYING);

            assertThat(report).hasMissing(1).changedNothing();
            assertThat(report.marks().conflicts()).isEqualTo(1);
            assertNoRecordIsMarked();
        }

        @Test
        @DisplayName("H62: a record the application repairs between scan and apply is left alone")
        void recordThatIsRepairedIsLeftAlone() {
            world.objects.remove(World.original("7"));

            RunReport report = world.engine()
                    .listener(whenFound(() -> world.records.put(
                            "7", "ready", World.LONG_AGO, World.reference("7", "original", World.original("8"), true))))
                    .build()
                    .run(APPLYING);

            assertThat(report).hasMissing(1).changedNothing();
            assertThat(report.marks().conflicts()).isEqualTo(1);
            assertNoRecordIsMarked();
        }

        @Test
        @DisplayName("H62: a record that changes between the last look and the mark is left to its new state")
        void compareAndSetKeepsTheApplicationsWrite() {
            world.objects.remove(World.original("7"));
            world.catalog.onMark((marks, call, real) -> {
                world.put("7", "archived", World.NOW);
                return real.apply(marks);
            });

            RunReport report = world.run(APPLYING);

            assertThat(report.marks().conflicts()).isEqualTo(1);
            assertThat(report).hasMarked(0);
            assertThat(world.statusOf("7")).isEqualTo("archived");
        }

        @Test
        @DisplayName("H63: a mark whose confirmation was lost is found to be there when it is tried again")
        void markWhoseConfirmationWasLostIsNotMadeTwice() {
            world.objects.remove(World.original("7"));
            world.catalog.onMark(Fault.<List<Mark>, List<MarkResult>>failing(EngineHazardsTest::databaseAway)
                    .afterTheFact()
                    .onCall(1));

            RunReport report = world.run(APPLYING);

            assertThat(report.marks().applied()).as("its message is ours").isEqualTo(1);
            assertThat(world.statusOf("7")).isEqualTo("error");
        }

        @Test
        @DisplayName("H64: marks that fail are counted as failed, not as done")
        void failedMarksAreNotDone() {
            world.objects.remove(World.original("7"));
            world.catalog.onMark(Fault.failing(EngineHazardsTest::databaseAway));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.INCOMPLETE).hasMarked(0);
            assertThat(report.marks().failed()).isEqualTo(1);
        }

        @Test
        @DisplayName("I4: a size that differs because the object is being replaced is no mismatch")
        void objectReplacedBetweenLooksIsNoMismatch() {
            world.objects.put(World.original("7"), 11, World.LONG_AGO);
            world.store.onStat((key, call, real) -> {
                if (key.value().equals(World.original("7"))) {
                    world.objects.put(World.original("7"), 12, World.LONG_AGO);
                }
                return real.apply(key);
            });

            RunReport report = world.run(APPLYING);

            assertThat(report).hasMismatched(0).changedNothing();
            assertThat(report.role("original").conflicts()).isEqualTo(1);
        }

        @Test
        @DisplayName("I4: an object replaced within the grace isn't held against a record yet")
        void freshlyReplacedObjectIsTooYoung() {
            world.objects.put(World.original("7"), 11, World.NOW.minus(Duration.ofMinutes(5)));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasState(RunState.COMPLETE).hasMismatched(0).changedNothing();
            assertThat(report.role("original").tooYoung()).isEqualTo(1);
        }

        @Test
        @DisplayName("H21, I4: without an ETag two looks can't be known to have seen the same")
        void mismatchWithoutETagIsUnknown() {
            world.objects.put(World.original("7"), 11, World.LONG_AGO);
            world.store.onStat((key, call, real) -> real.apply(key) instanceof Presence.Present present
                    ? Presence.present(new StoredObject(key, present.object().size(), null, World.LONG_AGO, null))
                    : real.apply(key));

            RunReport report = world.run(APPLYING);

            assertThat(report).hasMismatched(0).hasUnknown(1).changedNothing();
            assertThat(report.problems())
                    .as("why the run isn't complete")
                    .anyMatch(problem -> problem.contains("ETag"));
        }

        private RunListener whenFound(Runnable deed) {
            return new RunListener() {
                @Override
                public void found(Finding finding) {
                    deed.run();
                }
            };
        }
    }

    @Nested
    class KeysThatAreNearlyTheSame {

        @Test
        @DisplayName("H42: directory markers are no orphans")
        void directoryMarkersAreNoOrphans() {
            world.objects.put("original/", 0, World.LONG_AGO);

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).isClean();
            assertThat(report.objects().directoryMarkers()).isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({
            "u/Cafe\u0301.jpg, u/Caf\u00e9.jpg",
            "u/caf\u00e9.jpg, u/CAF\u00c9.JPG",
            "U/CAF\u00c9.JPG, u/caf\u00e9.jpg",
            "/u/Caf\u00e9.jpg, u/Caf\u00e9.jpg",
            "u/Caf%C3%A9.jpg, u/Caf\u00e9.jpg",
            "u/a+b, u/a b",
            "u/a b, u/a%20b"
        })
        @DisplayName("H34, H36, H44: the object of a reference in another form of its key is no orphan")
        void twinsAreNoOrphans(String twin, String key) {
            world.records.put("tw", "ready", World.LONG_AGO, World.reference("tw", "original", twin, true));
            world.objects.put(twin, 10, World.LONG_AGO);
            world.objects.put(key, 10, World.LONG_AGO);

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).isClean();
            assertThat(report.objects().twins()).isEqualTo(1);
        }

        @Test
        @DisplayName("H31, H32: keys beyond the basic plane sort as the store does")
        void supplementaryKeysJoin() {
            for (String key : List.of("k/\uFFFD", "k/\uD83D\uDE00", "k/\uE000", "k/z", "k/\u00e9")) {
                world.records.put(key, "ready", World.LONG_AGO, World.reference(key, "original", key, true));
                world.objects.put(key, 10, World.LONG_AGO);
            }

            RunReport report = world.run(ReconcileRequest.dryRun());

            assertThat(report).isClean();
            assertThat(report.role("original").hidden()).isZero();
        }
    }

    @Nested
    class Guards {

        @Test
        @DisplayName("H71: more than a hundred findings halt, a dry run says that they would")
        void massDriftHalts() {
            World large = World.of(20_000);
            for (int i = 1; i <= 101; i++) {
                large.objects.remove(World.original(String.valueOf(i)));
            }

            RunReport dry = large.dryRun();
            assertThat(dry).hasState(RunState.COMPLETE).hasMissing(101);
            assertThat(dry.guardrails()).isNotEmpty();

            RunReport report = large.apply();
            assertThat(report).hasState(RunState.HALTED).hasMissing(101).changedNothing();
            assertThat(report.guardrails()).anyMatch(tripped -> tripped.contains("101 findings of role original"));
            assertThat(large.catalog.marks()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 6})
        @DisplayName("H71: more than one in a hundred halts, where that is more than five")
        void ratioHalts(int missing) {
            for (int i = 1; i <= missing; i++) {
                world.objects.remove(World.original(String.valueOf(i)));
            }

            assertThat(world.apply()).hasState(missing > 5 ? RunState.HALTED : RunState.COMPLETE);
        }

        @Test
        @DisplayName("H71: a small table against a wrong bucket halts, however few it has")
        void wrongBucketOfASmallTableHalts() {
            World small = new World();
            for (String id : List.of("1", "2", "3", "4", "5")) {
                small.put(id, "new", World.LONG_AGO);
            }
            small.objects.put("something/else", 1, World.LONG_AGO);

            RunReport report = small.apply();

            assertThat(report).hasState(RunState.HALTED).hasMissing(5).changedNothing();
        }

        @Test
        @DisplayName("A run that checked nothing is not clean")
        void nothingCheckedIsNotClean() {
            World young = new World();
            young.put("1", "new", World.NOW);

            RunReport report = young.dryRun();

            assertThat(report).hasState(RunState.COMPLETE).hasMissing(0);
            assertThat(report.isClean()).isFalse();
            assertThatThrownBy(() -> assertThat(report).isClean()).hasMessageContaining("clean");
        }

        @Test
        @DisplayName("H71: the ratio holds for each role by itself")
        void ratioHoldsForEachRole() {
            World lopsided = new World();
            for (int i = 1; i <= 2000; i++) {
                String id = String.valueOf(i);
                lopsided.put(id, i <= 20 ? "ready" : "processing", World.LONG_AGO);
                lopsided.objects.put(World.original(id), 10, World.LONG_AGO);
                if (i <= 20 && i > 6) {
                    lopsided.objects.put(World.staged(id), 10, World.LONG_AGO);
                }
            }

            RunReport report = lopsided.apply();

            assertThat(report).hasState(RunState.HALTED).hasMissing("staged", 6);
            assertThat(report.guardrails()).singleElement().asString().contains("role staged");
        }

        @Test
        @DisplayName("H71: an override has to name the exact number of marks")
        void overrideNamesTheExactNumber() {
            for (int i = 1; i <= 50; i++) {
                world.objects.remove(World.original(String.valueOf(i)));
                world.objects.remove(World.staged(String.valueOf(i)));
            }
            long proposed = world.dryRun().marks().proposed();

            assertThat(accepting(proposed - 1)).hasState(RunState.HALTED).changedNothing();
            assertThat(accepting(proposed + 1)).hasState(RunState.HALTED).changedNothing();
            assertThat(accepting(proposed)).hasState(RunState.COMPLETE).hasMarked(50);
        }

        private RunReport accepting(long marks) {
            return world.run(APPLYING.toBuilder()
                    .guardrails(APPLYING.guardrails().accepting(marks))
                    .build());
        }

        @Test
        @DisplayName("H70: too much that can't be looked at halts as well")
        void tooManyUnknownHalt() {
            world.objects.remove(World.original("400"));
            world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(Doubt.MALFORMED, "A bare 200"))
                    .when(key -> key.value().matches("original/[12][0-9].jpg")));

            RunReport report = world.run(
                    APPLYING.toBuilder().strategy(Strategy.PROBE).attempts(1).build());

            assertThat(report).hasState(RunState.HALTED).hasUnknown(20).changedNothing();
        }
    }

    @Nested
    class Stopping {

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 50, 300})
        @DisplayName("H91: an interrupt stops the run within a call, keeps the flag, and convicts nothing")
        void interruptStopsTheRun(long call) {
            world.objects.remove(World.original("7"));
            Thread runner = Thread.currentThread();
            world.store.onStat((key, number, real) -> {
                if (number == call) {
                    runner.interrupt();
                    return Presence.unknown(Doubt.INTERRUPTED, "Interrupted");
                }
                return real.apply(key);
            });

            RunReport report = world.engine()
                    .executor(Runnable::run)
                    .build()
                    .run(APPLYING.toBuilder().strategy(Strategy.PROBE).build());

            assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
            assertThat(report).hasState(RunState.CANCELLED).changedNothing();
            assertThat(world.store.stats()).isEqualTo(call);
        }

        @Test
        @DisplayName("H91: an interrupt of the caller reaches its workers, and none is left behind")
        void interruptReachesTheWorkers() {
            Thread runner = Thread.currentThread();
            world.store.onStat((key, number, real) -> {
                if (number > 1) {
                    runner.interrupt();
                    try {
                        Thread.sleep(Duration.ofMinutes(10).toMillis());
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        return Presence.unknown(Doubt.INTERRUPTED, "Interrupted");
                    }
                }
                return real.apply(key);
            });

            RunReport report =
                    world.run(APPLYING.toBuilder().strategy(Strategy.PROBE).build());

            assertThat(Thread.interrupted()).isTrue();
            assertThat(report).hasState(RunState.CANCELLED).hasMissing(0);
        }

        @Test
        @DisplayName("H91: an interrupt while the catalog is read is a cancelled run, not a failing catalog")
        void interruptedCatalogReadIsACancelledRun() {
            world.catalog.onRead((query, number, real) -> {
                Thread.currentThread().interrupt();
                throw new CatalogException("Interrupted", false, null);
            });

            RunReport report = world.run(APPLYING.toBuilder().concurrency(1).build());

            assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
            assertThat(report).hasState(RunState.CANCELLED).changedNothing();
        }

        @Test
        void aDeadlineEndsTheRunIncomplete() {
            world.store.onStat((key, number, real) -> {
                world.time = world.time.plus(Duration.ofSeconds(1));
                return real.apply(key);
            });

            RunReport report = world.run(ReconcileRequest.builder()
                    .strategy(Strategy.PROBE)
                    .deadline(Duration.ofSeconds(20))
                    .build());

            assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0);
            assertThat(report.problems()).contains("The run's deadline has passed");
            assertThat(world.store.stats()).isLessThan(40);
        }
    }

    @Test
    @DisplayName("I3: orphans are sought only where they were asked for")
    void missingOnlyRunsDoNotLookForOrphans() {
        world.objects.put("original/stray.jpg", 1, World.LONG_AGO);

        RunReport report = world.run(ReconcileRequest.builder()
                .kinds(FindingKind.MISSING)
                .strategy(Strategy.SWEEP)
                .build());

        assertThat(report).isClean();
    }
}
