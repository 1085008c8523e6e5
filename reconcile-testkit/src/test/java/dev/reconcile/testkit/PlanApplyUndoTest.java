package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.UndoRequest;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanApplyUndoTest {

    private static final ReconcileRequest DRY = ReconcileRequest.dryRun();

    @TempDir
    private Path directory;

    private World world;
    private ReconcileEngine engine;

    @BeforeEach
    void someDrift() {
        world = World.of(300);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("7"));
        world.objects.remove(World.staged("8"));
        world.objects.put("original/stray.jpg", 5, World.LONG_AGO);
        engine = reopened();
    }

    /** As another process would have it: everything but journal, catalog and store is new. */
    private ReconcileEngine reopened() {
        return ReconcileEngine.builder(world.objects, world.catalog)
                .journal(directory)
                .clock(() -> world.time)
                .waiting(duration -> {})
                .build();
    }

    private List<JournalEntry> entries(RunId run) {
        try (RunJournal journal = RunJournal.in(directory);
                Stream<JournalEntry> entries = journal.entries(run)) {
            return entries.toList();
        }
    }

    private boolean isThere(String key) {
        return world.objects.stat(ObjectKey.of(key)).kind() == Presence.Kind.PRESENT;
    }

    private List<String> everything() {
        return world.objects.list(ListRequest.of("")).objects().stream()
                .map(Object::toString)
                .toList();
    }

    private static ReconcileRequest.Builder orphans(OrphanPolicy policy) {
        return ReconcileRequest.builder().orphans(policy);
    }

    @Nested
    class Applying {

        @Test
        void aPlanIsCarriedOutByAnotherProcess() {
            RunReport found = engine.run(DRY);
            assertThat(world.statusOf("7")).as("a dry run changes nothing").isEqualTo("ready");

            RunReport fixed = reopened().apply(found.runId());

            assertThat(fixed).hasState(RunState.COMPLETE).hasMarked(2);
            assertThat(fixed.of()).contains(found.runId());
            assertThat(world.statusOf("7")).isEqualTo("error");
            assertThat(world.statusOf("8")).isEqualTo("error");
            assertThat(reopened().report(fixed.runId())).isEqualTo(fixed);
        }

        @Test
        void applyingAgainChangesNothingMore() {
            RunId plan = engine.run(DRY).runId();
            engine.apply(plan);
            world.time = world.time.plusSeconds(60);

            RunReport again = engine.apply(plan);

            assertThat(again).hasState(RunState.COMPLETE).hasMarked(0);
            assertThat(world.records.record("7").orElseThrow().lastChanged()).isEqualTo(World.NOW);
        }

        @Test
        @DisplayName("H74: what is in order again by the time it is applied stays as it is")
        void whatIsInOrderAgainIsLeftAlone() {
            RunId plan = engine.run(DRY).runId();
            world.objects.put(World.staged("8"), 10);

            RunReport fixed = engine.apply(plan);

            assertThat(fixed).hasMarked(1);
            assertThat(fixed.marks().conflicts()).isEqualTo(1);
            assertThat(world.statusOf("8")).isEqualTo("ready");
        }

        @Test
        @DisplayName("H85: a plan isn't carried out on another catalog")
        void aPlanIsBoundToItsCatalog() {
            RunId plan = engine.run(DRY).runId();
            World other = World.of(300);
            var elsewhere = new dev.reconcile.catalog.InMemoryCatalog(
                    "elsewhere", List.of("original", "staged"), "error", () -> world.time);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReconcileEngine.builder(other.objects, elsewhere)
                            .journal(directory)
                            .build()
                            .apply(plan))
                    .withMessageContaining("another catalog")
                    .withMessageContaining("memory:elsewhere");
        }

        @Test
        @DisplayName("H72: a plan isn't carried out on another bucket that took the place of the first")
        void anotherBucketInThePlaceOfTheFirstIsNoticed() {
            RunId plan = engine.run(DRY).runId();
            World copied = World.of(300); // same keys and sizes, other objects
            copied.objects.remove(World.original("20"));
            ReconcileEngine swapped = ReconcileEngine.builder(copied.objects, world.catalog)
                    .journal(directory)
                    .clock(() -> world.time)
                    .waiting(duration -> {})
                    .build();
            copied.objects.remove(World.original("7"));
            copied.objects.remove(World.staged("7"));
            for (int i = 1; i <= 300; i++) { // as a copied bucket has it: dated when it was copied
                copied.objects.put(World.original(String.valueOf(i)), 10, World.NOW.minus(Duration.ofDays(3)));
                copied.objects.put(World.staged(String.valueOf(i)), 10, World.NOW.minus(Duration.ofDays(3)));
            }
            copied.objects.remove(World.original("7"));
            copied.objects.remove(World.staged("7"));

            RunReport fixed = swapped.apply(plan);

            assertThat(fixed).hasState(RunState.INCOMPLETE).hasMarked(0);
        }

        @Test
        @DisplayName("H71: more than the limits allow halts an apply, until the exact count is accepted")
        void guardrailsHoldForAppliesToo() {
            for (int i = 20; i < 60; i++) {
                world.objects.remove(World.original(String.valueOf(i)));
            }
            RunReport found = engine.run(DRY);
            assertThat(found.guardrails()).isNotEmpty();

            RunReport halted = engine.apply(found.runId());
            assertThat(halted).hasState(RunState.HALTED).hasMarked(0);

            Guardrails wrong = Guardrails.DEFAULT.accepting(41);
            assertThat(engine.apply(ApplyRequest.of(found.runId()).guardrails(wrong)))
                    .hasState(RunState.HALTED)
                    .hasMarked(0);
            Guardrails exact = Guardrails.DEFAULT.accepting(42);
            assertThat(engine.apply(ApplyRequest.of(found.runId()).guardrails(exact)))
                    .hasState(RunState.COMPLETE)
                    .hasMarked(42);
        }

        @Test
        void everyChangeSaysWhyInTheJournal() {
            RunId run = engine.run(ReconcileRequest.applying()).runId();

            List<JournalEntry.Intended> intents = entries(run).stream()
                    .filter(JournalEntry.Intended.class::isInstance)
                    .map(JournalEntry.Intended.class::cast)
                    .toList();
            assertThat(intents).hasSize(2);
            assertThat(intents.get(0).evidence())
                    .as("the record, both objects, the witness")
                    .extracting(dev.reconcile.Look::answer)
                    .contains("absent", "present");
            assertThat(intents.get(0).change())
                    .isInstanceOfSatisfying(
                            Change.MarkRecord.class,
                            mark -> assertThat(mark.mark().judgedStatus()).isEqualTo("ready"));
        }
    }

    @Nested
    class Reviewing {

        private Path export(RunId run, Plan.Form form) throws IOException {
            Path file = directory.resolve("plan." + form);
            engine.plan(run, form).writeTo(file);
            return file;
        }

        @Test
        void whatAReviewerTakesOutIsNotDone() throws IOException {
            RunId plan = engine.run(DRY).runId();
            for (Plan.Form form : Plan.Form.values()) {
                Path file = export(plan, form);
                List<String> lines = new ArrayList<>(Files.readAllLines(file));
                assertThat(lines.stream().filter(line -> line.contains("stray.jpg")))
                        .hasSize(1);
                lines.removeIf(line -> line.contains("original/7.jpg") || line.contains("staged/7.jpg"));
                Files.write(file, lines);

                RunReport fixed = engine.apply(ApplyRequest.of(Plan.read(file)));

                assertThat(fixed).hasState(RunState.COMPLETE);
                assertThat(world.statusOf("7")).as("%s", form).isEqualTo("ready");
                assertThat(world.statusOf("8")).as("%s", form).isEqualTo("error");
            }
        }

        @Test
        @DisplayName("H107: a line that was changed in any character is refused, and nothing is done")
        void aChangedLineIsRefused() throws IOException {
            RunId plan = engine.run(DRY).runId();
            for (Plan.Form form : Plan.Form.values()) {
                Path file = export(plan, form);
                List<String> lines = Files.readAllLines(file);
                String line = lines.get(lines.size() - 2);
                for (int i = 0; i < line.length(); i++) {
                    char other = line.charAt(i) == '8' ? '7' : '8';
                    String changed = line.substring(0, i) + other + line.substring(i + 1);
                    Files.write(file, List.of(lines.get(0), changed));
                    assertThatIllegalArgumentException()
                            .as(changed)
                            .isThrownBy(() -> engine.apply(ApplyRequest.of(Plan.read(file))))
                            .withMessageStartingWith("Invalid plan");
                }
            }
            assertThat(world.statusOf("8")).isEqualTo("ready");
        }

        @Test
        void aLineThereTwiceOrOfNoPlanIsRefused() throws IOException {
            RunId plan = engine.run(DRY).runId();
            Path file = export(plan, Plan.Form.JSON_LINES);
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.add(lines.get(1));
            Files.write(file, lines);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.apply(ApplyRequest.of(Plan.read(file))))
                    .withMessageContaining("twice");

            Files.write(file, List.of("{\"some\":\"thing\"}"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Plan.read(file))
                    .withMessageContaining("first line");
        }

        @Test
        @DisplayName(
                "H99: a key that a spreadsheet takes for a formula, and one of control characters, do no harm in CSV")
        void hostileKeysAreHarmlessInCsv() throws IOException {
            world.objects.put("=HYPERLINK(\"http://x\",\"y\")", 5, World.LONG_AGO);
            world.objects.put("a\u001b[2J,\"b\"\n.jpg", 5, World.LONG_AGO);
            RunId plan = engine.run(DRY).runId();
            Path file = export(plan, Plan.Form.CSV);

            String text = Files.readString(file);
            assertThat(text).doesNotContain(",=", ",\"=");
            assertThat(text.chars().filter(c -> c < 0x20 && c != '\n')).isEmpty();
            assertThat(engine.apply(ApplyRequest.of(Plan.read(file)))).hasState(RunState.COMPLETE);
        }

        @Test
        @DisplayName("H107: a journal that doesn't hold what the run found is refused")
        void aTamperedJournalIsRefused() throws IOException {
            RunId plan = engine.run(DRY).runId();
            Path file = directory.resolve("runs").resolve(plan + ".jsonl");
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            lines.removeIf(line -> line.contains("\"found\"") && line.contains("staged/8.jpg"));
            Files.write(file, lines);

            assertThatExceptionOfType(dev.reconcile.journal.JournalException.class)
                    .isThrownBy(() -> engine.apply(plan))
                    .withMessageContaining("doesn't hold the findings");
        }
    }

    @Nested
    class Undoing {

        @Test
        void marksAreTakenBackWhereNobodyHasWrittenSince() {
            RunId run = engine.run(ReconcileRequest.applying()).runId();
            world.put("8", "archived", world.time);

            RunReport undone = reopened().undo(run);

            assertThat(undone).hasState(RunState.COMPLETE);
            assertThat(undone.marks().applied()).isEqualTo(1);
            assertThat(undone.marks().conflicts()).isEqualTo(1);
            assertThat(undone.notApplied()).singleElement().satisfies(left -> {
                assertThat(left.item()).isEqualTo("record:8");
                assertThat(left.outcome()).isEqualTo(ChangeOutcome.CONFLICT);
            });
            assertThat(world.statusOf("7")).isEqualTo("ready");
            assertThat(world.records.message("7")).isEmpty();
            assertThat(world.statusOf("8")).isEqualTo("archived");
        }

        @Test
        void dryUndoSaysWhatWouldBeTakenBackAndTakesNothingBack() {
            RunId run = engine.run(ReconcileRequest.applying()).runId();
            world.put("8", "archived", world.time);

            RunReport dry = reopened().undo(UndoRequest.of(run).dryRun());

            assertThat(dry).hasState(RunState.COMPLETE);
            assertThat(dry.dryRun()).isTrue();
            assertThat(dry.marks().proposed()).isEqualTo(2);
            assertThat(dry.marks().attempted()).isZero();
            assertThat(dry.marks().conflicts()).isEqualTo(1);
            assertThat(dry.notApplied()).extracting(RunReport.NotApplied::item).containsExactly("record:8");
            assertThat(world.statusOf("7")).isEqualTo("error");
            assertThat(reopened().resume(dry.runId()).marks().attempted())
                    .as("by a dry run that is resumed")
                    .isZero();
            assertThat(reopened().undo(run).marks().applied()).isEqualTo(1);
            assertThat(world.statusOf("7")).isEqualTo("ready");
        }

        @Test
        @DisplayName(
                "H84: what alone was asked for is taken back, however often the undo is killed, and the rest later")
        void someItemsAreTakenBackAlone() throws IOException {
            RunId run =
                    engine.run(orphans(OrphanPolicy.QUARANTINE).apply().build()).runId();
            UndoRequest one = UndoRequest.of(run).only(List.of("object:original/stray.jpg"));

            RunReport undone = reopened().undo(one);

            assertThat(undone.orphanChanges().applied()).isEqualTo(1);
            assertThat(undone.marks().proposed()).isZero();
            assertThat(isThere("original/stray.jpg")).isTrue();
            Path file = directory.resolve("runs").resolve(undone.runId() + ".jsonl");
            List<String> lines = Files.readAllLines(file);
            for (int kept = 1; kept < lines.size(); kept++) {
                Files.write(file, lines.subList(0, kept));
                reopened().resume(undone.runId());
                assertThat(world.statusOf("7"))
                        .as("not asked for, with %d lines kept", kept)
                        .isEqualTo("error");
            }
            RunReport rest = reopened().undo(run);
            assertThat(rest.marks().applied()).isEqualTo(2);
            assertThat(world.statusOf("7")).isEqualTo("ready");
        }

        @Test
        void whatTheRunHadNothingToDoWithIsRefused() {
            RunId run = engine.run(ReconcileRequest.applying()).runId();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.undo(UndoRequest.of(run).only(List.of("record:7", "record:99", "7"))))
                    .withMessageContaining("nothing to do with 7, record:99;");
            assertThat(world.statusOf("7")).as("nothing was taken back").isEqualTo("error");
        }

        @Test
        @DisplayName("I8: undoing again changes nothing more")
        void undoingAgainChangesNothing() {
            RunId run = engine.run(ReconcileRequest.applying()).runId();
            engine.undo(run);
            world.time = world.time.plusSeconds(60);

            RunReport again = engine.undo(run);

            assertThat(again.marks().applied() + again.marks().already()).isEqualTo(2);
            assertThat(world.records.record("7").orElseThrow().lastChanged()).isEqualTo(World.NOW);
        }

        @Test
        @DisplayName("H84: a mark that somebody else took back isn't counted as ours, even if the undo was killed")
        void whatSomebodyElsePutBackIsTheirs() throws IOException {
            RunId run = engine.run(ReconcileRequest.applying()).runId();
            world.put("7", "ready", world.time);
            RunReport whole = engine.undo(run);
            assertThat(whole.marks().applied()).isEqualTo(1);
            assertThat(whole.marks().already()).isEqualTo(1);
            assertThat(whole.marks().attempted()).isEqualTo(1);

            Path file = directory.resolve("runs").resolve(whole.runId() + ".jsonl");
            List<String> lines = Files.readAllLines(file);
            List<String> begun = lines.stream()
                    .takeWhile(line -> !line.contains("\"intended\""))
                    .toList();
            for (int kept = begun.size() + 1; kept < lines.size(); kept++) {
                Files.write(file, lines.subList(0, kept));

                RunReport resumed = reopened().resume(whole.runId());

                assertThat(resumed.marks()).as("%d lines kept", kept).isEqualTo(whole.marks());
            }
            assertThat(world.statusOf("8")).isEqualTo("ready");
        }

        @Test
        void whoUndoesAPlanIsToldWhichRunCarriedItOut() {
            RunId plan = engine.run(DRY).runId();
            RunId applied = engine.apply(plan).runId();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.undo(plan))
                    .withMessageContaining(applied.value());
            assertThat(engine.undo(applied).marks().applied()).isEqualTo(2);
        }
    }

    @Nested
    class OneAtATime {

        @Test
        @DisplayName("H83: of two engines one runs, and the other says who does")
        void ofTwoEnginesOneRuns() {
            List<String> heard = new ArrayList<>();
            world.catalog.onMark((marks, call, real) -> {
                try {
                    reopened().run(DRY);
                } catch (RunInProgressException busy) {
                    heard.add(busy.holder());
                }
                return real.apply(marks);
            });

            assertThat(engine.run(ReconcileRequest.applying())).hasMarked(2);

            assertThat(heard)
                    .singleElement()
                    .asString()
                    .contains("process " + ProcessHandle.current().pid());
        }
    }

    @Nested
    class Sticking {

        @Test
        void whatHaltedOneRunHaltsTheNextUntilAPersonClearsIt() {
            for (int i = 20; i < 60; i++) {
                world.objects.remove(World.original(String.valueOf(i)));
            }
            RunReport halted = engine.run(ReconcileRequest.applying());
            assertThat(halted).hasState(RunState.HALTED);
            for (int i = 20; i < 60; i++) {
                world.objects.put(World.original(String.valueOf(i)), 10, World.LONG_AGO);
            }
            world.time = world.time.plusSeconds(60);

            RunReport next = engine.run(ReconcileRequest.applying());
            assertThat(next)
                    .as("two marks would be within the limits")
                    .hasState(RunState.HALTED)
                    .hasMarked(0);
            assertThat(next.guardrails())
                    .singleElement()
                    .asString()
                    .contains(halted.runId().value());

            engine.clear(halted.runId(), "somebody who has looked");
            world.time = world.time.plusSeconds(60);
            assertThat(engine.run(ReconcileRequest.applying()))
                    .hasState(RunState.COMPLETE)
                    .hasMarked(2);
        }

        @Test
        @DisplayName("H7: a listing of half of what the last complete run saw halts, however few findings it gives")
        void aShrunkenListingHalts() {
            world.objects.put(World.original("7"), 10, World.LONG_AGO);
            engine.run(DRY);
            world.store.onList(Fault.changing(page -> new dev.reconcile.store.ListPage(
                    page.objects().stream().limit(200).toList(), null)));
            world.time = world.time.plusSeconds(60);

            RunReport halted = ReconcileEngine.builder(world.store, world.catalog)
                    .journal(directory)
                    .clock(() -> world.time)
                    .build()
                    .run(ReconcileRequest.applying());

            assertThat(halted).hasState(RunState.HALTED).hasMarked(0);
            assertThat(halted.guardrails()).anyMatch(sentence -> sentence.contains("at the last complete run"));
        }
    }

    @Nested
    class Recovering {

        @Test
        void aRecordWhoseObjectsAreBackGetsItsStatusAgain() {
            engine.run(ReconcileRequest.applying());
            world.objects.put(World.staged("8"), 10, World.LONG_AGO);
            world.objects.put(World.staged("7"), 10, World.LONG_AGO); // its original is still gone
            world.time = world.time.plusSeconds(7200);

            RunReport seen = engine.run(DRY);
            assertThat(seen.recovered()).isEqualTo(1);
            assertThat(world.statusOf("8")).isEqualTo("error");

            RunReport restored = engine.run(ReconcileRequest.builder()
                    .apply()
                    .recovered(RecoveryPolicy.RESTORE_STATUS)
                    .build());

            assertThat(restored.restores().applied()).isEqualTo(1);
            assertThat(world.statusOf("8")).isEqualTo("ready");
            assertThat(world.statusOf("7")).isEqualTo("error");

            engine.undo(restored.runId());
            assertThat(world.statusOf("8"))
                    .as("the undo of a restore is the mark")
                    .isEqualTo("error");
        }

        @Test
        void aRecordThatSomebodyElseMarkedIsNoBusinessOfOurs() {
            world.put("9", "error", World.LONG_AGO);

            assertThat(engine.run(DRY).recovered()).isZero();
        }
    }

    @Nested
    class Purging {

        private static ReconcileRequest.Builder purging() {
            return ReconcileRequest.builder().expiredAfter(Duration.ofDays(30)).purge();
        }

        private RunId marked;

        @BeforeEach
        void someAreMarked() {
            marked = engine.run(ReconcileRequest.applying()).runId();
            assertThat(world.statusOf("7")).isEqualTo("error");
            assertThat(world.statusOf("8")).isEqualTo("error");
        }

        private RunReport purge(Duration later) {
            world.time = World.NOW.plus(later);
            return reopened().run(purging().apply().build());
        }

        private boolean isRecord(String id) {
            return world.records.record(id).isPresent();
        }

        @Test
        void nobodyPurgesUnasked() {
            world.time = World.NOW.plus(Duration.ofDays(900));
            RunReport report = reopened().run(ReconcileRequest.applying());
            assertThat(report.purges().proposed()).isZero();
            assertThat(isRecord("7")).isTrue();
            RunReport listed = reopened()
                    .run(ReconcileRequest.builder()
                            .expiredAfter(Duration.ofDays(30))
                            .apply()
                            .build());
            assertThat(listed.examples()).extracting(found -> found.kind()).contains(FindingKind.EXPIRED);
            assertThat(listed.purges().proposed()).isZero();
            assertThat(isRecord("7")).isTrue();
        }

        @Test
        void whatWasMarkedLongAgoAndIsStillGoneIsPurged() {
            RunReport report = purge(Duration.ofDays(31));

            assertThat(report).hasState(RunState.COMPLETE);
            assertThat(report.purges().applied()).isEqualTo(2);
            assertThat(isRecord("7")).isFalse();
            assertThat(isRecord("8")).isFalse();
            assertThat(isRecord("9")).isTrue();
            assertThat(isThere(World.original("8")))
                    .as("nothing else is removed")
                    .isTrue();
            assertThat(purge(Duration.ofDays(32)).purges().proposed()).isZero();
            assertThat(reopened().run(DRY).objects().orphans())
                    .as("the stray one, and what was left of record 8")
                    .isEqualTo(2);
        }

        @Test
        void whatWasMarkedLatelyIsnt() {
            assertThat(purge(Duration.ofDays(29)).purges().proposed()).isZero();
            assertThat(isRecord("7")).isTrue();
        }

        @Test
        void dryRunPurgesNothing() {
            world.time = World.NOW.plus(Duration.ofDays(31));
            RunReport report = reopened().run(purging().dryRun().build());
            assertThat(report.purges().proposed()).isEqualTo(2);
            assertThat(report.purges().attempted()).isZero();
            assertThat(isRecord("7")).isTrue();
            assertThat(reopened().apply(report.runId()).purges().applied()).isEqualTo(2);
            assertThat(isRecord("7")).isFalse();
        }

        @Test
        void recordThatSomebodyWroteSinceStays() {
            world.time = World.NOW.plus(Duration.ofDays(1));
            world.put("7", "error", world.time);
            assertThat(purge(Duration.ofDays(60)).purges().applied()).isEqualTo(1);
            assertThat(isRecord("7")).isTrue();
        }

        @Test
        void recordThatSomebodyWritesBetweenPlanAndPurgeStays() {
            world.time = World.NOW.plus(Duration.ofDays(31));
            RunReport plan = reopened().run(purging().dryRun().build());
            world.put("7", "ready", world.time);
            RunReport applied = reopened().apply(plan.runId());
            assertThat(applied.purges().applied()).isEqualTo(1);
            assertThat(applied.purges().conflicts()).isEqualTo(1);
            assertThat(isRecord("7")).isTrue();
        }

        @Test
        void recordWhoseObjectIsBackStays() {
            world.objects.put(World.staged("8"), 10, world.time);
            RunReport report = purge(Duration.ofDays(31));
            assertThat(report.recovered()).isEqualTo(1);
            assertThat(report.purges().applied()).isEqualTo(1);
            assertThat(isRecord("8")).isTrue();
        }

        @Test
        @DisplayName("H1, H70: a store that doesn't answer, or a bucket that is gone, purges nothing")
        void nothingIsPurgedUnproven() {
            engine = ReconcileEngine.builder(world.store, world.catalog)
                    .journal(directory)
                    .clock(() -> world.time)
                    .waiting(duration -> {})
                    .build();
            world.time = World.NOW.plus(Duration.ofDays(31));
            world.store.onStat((key, nth, real) -> Presence.unknown(Doubt.FORBIDDEN, "no"));
            assertThat(engine.run(purging().apply().build()).purges().proposed())
                    .isZero();
            world.store.onStat((key, nth, real) -> Presence.absent());
            engine.run(purging().apply().build());
            assertThat(isRecord("7")).isTrue();
            assertThat(isRecord("8")).isTrue();
        }

        @Test
        @DisplayName("H71: more than the guardrails allow isn't purged")
        void guardrailsHoldForPurges() {
            world.time = World.NOW.plus(Duration.ofDays(31));
            RunReport report = reopened()
                    .run(purging()
                            .apply()
                            .guardrails(Guardrails.DEFAULT.maxFindings(1))
                            .build());
            assertThat(report).hasState(RunState.HALTED);
            assertThat(isRecord("7")).isTrue();
        }

        @Test
        void purgeIsntUndone() {
            RunReport report = purge(Duration.ofDays(31));
            RunReport undone = reopened().undo(report.runId());
            assertThat(undone.purges().skipped()).isEqualTo(2);
            assertThat(undone.notApplied().get(0).detail()).contains("isn't brought back");
            assertThat(reopened().undo(marked).marks().gone()).isEqualTo(2);
        }

        @Test
        @DisplayName("H84: killed anywhere, it purges each once and counts each once")
        void isResumed() throws IOException {
            RunReport whole = purge(Duration.ofDays(31));
            Path file = directory.resolve("runs").resolve(whole.runId() + ".jsonl");
            List<String> lines = Files.readAllLines(file);
            for (int kept = 1; kept < lines.size(); kept++) {
                Files.write(file, lines.subList(0, kept));
                long intended = lines.subList(0, kept).stream()
                        .filter(line -> line.contains("\"intended\""))
                        .count();
                RunReport resumed = reopened().resume(whole.runId());
                assertThat(resumed.purges().applied())
                        .as("%d lines kept", kept)
                        .isEqualTo(intended); // what it hadn't begun isn't there any more
            }
        }

        @Test
        void catalogThatCantSaysSo() {
            world.catalog.onPurge((asked, nth, real) -> {
                throw new AssertionError("it can't");
            });
            engine = ReconcileEngine.builder(world.objects, new Unpurgeable(world.records))
                    .journal(directory)
                    .clock(() -> world.time)
                    .waiting(duration -> {})
                    .build();
            world.time = World.NOW.plus(Duration.ofDays(31));
            RunReport report = engine.run(purging().apply().build());
            assertThat(report).hasState(RunState.INCOMPLETE);
            assertThat(report.problems())
                    .anySatisfy(problem -> assertThat(problem).contains("removes no records"));
            assertThat(isRecord("7")).isTrue();
        }
    }

    /** A catalog as most are. */
    private record Unpurgeable(InMemoryCatalog real) implements MetadataCatalog {

        @Override
        public CatalogProfile profile() {
            return real.profile();
        }

        @Override
        public CatalogPage read(CatalogQuery query) {
            return real.read(query);
        }

        @Override
        public Map<RecordId, CatalogRecord> lookUp(Collection<RecordId> ids) {
            return real.lookUp(ids);
        }

        @Override
        public Map<ObjectKey, List<Reference>> find(Collection<ObjectKey> keys) {
            return real.find(keys);
        }

        @Override
        public List<MarkResult> mark(List<Mark> marks) {
            return real.mark(marks);
        }

        @Override
        public List<MarkResult> unmark(List<Unmark> unmarks) {
            return real.unmark(unmarks);
        }
    }

    @Nested
    class Orphans {

        private static final String STRAY = "original/stray.jpg";

        @Test
        void areReportedAndLeftAloneByDefault() {
            RunReport report = engine.run(ReconcileRequest.applying());

            assertThat(report.objects().orphans()).isEqualTo(1);
            assertThat(report.orphanChanges().proposed()).isZero();
            assertThat(isThere(STRAY)).isTrue();
        }

        @Test
        @DisplayName("H78, H80: a quarantined orphan is out of the way, isn't found again, and comes back unchanged")
        void areQuarantinedAndRestored() {
            RunReport moved =
                    engine.run(orphans(OrphanPolicy.QUARANTINE).apply().build());

            assertThat(moved).hasState(RunState.COMPLETE);
            assertThat(moved.orphanChanges().applied()).isEqualTo(1);
            assertThat(isThere(STRAY)).isFalse();
            assertThat(isThere("reconcile-quarantine/" + moved.runId() + "/" + STRAY))
                    .isTrue();
            world.time = world.time.plus(Duration.ofDays(30));
            RunReport later = reopened().run(DRY);
            assertThat(later.objects().orphans())
                    .as("the quarantine is out of bounds")
                    .isZero();

            List<String> before = everything();
            RunReport dry = reopened().undo(UndoRequest.of(moved.runId()).dryRun());
            assertThat(dry.orphanChanges().proposed()).isEqualTo(1);
            assertThat(everything()).as("objects after a dry undo").isEqualTo(before);

            RunReport undone = reopened().undo(moved.runId());

            assertThat(undone.orphanChanges().applied()).isEqualTo(1);
            assertThat(isThere(STRAY)).isTrue();
            assertThat(isThere("reconcile-quarantine/" + moved.runId() + "/" + STRAY))
                    .isFalse();
        }

        @Test
        void areTaggedAndUntagged() {
            RunReport tagged = engine.run(orphans(OrphanPolicy.TAG).apply().build());

            assertThat(tagged.orphanChanges().applied()).isEqualTo(1);
            assertThat(world.objects.tags(ObjectKey.of(STRAY)).known().orElseThrow())
                    .containsEntry("reconcile", "orphan");

            engine.undo(tagged.runId());
            assertThat(world.objects.tags(ObjectKey.of(STRAY)).known().orElseThrow())
                    .isEmpty();
        }

        @Test
        @DisplayName("H82, H87: deleting wants two sightings hours apart and a confirmation of exactly this plan, once")
        void areDeletedOnlyAfterTwoSightingsAndAConfirmation() {
            ReconcileRequest delete = orphans(OrphanPolicy.DELETE).build();
            RunReport first = engine.run(delete);
            String early = engine.confirmation(engine.plan(first.runId(), Plan.Form.JSON_LINES));
            RunReport tooEarly = engine.apply(ApplyRequest.of(first.runId()).confirmDeletion(early));
            assertThat(tooEarly.orphanChanges().skipped()).as("one sighting").isEqualTo(1);
            assertThat(isThere(STRAY)).isTrue();

            world.time = world.time.plus(Duration.ofHours(5));
            RunReport second = engine.run(delete);
            RunReport unconfirmed = engine.apply(second.runId());
            assertThat(unconfirmed.orphanChanges().applied())
                    .as("nobody confirmed")
                    .isZero();
            assertThat(isThere(STRAY)).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> engine.apply(ApplyRequest.of(second.runId()).confirmDeletion(early)))
                    .withMessageContaining("confirmation");

            String confirmation = engine.confirmation(engine.plan(second.runId(), Plan.Form.CSV));
            RunReport deleted = engine.apply(ApplyRequest.of(second.runId()).confirmDeletion(confirmation));
            assertThat(deleted.orphanChanges().applied()).isEqualTo(1);
            assertThat(isThere(STRAY)).isFalse();

            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> engine.apply(ApplyRequest.of(second.runId()).confirmDeletion(confirmation)))
                    .withMessageContaining("used");
            RunReport undone = engine.undo(deleted.runId());
            assertThat(undone.notApplied()).anyMatch(left -> left.detail().contains("deleted for good"));
        }

        @Test
        void anApplyingRunNeverDeletesWithoutAPerson() {
            engine.run(DRY);
            world.time = world.time.plus(Duration.ofHours(5));

            RunReport report = engine.run(orphans(OrphanPolicy.DELETE).apply().build());

            assertThat(report.orphanChanges().skipped()).isEqualTo(1);
            assertThat(isThere(STRAY)).isTrue();
        }

        @Test
        void automaticDeletionWaitsForTheSightingToBeOldEnough() {
            ReconcileRequest auto = orphans(OrphanPolicy.DELETE)
                    .apply()
                    .autoDeleteAfter(Duration.ofDays(30))
                    .build();
            engine.run(auto);
            world.time = world.time.plus(Duration.ofDays(29));
            assertThat(engine.run(auto).orphanChanges().skipped()).isEqualTo(1);
            world.time = world.time.plus(Duration.ofDays(2));

            assertThat(engine.run(auto).orphanChanges().applied()).isEqualTo(1);
            assertThat(isThere(STRAY)).isFalse();
        }

        @Test
        @DisplayName("H50: an orphan that was written anew since it was planned stays")
        void anOrphanWrittenAnewStays() {
            RunId plan = engine.run(orphans(OrphanPolicy.QUARANTINE).build()).runId();
            world.objects.put(STRAY, 6, World.LONG_AGO);

            RunReport report = engine.apply(plan);

            assertThat(report.orphanChanges().conflicts()).isEqualTo(1);
            assertThat(isThere(STRAY)).isTrue();
        }

        @Test
        @DisplayName("H59: an orphan that got a record since it was planned stays")
        void anOrphanThatGotARecordStays() {
            RunId plan = engine.run(orphans(OrphanPolicy.QUARANTINE).build()).runId();
            world.records.put("999", "ready", world.time, World.reference("999", "original", STRAY, true));

            RunReport report = engine.apply(plan);

            assertThat(report.orphanChanges().conflicts()).isEqualTo(1);
            assertThat(isThere(STRAY)).isTrue();
        }

        @Test
        void areAdoptedByTheHostsOwnCode() {
            ReconcileEngine adopting = ReconcileEngine.builder(world.objects, world.catalog)
                    .journal(directory)
                    .clock(() -> world.time)
                    .adopter(object -> {
                        world.records.put(
                                "stray",
                                "ready",
                                world.time,
                                World.reference(
                                        "stray", "original", object.key().value(), true));
                        return true;
                    })
                    .build();

            RunReport adopted = adopting.run(orphans(OrphanPolicy.ADOPT).apply().build());

            assertThat(adopted.orphanChanges().applied()).isEqualTo(1);
            assertThat(adopting.run(DRY).objects().orphans()).isZero();
        }
    }

    @Nested
    class Resuming {

        @Test
        @DisplayName("H84: a run whose journal ends anywhere is taken up, and ends as if nothing had happened")
        void aRunCutOffAnywhereIsTakenUp() throws IOException {
            RunReport whole = engine.run(ReconcileRequest.applying());
            Path file = directory.resolve("runs").resolve(whole.runId() + ".jsonl");
            List<String> lines = Files.readAllLines(file);
            for (int kept = 1; kept < lines.size(); kept++) {
                Files.write(file, lines.subList(0, kept));

                RunReport resumed = reopened().resume(whole.runId());

                assertThat(resumed).as("%d lines kept", kept).hasState(RunState.COMPLETE);
                assertThat(world.statusOf("7")).isEqualTo("error");
                assertThat(world.statusOf("8")).isEqualTo("error");
            }
        }

        @Test
        void aRunThatHasEndedGivesItsReport() {
            RunReport whole = engine.run(ReconcileRequest.applying());

            assertThat(reopened().resume(whole.runId())).isEqualTo(whole);
        }

        @Test
        void anInterruptedRunIsTakenUp() {
            world.catalog.onMark((marks, call, real) -> {
                Thread.currentThread().interrupt();
                return real.apply(marks);
            });
            ReconcileEngine alone = ReconcileEngine.builder(world.objects, world.catalog)
                    .journal(directory)
                    .clock(() -> world.time)
                    .executor(task -> {})
                    .build();
            RunReport cancelled = alone.run(ReconcileRequest.applying());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cancelled).hasState(RunState.CANCELLED);
            world.catalog.onMark(Fault.none());

            RunReport resumed = reopened().resume(cancelled.runId());

            assertThat(resumed).hasState(RunState.COMPLETE);
            assertThat(world.statusOf("7")).isEqualTo("error");
        }

        @Test
        void aRunOfAnotherKindOfEntriesIsLeftAlone() {
            RunLog log =
                    RunJournal.in(directory).begin("some scope", "somebody", new RunId("20260101T000000Z-00000000"));
            log.close();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.resume(new RunId("20260101T000000Z-00000000")))
                    .withMessageContaining("killed before its journal began");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.resume(new RunId("20260101T000000Z-00000001")))
                    .withMessageContaining("There is no run");
        }
    }

    @Test
    void kindsSoughtByDefaultAreThoseThatCanBeFound() {
        assertThat(DRY.kinds())
                .containsExactlyInAnyOrder(
                        FindingKind.MISSING, FindingKind.MISMATCH, FindingKind.RECOVERED, FindingKind.ORPHAN);
    }
}
