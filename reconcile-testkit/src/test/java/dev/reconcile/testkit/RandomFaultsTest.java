package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random worlds under random faults: whatever happens, the counts add up and no good record is marked. */
class RandomFaultsTest {

    static List<Long> seeds() {
        return new SplittableRandom(20261103).longs(300).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("I1, I2, I9, H10, H70: faults never mark a good record, and when they stop every loss is told")
    void countsAddUpAndNoGoodRecordIsMarked(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        World world = World.of(20 + random.nextInt(300));
        Set<String> inOrder = new HashSet<>();
        Set<String> lost = new HashSet<>();
        drift(world, random, inOrder, lost);
        ReconcileRequest request = request(random);
        faults(world, random, random.nextDouble() * random.nextDouble());

        RunReport report = world.engine()
                .executor(random.nextBoolean() ? Runnable::run : task -> {})
                .memoryBudget(1 << 16)
                .build()
                .run(request);

        addsUp(report);
        inOrder.forEach(id -> assertThat(world.statusOf(id)).as("record %s", id).isNotEqualTo("error"));

        calm(world);
        RunReport calm = world.run(request.toBuilder()
                .kinds(FindingKind.MISSING)
                .guardrails(Guardrails.DEFAULT.maxFindings(1_000_000).maxRatio(1))
                .apply()
                .build());

        addsUp(calm);
        assertThat(calm).hasState(RunState.COMPLETE).hasUnknown(0);
        lost.forEach(id -> assertThat(world.statusOf(id)).as("record %s", id).isEqualTo("error"));
        inOrder.forEach(id -> assertThat(world.statusOf(id)).as("record %s", id).isNotEqualTo("error"));
    }

    private static void drift(World world, SplittableRandom random, Set<String> inOrder, Set<String> lost) {
        int count = 20 + random.nextInt(20);
        for (int i = 1; world.records.record(String.valueOf(i)).isPresent(); i++) {
            String id = String.valueOf(i);
            Instant changed = random.nextInt(10) == 0 ? World.NOW : World.LONG_AGO;
            world.put(id, random.nextInt(10) == 0 ? "processing" : "ready", changed);
            boolean gone = random.nextInt(count) == 0 && i > 2;
            if (gone) {
                world.objects.remove(World.original(id));
            }
            if (gone && changed.equals(World.LONG_AGO)) {
                lost.add(id);
            } else {
                inOrder.add(id); // or not to be judged
            }
            if (random.nextInt(20) == 0) {
                world.objects.put("original/" + id + "-stray.jpg", 3, World.LONG_AGO);
            }
        }
    }

    private static ReconcileRequest request(SplittableRandom random) {
        ReconcileRequest.Builder request = ReconcileRequest.builder()
                .apply()
                .batchSize(1 + random.nextInt(120))
                .concurrency(1 + random.nextInt(8))
                .unlimitedRequests()
                .attempts(1 + random.nextInt(3));
        switch (random.nextInt(3)) {
            case 0 -> request.strategy(Strategy.PROBE);
            case 1 -> request.strategy(Strategy.SWEEP);
            default -> request.kinds(FindingKind.MISSING, FindingKind.MISMATCH);
        }
        if (random.nextBoolean()) {
            request.guardrails(Guardrails.DEFAULT.maxFindings(1_000_000).maxRatio(1));
        }
        return request.build();
    }

    private static void faults(World world, SplittableRandom random, double rate) {
        if (random.nextInt(4) == 0) {
            world.store.profile(new StoreProfile("unordered", ListOrder.NONE, KeyRules.S3));
        }
        world.store.onStat((key, call, real) -> {
            if (random.nextDouble() >= rate) {
                return real.apply(key);
            }
            return switch (random.nextInt(4)) {
                case 0 -> Presence.unknown(Doubt.UNAVAILABLE, "503");
                case 1 -> Presence.unknown(Doubt.FORBIDDEN, "403");
                case 2 -> Presence.present(new StoredObject(ObjectKey.of("another"), 1, null, World.LONG_AGO, null));
                default -> throw new IllegalStateException("a mistake in the adapter");
            };
        });
        world.store.onList((asked, call, real) -> {
            ListPage page = real.apply(asked.maxKeys(1 + random.nextInt(100)));
            if (random.nextDouble() >= rate) {
                return page;
            }
            return switch (random.nextInt(5)) {
                case 0 -> throw new StoreException(Doubt.UNAVAILABLE, "503");
                case 1 -> throw new IllegalStateException("a mistake in the adapter");
                case 2 -> new ListPage(List.of(), null); // H7: blank
                case 3 -> { // H8: some hidden
                    List<StoredObject> shown = new ArrayList<>(page.objects());
                    shown.removeIf(object -> random.nextInt(3) == 0);
                    yield new ListPage(shown, page.next());
                }
                default -> { // H31
                    List<StoredObject> shown = new ArrayList<>(page.objects());
                    Collections.reverse(shown);
                    yield new ListPage(shown, page.next());
                }
            };
        });
        Supplier<RuntimeException> database = () -> random.nextBoolean()
                ? new CatalogException("The database is away", random.nextBoolean(), null)
                : new IllegalStateException("a mistake in the adapter");
        world.catalog.onRead(sometimes(random, rate / 10, Fault.failing(database)));
        world.catalog.onLookUp(sometimes(random, rate, Fault.failing(database)));
        world.catalog.onFind(sometimes(random, rate, Fault.failing(database)));
        world.catalog.onMark(
                sometimes(random, rate, random.nextBoolean() ? Fault.failing(database) : Fault.answering(List.of())));
    }

    private static <Q, A> Fault<Q, A> sometimes(SplittableRandom random, double rate, Fault<Q, A> fault) {
        return (question, call, real) ->
                random.nextDouble() < rate ? fault.answer(question, call, real) : real.apply(question);
    }

    private static void calm(World world) {
        world.store.onStat(Fault.none()).onList(Fault.none());
        world.catalog
                .onRead(Fault.none())
                .onLookUp(Fault.none())
                .onFind(Fault.none())
                .onMark(Fault.none());
        world.time = world.time.plus(Duration.ofSeconds(1));
    }

    private static void addsUp(RunReport report) {
        for (RunReport.RoleCounts role : report.roles()) {
            assertThat(role.notRequired() + role.tooYoung() + role.alreadyMarked() + role.checked() + role.unknown())
                    .as("%s", role)
                    .isEqualTo(role.references());
            assertThat(role.unknown()).as("%s", role).isNotNegative();
            assertThat(role.missing() + role.mismatched() + role.conflicts() + role.hidden())
                    .as("%s", role)
                    .isLessThanOrEqualTo(role.checked());
        }
        RunReport.ChangeCounts marks = report.marks();
        assertThat(marks.applied() + marks.already() + marks.gone() + marks.failed())
                .as("%s", marks)
                .isLessThanOrEqualTo(marks.attempted());
        assertThat(marks.attempted()).as("%s", marks).isLessThanOrEqualTo(marks.proposed());
        boolean unanswered = report.unknown() > 0
                || report.objects().unknown() > 0
                || marks.failed() > 0
                || marks.unknown() > 0
                || !report.problems().isEmpty();
        assertThat(unanswered && report.state() == RunState.COMPLETE)
                .as("COMPLETE in spite of %s", report.problems())
                .isFalse();
    }
}
