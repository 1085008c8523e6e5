package dev.reconcile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.ObjectCounts;
import dev.reconcile.RunReport.RequestCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.UnusableCounts;
import dev.reconcile.RunReport.UploadCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/journal.md shows is what is written. If a line differs, journals written before may not be readable any more. */
class JournalDocumentationTest {

    private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/journal.md");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);
    private static final RunId RUN = new RunId("20261103T081500Z-5b37a1c0");

    private static Instant at(int second) {
        return Instant.parse("2026-11-03T08:15:00Z").plusSeconds(second);
    }

    /** A run that finds one missing object and marks its record. */
    private static List<JournalEntry> run() {
        Reference original = new Reference(
                new RecordId("17"), "original", ObjectKey.of("images/17.jpg"), OptionalLong.of(2048), true);
        Mark mark = new Mark(new RecordId("17"), "ready", null, List.of(original), "original missing");
        List<Look> evidence = List.of(
                new Look("look up record 17", "ready, points at images/17.jpg", at(4)),
                new Look("HEAD images/17.jpg", "absent", at(5)));
        Binding binding = new Binding(
                "s3:images",
                "postgresql:app.public.images",
                List.of("original"),
                "table \"postgresql:app.public.images\"; id \"id\":int8",
                ".reconcile/");
        return List.of(
                new JournalEntry.Begun(
                        JournalFormat.VERSION,
                        RUN,
                        RunKind.RECONCILE,
                        Optional.empty(),
                        binding,
                        ReconcileRequest.applying(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        "images-service",
                        7,
                        at(0)),
                new JournalEntry.Resumed("images-service", 8, at(2)),
                new JournalEntry.Cut(
                        List.of(ObjectKey.of("images/5"), ObjectKey.of("images/9")), Strategy.SWEEP, at(3)),
                new JournalEntry.Found(
                        0,
                        new Finding.Missing(
                                original,
                                new RecordState(
                                        "ready",
                                        null,
                                        Instant.parse("2026-10-30T11:02:45Z"),
                                        Map.of("project", "alps"))),
                        evidence),
                new JournalEntry.Split(0, ObjectKey.of("images/25"), 3, at(5)),
                new JournalEntry.Walked(0, true, Map.of("listed", 1000L), List.of(), at(6)),
                new JournalEntry.Verified(
                        -2, null, ObjectKey.of("images/17.jpg"), 1000, Map.of("role.original.verified", 999L), at(6)),
                new JournalEntry.Planned("5b37a1c0", 1, List.of(), at(7), at(7)),
                new JournalEntry.Intended(new Change.MarkRecord(mark), evidence, 8, at(8)),
                new JournalEntry.Copied("object:images/99.jpg", "9b2cf5", at(9)),
                new JournalEntry.Done("record:17", ChangeOutcome.APPLIED, "original missing", at(9), null, "", at(10)),
                new JournalEntry.Ended(report(), at(11)),
                new JournalEntry.Cleared("eve@example.com", at(60)));
    }

    private static RunReport report() {
        return new RunReport(
                RUN,
                RunKind.RECONCILE,
                Optional.empty(),
                Optional.empty(),
                false,
                RunState.COMPLETE,
                Strategy.SWEEP,
                "s3:images",
                "postgresql:app.public.images",
                at(0),
                Duration.ofSeconds(11),
                Map.of(),
                Set.of(FindingKind.MISSING, FindingKind.ORPHAN),
                1000,
                List.of(new RoleCounts(
                        "original", 1000, 1000, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, RunReport.VerificationCounts.NONE)),
                new ObjectCounts(1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
                new UnusableCounts(0, 0, 0, List.of()),
                new ChangeCounts(1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
                ChangeCounts.NONE,
                ChangeCounts.NONE,
                ChangeCounts.NONE,
                UploadCounts.NONE,
                List.of(),
                "5b37a1c0",
                new RequestCounts(1, 2, 1, 1, 0, 1, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Test
    void theExamplesAreTheLinesOfARun() throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher block = EXAMPLE.matcher(Files.readString(PAGE));
        while (block.find()) {
            shown.add(block.group(1));
        }
        assertThat(shown)
                .as("the lines in %s, and what is written", PAGE)
                .isEqualTo(run().stream().map(JournalFormat::line).toList());
    }

    @Test
    void everyKindIsShown() {
        assertThat(run().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(JournalEntry.class.getPermittedSubclasses());
    }

    @Test
    void everyKindOfFindingAndChangeIsNamed() throws IOException {
        String page = Files.readString(PAGE);
        Pattern kind = Pattern.compile("\"(?:kind|change)\":\"([a-z_]+)\"");
        Stream.concat(
                        Entries.findings().stream().map(finding -> new JournalEntry.Found(0, finding, List.of())),
                        Entries.changes().stream()
                                .map(change -> new JournalEntry.Intended(change, List.of(), 1, Instant.EPOCH)))
                .map(JournalFormat::line)
                .forEach(line -> assertThat(page)
                        .contains("`"
                                + kind.matcher(line)
                                        .results()
                                        .findFirst()
                                        .orElseThrow()
                                        .group(1) + "`"));
    }
}
