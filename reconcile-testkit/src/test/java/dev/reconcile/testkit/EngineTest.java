package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.ChangeEvent;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnionCatalog;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.report.JsonReport;
import dev.reconcile.report.TextReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run finds and does when nothing goes wrong. */
class EngineTest {

    @Test
    void aWorldInOrderIsClean() {
        assertThat(World.of(50).dryRun()).isClean();
    }

    @Test
    void missingObjectsAreCountedByRoleAndQuoted() {
        World world = World.of(50);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("7"));
        world.objects.remove(World.staged("9"));

        RunReport report = world.dryRun();

        assertThat(report).hasState(RunState.COMPLETE).hasMissing("original", 1).hasMissing("staged", 2);
        assertThat(report.marks().proposed()).as("two records").isEqualTo(2);
        assertThat(report.examples())
                .extracting(Finding::message)
                .containsExactly(
                        "original missing: original/7.jpg",
                        "staged missing: staged/7.jpg",
                        "staged missing: staged/9.jpg");
    }

    @Test
    void aDryRunWritesNothing() {
        World world = World.of(50);
        world.objects.remove(World.original("7"));

        assertThat(world.dryRun()).hasMissing(1).changedNothing();

        assertThat(world.catalog.marks()).isZero();
        assertThat(world.statusOf("7")).isEqualTo("ready");
    }

    @Test
    void applyingMarksEachRecordOnceWithAMessageThatNamesAllItsRoles() {
        World world = World.of(500);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("7"));
        world.objects.remove(World.staged("9"));

        RunReport report = world.apply();

        assertThat(report).hasState(RunState.COMPLETE).hasMarked(2);
        assertThat(report.role("staged").updated()).isEqualTo(2);
        assertThat(report.role("original").updated()).isEqualTo(1);
        assertThat(world.statusOf("7")).isEqualTo("error");
        assertThat(world.records.message("7").orElseThrow())
                .startsWith("original missing: original/7.jpg; staged missing: staged/7.jpg")
                .contains(report.runId().value());
        assertThat(world.statusOf("8")).isEqualTo("ready");
    }

    @Test
    void runningAgainChangesNothingNotEvenATimestamp() {
        World world = World.of(500);
        world.objects.remove(World.original("7"));
        world.apply();
        Instant marked = world.records.record("7").orElseThrow().lastChanged();
        world.time = world.time.plus(Duration.ofDays(10));

        RunReport again = world.apply();

        assertThat(again).isClean().changedNothing();
        assertThat(again.role("original").alreadyMarked()).isEqualTo(1);
        assertThat(world.records.record("7").orElseThrow().lastChanged()).isEqualTo(marked);
    }

    @Test
    void orphansAreReportedAndLeftAlone() {
        World world = World.of(50);
        world.objects.put("original/stray.jpg", 123, World.LONG_AGO);

        RunReport report = world.apply();

        assertThat(report).hasState(RunState.COMPLETE).hasOrphans(1).changedNothing();
        assertThat(report.objects().orphanBytes()).isEqualTo(123);
        assertThat(world.objects.remove("original/stray.jpg")).as("still there").isTrue();
    }

    @Test
    void aPointerWhoseConditionDoesNotHoldIsNeitherMissingNorAnOrphan() {
        World world = World.of(50);
        world.put("51", "processing", World.LONG_AGO); // its staged object may be there or not
        world.put("52", "processing", World.LONG_AGO);
        world.objects.put(World.original("51"), 10, World.LONG_AGO);
        world.objects.put(World.original("52"), 10, World.LONG_AGO);
        world.objects.put(World.staged("52"), 10, World.LONG_AGO);

        RunReport report = world.dryRun();

        assertThat(report).isClean();
        assertThat(report.role("staged").notRequired()).isEqualTo(2);
    }

    @Test
    void markedRecordsStillProtectTheirObjects() {
        World world = World.of(50);
        world.put("51", "error", World.LONG_AGO);
        world.objects.put(World.original("51"), 10, World.LONG_AGO);

        assertThat(world.dryRun()).isClean();
    }

    @Test
    void oneObjectMayHaveSeveralReferrers() {
        World world = World.of(50);
        for (String id : List.of("a", "b", "c")) {
            world.records.put(id, "ready", World.LONG_AGO, World.reference(id, "original", "shared.jpg", true));
        }
        world.objects.put("shared.jpg", 10, World.LONG_AGO);
        assertThat(world.dryRun()).isClean();

        world.objects.remove("shared.jpg");
        long looksBefore = world.store.stats();
        RunReport report = world.dryRun();

        assertThat(report).hasMissing("original", 3);
        assertThat(world.store.stats() - looksBefore)
                .as("preflight, one look for the three, the witness before and after it")
                .isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"SWEEP", "PROBE"})
    void aSizeThatDiffersIsAMismatchWhateverTheStrategy(Strategy strategy) {
        World world = World.of(50);
        world.objects.put(World.original("7"), 11, World.LONG_AGO);

        RunReport report =
                world.run(ReconcileRequest.builder().strategy(strategy).build());

        assertThat(report).hasState(RunState.COMPLETE).hasMismatched(1).hasMissing(0);
        assertThat(report.examples().get(0).message())
                .isEqualTo("original mismatched: original/7.jpg has 11 bytes, expected 10");
    }

    @Test
    void probingAndSweepingFindTheSame() {
        World world = World.of(3000);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            world.objects.remove(World.original(String.valueOf(1 + random.nextInt(3000))));
            world.objects.remove(World.staged(String.valueOf(1 + random.nextInt(3000))));
        }
        ReconcileRequest.Builder request = ReconcileRequest.builder().examples(1000);

        RunReport swept = world.run(request.strategy(Strategy.SWEEP).build());
        RunReport probed = world.run(request.strategy(Strategy.PROBE).build());

        assertThat(swept.missing()).isGreaterThan(150);
        assertThat(missing(probed)).isEqualTo(missing(swept));
    }

    private static List<String> missing(RunReport report) {
        return report.examples().stream()
                .filter(finding -> finding.kind() == FindingKind.MISSING)
                .map(finding -> ((Finding.OfReference) finding).recordId() + " " + finding.message())
                .toList();
    }

    @Test
    void autoSweepsForOrphansAndElseListsOrLooks() {
        World world = World.of(50);
        ReconcileRequest onlyMissing =
                ReconcileRequest.builder().kinds(FindingKind.MISSING).build();
        assertThat(world.dryRun().strategy()).isEqualTo(Strategy.SWEEP);
        assertThat(world.run(onlyMissing).strategy()).isEqualTo(Strategy.MIXED);
        assertThat(World.of(2).run(onlyMissing).strategy())
                .as("four references cost less than a page")
                .isEqualTo(Strategy.PROBE);
    }

    @Test
    void everyRangeOfALargeWorldIsWalkedAndDiskServesWhereMemoryDoesNot() {
        World world = World.of(30_000);
        Random random = new Random(3);
        TreeSet<String> lost = new TreeSet<>();
        TreeSet<String> strays = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            String key = World.original(String.valueOf(1 + random.nextInt(30_000)));
            world.objects.remove(key);
            lost.add(key);
            String stray = (random.nextBoolean() ? "original/" : "staged/") + random.nextInt(30_000) + "x.jpg";
            world.objects.put(stray, 5, World.LONG_AGO);
            strays.add(stray);
        }

        RunReport report = world.engine()
                .memoryBudget(1 << 20)
                .build()
                .run(ReconcileRequest.builder()
                        .examples(1000)
                        .unlimitedRequests()
                        .build());

        assertThat(report).hasState(RunState.COMPLETE);
        assertThat(keys(report, FindingKind.MISSING)).isEqualTo(lost);
        assertThat(keys(report, FindingKind.ORPHAN)).isEqualTo(strays);
    }

    private static Set<String> keys(RunReport report, FindingKind kind) {
        return report.examples().stream()
                .filter(finding -> finding.kind() == kind)
                .map(finding -> finding.key().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aFilteredRunFindsNoOrphans() {
        World world = World.of(50);
        world.put("51", "processing", World.LONG_AGO);
        world.objects.remove(World.original("7"));

        RunReport report =
                world.run(ReconcileRequest.builder().statuses("processing").build());

        assertThat(report).hasMissing("original", 1).hasOrphans(0);
        assertThat(report.records()).isEqualTo(1);
        assertThat(report.kinds()).doesNotContain(FindingKind.ORPHAN);
        assertThatThrownBy(() -> ReconcileRequest.builder()
                        .statuses("processing")
                        .kinds(FindingKind.ORPHAN)
                        .build())
                .hasMessageContaining("orphans need the whole catalog");
    }

    @Test
    void limitAndCursorWalkTheWholeCatalogOnce() {
        World world = World.of(100);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.original("77"));
        List<String> found = new ArrayList<>();
        long records = 0;
        RecordId cursor = null;
        do {
            ReconcileRequest.Builder request = ReconcileRequest.builder().limit(30);
            if (cursor != null) {
                request.cursor(cursor);
            }
            RunReport report = world.run(request.build());
            assertThat(report).hasState(RunState.COMPLETE);
            report.examples().forEach(finding -> found.add(finding.key().value()));
            records += report.records();
            cursor = report.nextCursor().orElse(null);
        } while (cursor != null);

        assertThat(records).isEqualTo(100);
        assertThat(found).containsExactlyInAnyOrder(World.original("7"), World.original("77"));
    }

    @Test
    void anUnknownCursorIsRefusedBeforeThereIsARun() {
        World world = World.of(1);
        List<RunId> started = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                started.add(run);
            }
        };
        RunJournal journal = RunJournal.inMemory();
        ReconcileEngine engine = ReconcileEngine.builder(
                        world.objects, UnionCatalog.of(Map.of("images", world.records)))
                .journal(journal)
                .listener(listener)
                .build();

        assertThatThrownBy(() -> engine.run(ReconcileRequest.builder()
                        .cursor(new RecordId("videos:7"))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid cursor: 'videos:7'");
        assertThat(started).as("nobody would be told that it is over").isEmpty();
        assertThat(journal.runs()).isEmpty();
    }

    @Test
    void anUnknownFilterColumnIsNamed() {
        assertThatThrownBy(() -> World.of(1)
                        .run(ReconcileRequest.builder().where("colour", "red").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
    }

    @Test
    void aPrefixLimitsBothSides() {
        World world = World.of(50);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("8"));
        world.objects.put("other/stray", 1, World.LONG_AGO);
        world.objects.put("original/stray", 1, World.LONG_AGO);

        RunReport report =
                world.run(ReconcileRequest.builder().prefix("original/").build());

        assertThat(report).hasMissing("original", 1).hasMissing("staged", 0).hasOrphans(1);
        assertThatThrownBy(() -> ReconcileRequest.builder().prefix("original")).hasMessageContaining("'original/'");
    }

    @Test
    void aKeyThatIsNotOursIsNeverAnOrphan() {
        World world = World.of(50);
        world.objects.put("original/stray.jpg", 1, World.LONG_AGO);
        world.objects.put("backup-of-something-else.tar", 1, World.LONG_AGO);

        RunReport report = world.run(ReconcileRequest.builder()
                .keyPattern(Pattern.compile("(original|staged)/[^/]+\\.jpg"))
                .build());

        assertThat(report).hasOrphans(1);
        assertThat(report.objects().notOurs()).isEqualTo(1);
    }

    @Test
    void progressIsToldInOrderAndAFailingListenerChangesNothing() {
        World world = World.of(2500);
        world.objects.remove(World.original("7"));
        List<String> heard = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                heard.add("started");
                throw new IllegalStateException("the host's own mistake");
            }

            @Override
            public void progressed(Progress progress) {
                String last = heard.get(heard.size() - 1);
                String now = progress.stage().name();
                if (!last.equals(now)) {
                    heard.add(now);
                }
            }

            @Override
            public void found(Finding finding) {
                heard.add(finding.message());
            }

            @Override
            public void changed(ChangeEvent event) {
                heard.add(event.change().item() + " " + event.outcome());
            }

            @Override
            public void finished(RunReport report) {
                heard.add("finished");
            }
        };

        assertThat(world.engine().listener(listener).build().run(ReconcileRequest.applying()))
                .hasMarked(1);

        assertThat(heard)
                .containsExactly(
                        "started",
                        "SNAPSHOT",
                        "WALK",
                        "original missing: original/7.jpg",
                        "record:7 APPLIED",
                        "APPLY",
                        "finished");
    }

    @Test
    void oneThreadIsEnough() {
        World world = World.of(9000);
        world.objects.remove(World.original("7"));

        RunReport report = world.engine().executor(Runnable::run).build().run(ReconcileRequest.applying());

        assertThat(report).hasState(RunState.COMPLETE).hasMarked(1);
    }

    @Test
    void theJsonHasFlatCountsAndEscapesKeys() {
        World world = World.of(50);
        world.records.put("51", "ready", World.LONG_AGO, World.reference("51", "original", "bad\u0007\n\"key\"", true));

        String json = JsonReport.render(world.dryRun());

        assertThat(json)
                .contains("\"missing_original\":1", "\"missing_staged\":0", "\"updated\":0", "\"dry_run\":true")
                .contains("\"next_cursor\":null", "\"id\":\"51\"", "\"status\":\"ready\"")
                .doesNotContain("\u0007", "\n");
    }

    @Test
    @DisplayName("H98: nothing in a key reaches a terminal as a command, and everything comes back from the JSON")
    void jsonOfHostileKeysIsHarmless() throws JsonProcessingException {
        World world = World.of(50);
        HostileKeys.byName()
                .forEach((name, key) ->
                        world.records.put(name, "ready", World.LONG_AGO, World.reference(name, "original", key, true)));
        RunReport report = world.run(ReconcileRequest.builder().examples(1000).build());

        for (String json : List.of(JsonReport.render(report), JsonReport.renderIndented(report))) {
            assertThat(json.codePoints()
                            .filter(c -> c != '\n' && c != '\r')
                            .map(Character::getType)
                            .filter(type -> type == Character.CONTROL || type == Character.FORMAT))
                    .isEmpty();
            List<String> keys =
                    new ObjectMapper().readTree(json).get("examples").findValuesAsText("key");
            assertThat(keys)
                    .containsExactlyInAnyOrderElementsOf(HostileKeys.byName().values());
        }
    }

    @Test
    void aHaltedRunDoesNotSayThatItAppliedChanges() {
        World world = World.of(50);
        for (int i = 1; i < 20; i++) {
            world.objects.remove(World.original(String.valueOf(i)));
        }

        assertThat(TextReport.render(world.apply())).contains("HALTED").doesNotContain("changes applied");
    }
}
