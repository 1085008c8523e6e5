package dev.reconcile.journal;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Integrity;
import dev.reconcile.Look;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.NotApplied;
import dev.reconcile.RunReport.ObjectCounts;
import dev.reconcile.RunReport.RequestCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.UnusableCounts;
import dev.reconcile.RunReport.UploadCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.Verification;
import dev.reconcile.catalog.Expectation;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** One entry of every kind, with every finding and change, as a run over a table of images writes them. */
final class Entries {

    static final RunId RUN = new RunId("20261103T081500Z-5b37a1c0");
    static final RunId EARLIER = new RunId("20261102T081500Z-00c0ffee");
    static final Instant AT = Instant.parse("2026-11-03T08:15:00.123456789Z");

    private static final Reference REFERENCE =
            new Reference(new RecordId("17"), "original", ObjectKey.of("images/17.jpg"), OptionalLong.of(2048), true);
    private static final Reference SIZELESS =
            new Reference(new RecordId("17"), "staged", ObjectKey.of("staged/17.webp"), OptionalLong.empty(), false);
    private static final Reference EXPECTING = new Reference(
            new RecordId("17"),
            "archive",
            ObjectKey.of("archives/17.zip"),
            Expectation.ofSize(512)
                    .with(new Checksum(Checksum.Algorithm.CRC32, "352441c2"))
                    .with("record-count", "100"),
            true);
    private static final StoredObject OBJECT =
            new StoredObject(ObjectKey.of("images/99.jpg"), 512, "9b2cf5", AT, "STANDARD");
    private static final StoredObject UNTOLD = new StoredObject(ObjectKey.of("images/98.jpg"), 0, null, null, null);
    private static final Upload UPLOAD = new Upload(ObjectKey.of("images/big.tif"), "upload-1", AT);
    private static final List<Look> EVIDENCE = List.of(new Look("HEAD images/17.jpg", "absent", AT));
    static final Mark MARK =
            new Mark(new RecordId("17"), "ready", null, List.of(REFERENCE, SIZELESS), "original missing");

    private Entries() {}

    static List<JournalEntry> all() {
        List<JournalEntry> all = new ArrayList<>();
        all.add(begun(ReconcileRequest.dryRun()));
        all.add(new JournalEntry.Resumed("images-service on web-2 (process 4711)", 8, AT));
        all.add(new JournalEntry.Cut(List.of(ObjectKey.of("images/5"), ObjectKey.of("images/9")), Strategy.SWEEP, AT));
        all.add(new JournalEntry.Split(2, ObjectKey.of("images/95"), 3, AT));
        findings().forEach(finding -> all.add(new JournalEntry.Found(2, finding, EVIDENCE)));
        all.add(new JournalEntry.Walked(
                2, true, Map.of("listed", 1_000L, "checked.original", 998L), List.of(OBJECT), AT));
        all.add(new JournalEntry.Verified(
                -3,
                ObjectKey.of("images/5"),
                ObjectKey.of("images/9"),
                200,
                Map.of("role.original.verified", 199L),
                AT));
        all.add(new JournalEntry.Verified(-2, null, ObjectKey.of("images/9"), 1, Map.of(), AT));
        all.add(new JournalEntry.Planned(
                "sha256:5b37a1c0", 4, List.of("more than 1 % of what was checked"), AT.minusSeconds(3), AT));
        changes().forEach(change -> all.add(new JournalEntry.Intended(change, EVIDENCE, 8, AT)));
        all.add(new JournalEntry.Copied("object:images/99.jpg", "9b2cf5", AT));
        all.add(new JournalEntry.Copied("object:images/98.jpg", null, AT));
        all.add(new JournalEntry.Done("record:17", ChangeOutcome.APPLIED, "original missing", AT, null, "", AT));
        all.add(new JournalEntry.Done("object:images/98.jpg", ChangeOutcome.APPLIED, null, null, "v7", "", AT));
        all.add(new JournalEntry.Done("record:18", ChangeOutcome.CONFLICT, null, null, null, "its status changed", AT));
        all.add(new JournalEntry.Ended(report(), AT));
        all.add(new JournalEntry.Cleared("operator@example.com", AT));
        return all;
    }

    static JournalEntry.Begun begun(ReconcileRequest request) {
        Binding binding = new Binding(
                "s3:images", "postgresql:app.public.images", List.of("original", "staged"), "id=id", ".reconcile/");
        return new JournalEntry.Begun(
                JournalFormat.VERSION,
                RUN,
                RunKind.UNDO,
                Optional.of(EARLIER),
                binding,
                request,
                Optional.of("5b37a1c0"),
                List.of("record:17", "object:images/a b\u0007.jpg"),
                Optional.of("5b37a1c05b37a1c0"),
                "images-service on web-1 (process 4711)",
                7,
                AT);
    }

    static List<Finding> findings() {
        Map<String, String> context = Map.of("project", "alps", "owner", "eve");
        return List.of(
                new Finding.Missing(REFERENCE, new RecordState("ready", "was fine", null, context)),
                new Finding.Missing(SIZELESS, new RecordState(null, null, null, Map.of())),
                new Finding.Mismatch(REFERENCE, new RecordState("ready", null, null, context), OBJECT),
                new Finding.Mismatch(
                        EXPECTING,
                        new RecordState(null, null, null, Map.of()),
                        OBJECT,
                        new Difference("metadata record-count", "100", "99")),
                new Finding.Recovered(
                        REFERENCE, new RecordState("error", "original missing", null, context), OBJECT, EARLIER),
                new Finding.Expired(
                        REFERENCE, new RecordState("error", "original missing", null, context), EARLIER, AT),
                new Finding.Orphan(OBJECT),
                new Finding.Orphan(UNTOLD),
                new Finding.Unfinished(new Upload(ObjectKey.of("images/98.jpg"), "u-1", AT)));
    }

    static List<Change> changes() {
        return List.of(
                new Change.MarkRecord(MARK),
                new Change.UnmarkRecord(new Unmark(MARK, "original missing", AT)),
                new Change.UnmarkRecord(new Unmark(MARK, null, null)),
                new Change.PurgeRecord(new Unmark(MARK, "original missing", AT)),
                new Change.Quarantine(OBJECT, ObjectKey.of(".reconcile/quarantine/images/99.jpg")),
                new Change.Tag(OBJECT, Map.of("team", "a"), Map.of("team", "a", "reconcile", "orphan")),
                new Change.Delete(OBJECT),
                new Change.Adopt(OBJECT),
                new Change.Abort(UPLOAD),
                new Change.Abort(new Upload(ObjectKey.of("a"), "b", null)),
                new Change.Restore(OBJECT, UNTOLD),
                new Change.RestoreVersion(OBJECT, "v7"));
    }

    static RunReport report() {
        UnusableReference foreign = new UnusableReference(
                new RecordId("3"), "original", UnusableReference.Kind.FOREIGN, "https://x.test/3", "undeclared");
        return new RunReport(
                RUN,
                RunKind.APPLY,
                Optional.of(EARLIER),
                Optional.of("request-42"),
                true,
                RunState.HALTED,
                Strategy.SWEEP,
                "s3:images",
                "postgresql:app.public.images",
                AT,
                Duration.ofSeconds(12, 345_678_901),
                Map.of(
                        Progress.Stage.SNAPSHOT,
                        Duration.ofMillis(1),
                        Progress.Stage.WALK,
                        Duration.ofSeconds(2),
                        Progress.Stage.APPLY,
                        Duration.ZERO),
                Set.of(FindingKind.MISSING, FindingKind.ORPHAN, FindingKind.RECOVERED),
                1_000,
                List.of(new RoleCounts(
                        "original", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, RunReport.VerificationCounts.NONE)),
                new ObjectCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Map.of()),
                new UnusableCounts(1, 2, 3, List.of(foreign)),
                new ChangeCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                ChangeCounts.NONE,
                new ChangeCounts(2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                new ChangeCounts(10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
                new UploadCounts(1, List.of(UPLOAD), ChangeCounts.NONE),
                List.of(new NotApplied("record:18", ChangeOutcome.UNCERTAIN, "its answer was lost")),
                "sha256:5b37a1c0",
                new RequestCounts(1, 2, 3, 4, 5, 6, 7, 8, 0),
                List.of("more than 1 % of what was checked"),
                List.of("the store didn't answer"),
                findings(),
                Optional.of(new RecordId("17")));
    }

    /** Every setting differs from its default. */
    static ReconcileRequest everySetting() {
        return ReconcileRequest.builder()
                .apply()
                .kinds(FindingKind.ORPHAN, FindingKind.MISSING)
                .strategy(Strategy.SWEEP)
                .pageCost(12.5)
                .prefix("images/")
                .keys(ObjectKey.of("images/17"), ObjectKey.of("images/\uD83D\uDE00"))
                .keyPattern(Pattern.compile("images/[0-9]+\\.jpg", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                .batchSize(7)
                .concurrency(3)
                .requestsPerSecond(11)
                .attempts(5)
                .maxRequests(1_000_000)
                .deadline(Duration.ofMinutes(90))
                .markGrace(Duration.ofSeconds(3_601, 5))
                .orphanGrace(Duration.ofDays(9))
                .guardrails(new Guardrails(1, 0.1, 2, 0.3, 0.7, OptionalLong.of(17), OptionalLong.of(0)))
                .examples(1_000)
                .orphans(OrphanPolicy.DELETE)
                .recovered(RecoveryPolicy.RESTORE_STATUS)
                .autoDeleteAfter(Duration.ofDays(30))
                .uploadsOlderThan(Duration.ofDays(7))
                .abortUploads()
                .expiredAfter(Duration.ofDays(90))
                .purge()
                .unsafeWithoutPreconditions()
                .integrity(Integrity.CHECKSUM, Integrity.CONTENT, Integrity.METADATA)
                .verification(
                        Verification.ALL.within(Duration.ofHours(2)).share(0.05).bytesPerSecond(1 << 20))
                .correlationId("request-42")
                .build();
    }

    /** What goes with nothing that chooses records otherwise. */
    static ReconcileRequest targeted() {
        return ReconcileRequest.builder()
                .records(List.of(new RecordId("17"), new RecordId("a\u2028b")))
                .build();
    }

    /** What can't go together with orphans, and what can be switched off. */
    static ReconcileRequest restricted() {
        return ReconcileRequest.builder()
                .strategy(Strategy.PROBE)
                .statuses("ready", "", "\u0000\n\uD800\u2028\"\\")
                .where("project", "a'b")
                .where("own\u0000er", "")
                .limit(1)
                .cursor(new RecordId("\uDC00"))
                .unlimitedRequests()
                .unsafeWithoutMarkGrace()
                .unsafeOrphanGrace(Duration.ZERO)
                .examples(0)
                .build();
    }
}
