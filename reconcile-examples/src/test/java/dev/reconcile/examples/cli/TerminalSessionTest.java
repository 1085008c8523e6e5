package dev.reconcile.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.examples.playground.Playground;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command as an operator types it, on a pseudo-terminal, against a PostgreSQL and an S3 server. */
class TerminalSessionTest {

    private static final Pattern RUN = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");
    private static final String ESCAPE = "\u001b[";

    @TempDir
    private static Path shared;

    private static Playground playground;
    private static Path bin;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(PseudoTerminal.isAvailable(), "there is no script(1) to give a pseudo-terminal");
        bin = CommandOnPath.in(shared);
        playground = Playground.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (playground != null) {
            playground.close();
        }
    }

    @BeforeEach
    void configure() throws Exception {
        Files.writeString(directory.resolve("reconcile.yaml"), """
                catalog:
                  url: ${DATABASE_URL}
                  user: ${DATABASE_USER}
                  password: ${DATABASE_PASSWORD}
                  table: media_files
                  id: [id]
                  status: {column: status, error: error, message: error_message}
                  updated-at: updated_at
                  references:
                    content: {column: object_key, size: size_bytes}
                  filters: [project_id]
                store:
                  type: s3
                  endpoint: ${S3_ENDPOINT}
                  region: us-east-1
                  bucket: ${S3_BUCKET}
                  list-order: none
                  keys: file-system
                run:
                  unsafe-orphan-grace: 1s
                """);
        try (Connection connection = playground.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE media_files SET status = 'ready', error_message = NULL,"
                    + " updated_at = now() - interval '40 days' WHERE updated_at > now() - interval '1 day'");
        }
    }

    private PseudoTerminal typed(String command) throws Exception {
        return PseudoTerminal.running(command, directory, bin, playground.environment());
    }

    private String ended(int exit, String command) throws Exception {
        try (PseudoTerminal terminal = typed(command)) {
            assertThat(terminal.exit()).as("%s%n%s", command, terminal.shown()).isEqualTo(exit);
            return terminal.shown();
        }
    }

    private static String run(String shown) {
        Matcher run = RUN.matcher(shown);
        assertThat(run.find()).as(shown).isTrue();
        return run.group();
    }

    @Test
    void theWizardAsksAndWritesWhatItProposes() throws Exception {
        Files.delete(directory.resolve("reconcile.yaml"));
        try (PseudoTerminal init = typed("reconcile init --url $DATABASE_URL --password-variable DATABASE_PASSWORD"
                + " --endpoint $S3_ENDPOINT --region us-east-1 --bucket $S3_BUCKET"
                + " --access-key-variable AWS_ACCESS_KEY_ID --secret-key-variable AWS_SECRET_ACCESS_KEY")) {
            init.await(": ").type("postgres\n"); // the user; all that follows is proposed
            init.await("[").type("\n".repeat(30));
            assertThat(init.exit()).as(init.shown()).isZero();
            assertThat(init.shown()).contains("media_files", "Written: ");
        }
        assertThat(directory.resolve("reconcile.yaml"))
                .content()
                .contains("table: media_files", "column: object_key", "password: ${DATABASE_PASSWORD}");
        assertThat(ended(1, "reconcile plan --only missing,mismatch")).contains("12 marks are proposed");
    }

    @Test
    void planApplyAndUndo() throws Exception {
        String plan = ended(1, "reconcile plan");
        assertThat(plan)
                .as("a bar on the way")
                .contains("reading rows", "comparing", "100%")
                .contains("What to do next", "reconcile apply " + run(plan));
        String apply = ended(0, "reconcile apply last");
        assertThat(apply).contains("12 applied");
        assertThat(ended(0, "reconcile show last --changes")).contains("record:117");
        assertThat(ended(0, "reconcile undo last --dry-run")).contains("12 marks are proposed");
        assertThat(ended(0, "reconcile undo " + run(apply.substring(apply.indexOf("Run ")))))
                .contains("12 applied");
        assertThat(ended(0, "reconcile runs")).contains("undo dry", "complete");
    }

    @Test
    void ctrlCEndsARunCleanlyAndItGoesOnWithResume() throws Exception {
        String run;
        try (PseudoTerminal plan = typed("exec reconcile plan --strategy probe --only missing,mismatch --rate 150")) {
            plan.await("comparing");
            plan.type(String.valueOf(PseudoTerminal.CTRL_C));
            assertThat(plan.exit()).as(plan.shown()).isEqualTo(3);
            assertThat(plan.shown()).contains("Stopping", "CANCELLED", "go on where it stopped");
            run = run(plan.shown());
        }
        assertThat(ended(1, "reconcile resume " + run)).contains("COMPLETE", "117.jpg");
    }

    @Test
    void orphansGoIntoQuarantineAndComeBackOnlyWhereThatIsSafe() throws Exception {
        ended(1, "reconcile plan --orphans quarantine --only orphan");
        assertThat(ended(0, "reconcile orphans list")).contains("media/incoming/25.jpg");
        assertThat(ended(4, "reconcile apply last")).contains("apply", "--accept-orphans 25");
        ended(0, "reconcile apply last --accept-orphans 25");
        assertThat(ended(0, "reconcile orphans list --quarantined").lines()).hasSize(25);
        assertThat(ended(3, "reconcile orphans restore last --all"))
                .as("S3Proxy doesn't honour If-None-Match on a copy")
                .contains("Switch versioning on for the bucket and undo again");
    }

    @Test
    void aPageOfFindingsFitsATerminal() throws Exception {
        ended(1, "reconcile plan");
        String page = ended(0, "reconcile show last --findings --kind missing --limit 5");
        assertThat(page).contains("7 more of 12; go on with --offset 5");
        ended(0, "reconcile show last --html drift.html --export plan.csv");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("drift.html", "plan.csv");
        }
    }

    @Test
    void estimateCheckAndCompletion() throws Exception {
        assertThat(ended(0, "reconcile estimate")).contains("2,000 rows");
        assertThat(ended(0, "reconcile check")).contains("media_files");
        assertThat(ended(0, "bash -c 'source <(reconcile completion) && complete -p reconcile'"))
                .contains("-F _complete_reconcile reconcile");
    }

    @Test
    void watchWaitsForItsTimeUntilCtrlC() throws Exception {
        try (PseudoTerminal watch = typed("exec reconcile watch --cron '0 3 1 1 *' --zone UTC")) {
            watch.await("Next run at").type(String.valueOf(PseudoTerminal.CTRL_C));
            assertThat(watch.exit()).isZero();
            assertThat(watch.shown()).contains("Stopped watching.");
        }
    }

    @Test
    void coloursAreOnlyForTerminalsThatWantThem() throws Exception {
        assertThat(ended(0, "reconcile plan --help")).contains(ESCAPE);
        assertThat(ended(0, "NO_COLOR=1 reconcile plan --help")).doesNotContain(ESCAPE);
        assertThat(ended(0, "reconcile plan --help | cat")).doesNotContain(ESCAPE);
    }

    @Test
    void whatIsPipedHasNoBar() throws Exception {
        ended(0, "reconcile plan --quiet --json > report.json 2> rest.txt; test $? -eq 1");
        assertThat(directory.resolve("report.json")).content().startsWith("{\"run_id\"");
        assertThat(directory.resolve("rest.txt")).isEmptyFile();
    }
}
