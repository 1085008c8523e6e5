package dev.reconcile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private static final Pattern RUN = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");

    @TempDir
    private Path directory;

    private Images images;

    @BeforeEach
    void start() throws SQLException, IOException {
        images = new Images(directory);
    }

    @AfterEach
    void stop() throws SQLException {
        images.close();
    }

    private static String run(Called called) {
        Matcher run = RUN.matcher(called.out());
        assertThat(run.find()).as("%s", called).isTrue();
        return run.group();
    }

    private static JsonNode json(Called called) throws IOException {
        return new ObjectMapper().readTree(called.out());
    }

    @Test
    void nothingWrongIsZero() {
        Called plan = images.call("plan");
        assertThat(plan.exit()).as("%s", plan).isZero();
        assertThat(plan.out()).contains("dry run, COMPLETE").doesNotContain("What to do next");
    }

    @Test
    void planApplyShowAndUndo() throws Exception {
        images.withDrift();
        Called plan = images.call("plan");
        assertThat(plan.exit()).as("%s", plan).isEqualTo(1);
        assertThat(plan.out())
                .contains("images/stray/", "images/7/", "in common", "What to do next")
                .contains("reconcile -c " + images.configuration + " apply " + run(plan))
                .doesNotContain("Guardrails.DEFAULT");
        assertThat(images.status(7)).as("after a dry run").isEqualTo("ready");
        Called narrowed = images.call("apply", run(plan), "--where", "project_id=1");
        assertThat(narrowed.exit()).isEqualTo(2);
        assertThat(narrowed.err()).contains("leave out --where");

        Called apply = images.call("apply", run(plan));
        assertThat(apply.exit()).as("%s", apply).isZero();
        assertThat(images.status(7)).isEqualTo("error");
        assertThat(images.status(10)).isEqualTo("ready");

        Called changes = images.call("show", "last", "--changes");
        assertThat(changes.out().lines()).hasSize(3).allMatch(line -> line.matches("applied +mark +record:[789]"));

        Called undo = images.call("undo", run(apply));
        assertThat(undo.exit()).as("%s", undo).isZero();
        assertThat(images.status(7)).isEqualTo("ready");
        assertThat(images.call("runs").out().lines()).hasSize(4);
    }

    @Test
    void aReviewedPlanIsAppliedWithoutTheLinesTakenOut() throws Exception {
        images.withDrift();
        Path file = directory.resolve("plan.csv");
        Called plan = images.call("plan", "--export", file.toString());
        assertThat(plan.err()).contains("apply --plan " + file);
        List<String> kept = Files.readAllLines(file).stream()
                .filter(line -> !line.contains("images/8/8.jpg"))
                .toList();
        Files.write(file, kept);

        Called apply = images.call("apply", "--plan", file.toString());

        assertThat(apply.exit()).as("%s", apply).isZero();
        assertThat(List.of(images.status(7), images.status(8), images.status(9)))
                .containsExactly("error", "ready", "error");

        Files.writeString(file, Files.readString(file).replace("images/7/7.jpg", "images/6/6.jpg"));
        Called tampered = images.call("apply", "--plan", file.toString());
        assertThat(tampered.exit()).isEqualTo(2);
        assertThat(tampered.err()).contains("a line that was changed");
    }

    @Test
    void lookingAndActingInOneGoHasToBeSaid() throws Exception {
        images.withDrift();
        Called unsaid = images.call("apply");
        assertThat(unsaid.exit()).isEqualTo(2);
        assertThat(unsaid.err()).contains("apply last", "apply --execute");
        assertThat(images.status(7)).isEqualTo("ready");

        Called said = images.call("apply", "--execute", "--project-id", "1");
        assertThat(said.exit()).as("%s", said).isZero();
        assertThat(List.of(images.status(7), images.status(8))).containsExactly("error", "ready");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dry-run", "--report-only"})
    void dryRunIsUnderstoodEverywhere(String flag) throws Exception {
        images.withDrift();
        assertThat(images.call("plan", flag).exit()).isEqualTo(1);
        assertThat(images.call("apply", flag, "--batch-size", "50", "--concurrency", "4", "--status", "ready")
                        .exit())
                .isEqualTo(1);
        assertThat(images.status(7)).isEqualTo("ready");
        assertThat(images.call("apply", flag, "--execute").exit())
                .as("to act and not to act")
                .isEqualTo(2);
    }

    @Test
    void aGuardrailStopsBeforeTheFirstChangeAndSaysHowToAccept() throws Exception {
        for (int id = 1; id <= 20; id++) {
            images.bucket.remove(Images.key(id));
        }
        Called halted = images.call("apply", "--execute");
        assertThat(halted.exit()).as("%s", halted).isEqualTo(4);
        assertThat(halted.out()).contains("HALTED", "apply --execute --accept 20");
        assertThat(images.status(1)).isEqualTo("ready");

        Called still = images.call("apply", "--execute");
        assertThat(still.exit()).as("sticky").isEqualTo(4);
        assertThat(images.call("runs", "clear", "last", "--by", "eve").exit()).isZero();

        Called accepted = images.call("apply", "--execute", "--accept", "20");
        assertThat(accepted.exit()).as("%s", accepted).isZero();
        assertThat(images.status(20)).isEqualTo("error");
    }

    @Test
    void orphansAreListedQuarantinedAndBroughtBackOneByOne() throws Exception {
        images.withDrift();
        Called plan = images.call("plan", "--orphans", "quarantine");
        Called list = images.call("orphans", "list");
        assertThat(list.out().lines()).hasSize(3).allMatch(line -> line.contains("images/stray/"));
        assertThat(images.call("orphans", "list", "--csv").out()).startsWith("kind,record,role,key");

        assertThat(images.call("apply", run(plan)).exit()).isZero();
        assertThat(images.bucket.keys()).doesNotContain("images/stray/1.jpg");
        assertThat(images.call("orphans", "list", "--quarantined").out().lines())
                .hasSize(3);

        Called restored = images.call("orphans", "restore", "last", "images/stray/1.jpg");
        assertThat(restored.exit()).as("%s", restored).isZero();
        assertThat(images.bucket.keys()).contains("images/stray/1.jpg").doesNotContain("images/stray/2.jpg");
        assertThat(images.status(7)).as("rows stay marked").isEqualTo("error");

        String applied =
                json(images.call("runs", "--json")).get(1).get("run_id").asText();
        assertThat(images.call("orphans", "restore", applied, "--all").exit()).isZero();
        assertThat(images.bucket.keys()).contains("images/stray/2.jpg", "images/stray/3.jpg");
        assertThat(images.status(7)).isEqualTo("error");
    }

    @Test
    @DisplayName("H87: orphans are deleted with the code of exactly this plan, once two complete runs saw them")
    void deletionNeedsItsCode() {
        images.withDrift();
        images.call("plan", "--orphans", "delete");
        Called asked = images.call("orphans", "delete");
        assertThat(asked.out()).contains("3 objects of 5.9 KiB would be deleted", "--confirm ");
        assertThat(images.call("orphans", "delete", "last", "--confirm", "0000000000000000")
                        .exit())
                .isEqualTo(2);
        Matcher code = Pattern.compile("--confirm ([0-9a-f]{16})").matcher(asked.out());
        assertThat(code.find()).isTrue();

        Called deleted = images.call("orphans", "delete", "last", "--confirm", code.group(1));

        assertThat(deleted.exit()).as("%s", deleted).isEqualTo(1);
        assertThat(deleted.out()).contains("3 skipped");
        assertThat(images.bucket.keys())
                .as("one run has seen them, and only now")
                .contains("images/stray/1.jpg", "images/stray/2.jpg", "images/stray/3.jpg");
    }

    @Test
    void aRunThatBrokeOffIsResumed() throws Exception {
        images.withDrift();
        Called stopped = images.call("plan", "--max-requests", "1", "--strategy", "probe");
        assertThat(stopped.exit()).as("%s", stopped).isEqualTo(3);
        assertThat(stopped.out()).contains(" resume " + run(stopped));
        assertThat(images.call("resume", "last").exit()).isIn(0, 1, 3);
    }

    @Test
    void findingsAreFilteredAndPaged() throws Exception {
        images.withDrift();
        images.call("plan");
        assertThat(images.call("show", "last", "--findings").out().lines()).hasSize(6);
        assertThat(images.call("show", "last", "--findings", "--kind", "orphan")
                        .out()
                        .lines())
                .hasSize(3);
        assertThat(images.call("show", "last", "--findings", "--prefix", "images/7/")
                        .out()
                        .lines())
                .hasSize(1);
        Called page = images.call("show", "last", "--findings", "--limit", "2", "--offset", "2");
        assertThat(page.out().lines()).hasSize(2);
        assertThat(page.err()).contains("2 more of 6", "--offset 4");
        for (String line : images.call("show", "last", "--findings", "--json")
                .out()
                .lines()
                .toList()) {
            assertThat(new ObjectMapper().readTree(line).get("key").asText()).startsWith("images/");
        }
        assertThat(images.call("show", "last", "--findings", "--csv").out().lines())
                .hasSize(7);
    }

    @Test
    void runsAreShownWhileDatabaseAndBucketAreDown() throws Exception {
        images.withDrift();
        Called plan = images.call("plan");
        images.execute("DROP TABLE images");
        images.server.removeBucket("images");
        assertThat(images.call("runs").exit()).isZero();
        Path page = directory.resolve("drift.html");
        assertThat(images.call("show", run(plan), "--html", page.toString()).exit())
                .isZero();
        assertThat(page).content().startsWithIgnoringCase("<!doctype html>").contains("images/stray/");
        Called failed = images.call("plan");
        assertThat(failed.exit()).as("%s", failed).isNotZero().isNotEqualTo(1);
    }

    @Test
    void jsonIsAllThereIs() throws Exception {
        images.withDrift();
        Called plan = images.call("plan", "--json", "--quiet");
        assertThat(plan.err()).isEmpty();
        assertThat(json(plan).get("state").asText()).isEqualTo("complete");
        JsonNode estimate = json(images.call("estimate", "--json"));
        assertThat(estimate.get("records").asLong()).isEqualTo(Images.ROWS);
        assertThat(json(images.call("runs", "--json"))).hasSize(1);
    }

    @Test
    void anEstimateCountsRowsAndTakesObjectsFromTheLastRun() {
        assertThat(images.call("estimate").out()).contains("200 rows", "200 objects", "0 looks");
        assertThat(images.call("estimate", "--where", "project_id=1").out()).contains("67 rows");
        images.withDrift();
        images.call("plan");
        assertThat(images.call("estimate", "--strategy", "probe").out()).contains("200 looks");
    }

    @Test
    void wrongWordsAreUsageErrorsThatSayWhatIsMeant() {
        assertThat(images.call().err()).contains("Which command?");
        Called typo = images.call("plann");
        assertThat(typo.exit()).isEqualTo(2);
        assertThat(typo.err()).contains("plan");
        assertThat(images.call("plan", "--orphans", "burn").exit()).isEqualTo(2);
        assertThat(images.call("show", "20200101").err()).contains("There is no run 20200101");
        assertThat(images.call("apply", "last").err()).contains("There is no finished dry run", "reconcile plan");
        Called unfiltered = images.call("plan", "--where", "colour=red");
        assertThat(unfiltered.exit()).isEqualTo(2);
        assertThat(unfiltered.err()).contains("colour");
        Called none = Called.with(images.environment(), "", "-c", "nowhere.yaml", "plan");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("nowhere.yaml", "reconcile init");
    }

    @Test
    void watchRunsBySchedule() throws Exception {
        images.withDrift();
        Called watched = images.call("watch", "--cron", "* * * * *", "--zone", "UTC", "--runs", "0");
        assertThat(watched.exit()).as("%s", watched).isZero();
        assertThat(images.call("watch").err()).contains("schedule.cron");
        assertThat(images.call("watch", "--cron", "nonsense", "--zone", "UTC").exit())
                .isEqualTo(2);
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (String command : List.of(
                "estimate", "plan", "show", "apply", "resume", "undo", "runs", "orphans list", "watch", "completion")) {
            List<String> words = new java.util.ArrayList<>(List.of(command.split(" ")));
            words.add("--help");
            Called help = images.call(words.toArray(String[]::new));
            assertThat(help.exit()).isZero();
            assertThat(help.out()).as(command).contains("Examples:", "reconcile " + command);
        }
        assertThat(images.call("completion").out()).contains("complete -F");
        assertThat(images.call("--version").out()).contains("reconcile 0.1.0");
    }
}
