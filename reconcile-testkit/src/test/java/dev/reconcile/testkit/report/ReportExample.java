package dev.reconcile.testkit.report;

import dev.reconcile.ChangeOutcome;
import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Progress;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two runs over the images of a service, a week apart: an outage on an afternoon lost the uploads of one tenant, a deployment left orphans, and
 * there is what there always is. The same every time.
 */
final class ReportExample {

    static final Instant NOW = Instant.parse("2026-11-03T03:00:00Z");
    static final Instant OUTAGE = Instant.parse("2026-10-28T14:05:00Z");

    private static final List<String> TENANTS = List.of(
            "acme",
            "globex",
            "initech",
            "umbrella",
            "hooli",
            "stark",
            "wayne",
            "wonka",
            "tyrell",
            "cyberdyne",
            "soylent",
            "vandelay",
            "dunder",
            "pied-piper",
            "oscorp",
            "massive",
            "aperture",
            "gringotts");
    private static final List<String> FOLDERS = List.of("photos", "scans", "avatars", "exports");
    private static final List<String> CLASSES = List.of("STANDARD", "STANDARD", "STANDARD_IA", "GLACIER_IR");

    private final Random random;

    private ReportExample(long seed) {
        random = new Random(seed);
    }

    static List<Finding> findings() {
        return new ReportExample(7).all();
    }

    /** A week before: the outage hadn't happened, and some of what was found then is mended by now. */
    static List<Finding> earlierFindings() {
        List<Finding> now = findings();
        List<Finding> then = new ArrayList<>(now.stream()
                .filter(finding -> new Random(finding.key().hashCode()).nextInt(3) > 0)
                .filter(finding -> !(finding instanceof Finding.Missing missing)
                        || !missing.record()
                                .context()
                                .getOrDefault("created", "")
                                .startsWith("2026-10-28"))
                .toList());
        then.addAll(new ReportExample(11).some(60));
        return then;
    }

    /** So many, each made as it is asked for. */
    static Stream<Finding> many(int count) {
        ReportExample example = new ReportExample(3);
        return IntStream.range(0, count).mapToObj(i -> {
            String tenant = TENANTS.get(i % TENANTS.size());
            Instant at = NOW.minusSeconds(400_000L + i * 300L);
            return i % 3 == 0
                    ? new Finding.Orphan(example.object(example.key(tenant, i, at), at))
                    : example.missing(tenant, i, at);
        });
    }

    private List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < 1_010; i++) {
            Instant at = OUTAGE.plusSeconds(random.nextInt(9_000));
            findings.add(missing(TENANTS.get(random.nextInt(10) < 7 ? 0 : 1), 880_000 + i, at));
        }
        findings.addAll(some(520));
        return findings;
    }

    private List<Finding> some(int count) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String tenant = TENANTS.get((int) (TENANTS.size() * Math.pow(random.nextDouble(), 2)));
            Instant at = NOW.minusSeconds((long) (3_600 * 80 * Math.pow(2, random.nextDouble() * 8)));
            int dice = random.nextInt(100);
            int id = 100_000 + random.nextInt(700_000);
            if (dice < 22) {
                findings.add(missing(tenant, id, at));
            } else if (dice < 29) {
                findings.add(mismatch(tenant, id, at));
            } else if (dice < 33) {
                findings.add(new Finding.Recovered(
                        reference("original", tenant, id, at),
                        new RecordState(
                                "error", "original missing", NOW.minus(Duration.ofDays(7)), context(tenant, at)),
                        object(key(tenant, id, at), at.plusSeconds(86_400)),
                        new RunId("20261027T030000Z-1f47a1c0")));
            } else if (dice < 96) {
                Instant deployment = Instant.parse("2026-10-14T09:00:00Z").plusSeconds(random.nextInt(200_000));
                findings.add(new Finding.Orphan(object(key(tenant, id, at), dice < 70 ? deployment : at)));
            } else {
                findings.add(new Finding.Unfinished(new Upload(ObjectKey.of(key(tenant, id, at)), "upload-" + id, at)));
            }
        }
        return findings;
    }

    private Finding missing(String tenant, int id, Instant at) {
        return new Finding.Missing(
                reference(random.nextInt(5) == 0 ? "staged" : "original", tenant, id, at), state(tenant, at));
    }

    private Finding mismatch(String tenant, int id, Instant at) {
        Reference reference = reference("original", tenant, id, at);
        long found = reference.expectedSize().orElse(1) / 3;
        StoredObject object = new StoredObject(reference.key(), found, "9b2cf535f27731c9", at, "STANDARD");
        Difference size = new Difference(
                Difference.SIZE, Long.toString(reference.expectedSize().orElse(1)), Long.toString(found));
        return new Finding.Mismatch(reference, state(tenant, at), object, size);
    }

    private Reference reference(String role, String tenant, int id, Instant at) {
        return new Reference(
                new RecordId("" + id), role, ObjectKey.of(key(tenant, id, at)), OptionalLong.of(size()), true);
    }

    private long size() {
        return (long) Math.exp(13.5 + random.nextGaussian() * 2.6);
    }

    private StoredObject object(String key, Instant at) {
        String storageClass = CLASSES.get(random.nextInt(CLASSES.size()));
        return new StoredObject(ObjectKey.of(key), size(), "9b2cf535f27731c974343645a3985328", at, storageClass);
    }

    private String key(String tenant, int id, Instant at) {
        String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
        return "tenants/" + tenant + "/" + folder + "/"
                + at.toString().substring(0, 7).replace('-', '/') + "/img_" + id
                + (folder.equals("exports") ? ".zip" : ".jpg");
    }

    private static RecordState state(String tenant, Instant at) {
        return new RecordState("ready", null, at, context(tenant, at));
    }

    private static Map<String, String> context(String tenant, Instant at) {
        return Map.of("tenant", tenant, "created", at.toString().substring(0, 10));
    }

    static RunReport report() {
        return report(findings(), NOW, "20261103T030000Z-1f47a1c0");
    }

    static RunReport earlierReport() {
        return report(earlierFindings(), NOW.minus(Duration.ofDays(7)), "20261027T030000Z-1f47a1c0");
    }

    /** A complete dry run that found these. */
    static RunReport report(List<Finding> findings, Instant at, String id) {
        Map<String, Long> classes = new TreeMap<>();
        findings.forEach(finding -> {
            if (finding instanceof Finding.Orphan orphan) {
                String storageClass = orphan.object().storageClass();
                classes.merge(
                        storageClass == null ? "STANDARD" : storageClass,
                        orphan.object().size(),
                        Long::sum);
            }
        });
        List<UnusableReference> unusable = List.of(new UnusableReference(
                new RecordId("771204"),
                "staged",
                UnusableReference.Kind.EMPTY,
                "",
                "a required reference has no value: set it, or declare when it is required"));
        long orphans = count(findings, FindingKind.ORPHAN, null);
        return new RunReport(
                new RunId(id),
                RunKind.RECONCILE,
                Optional.empty(),
                Optional.of("nightly-412"),
                true,
                RunState.COMPLETE,
                Strategy.SWEEP,
                "s3://media-prod",
                "postgresql://catalog/images",
                at,
                Duration.ofMillis(218_400),
                new TreeMap<>(Map.of(
                        Progress.Stage.SNAPSHOT, Duration.ofMillis(61_200),
                        Progress.Stage.WALK, Duration.ofMillis(149_700))),
                EnumSet.of(
                        FindingKind.MISSING,
                        FindingKind.MISMATCH,
                        FindingKind.ORPHAN,
                        FindingKind.RECOVERED,
                        FindingKind.UPLOAD),
                1_204_551,
                List.of(
                        role("original", findings, 1_204_551, 0, 412),
                        role("staged", findings, 1_204_550, 391_204, 377)),
                new RunReport.ObjectCounts(
                        2_019_377,
                        orphans,
                        classes.values().stream().mapToLong(Long::longValue).sum(),
                        1_204,
                        0,
                        3,
                        12,
                        2,
                        0,
                        41,
                        classes),
                new RunReport.UnusableCounts(0, 0, 1, unusable),
                new RunReport.ChangeCounts(1_161, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new RunReport.ChangeCounts(count(findings, FindingKind.RECOVERED, null), 0, 0, 0, 0, 0, 0, 0, 0, 0),
                RunReport.ChangeCounts.NONE,
                RunReport.ChangeCounts.NONE,
                new RunReport.UploadCounts(
                        count(findings, FindingKind.UPLOAD, null), List.of(), RunReport.ChangeCounts.NONE),
                List.of(new RunReport.NotApplied(
                        "record:880017", ChangeOutcome.CONFLICT, "its status changed since it was judged")),
                "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
                new RunReport.RequestCounts(2_027, 3_412, 1_205, 61, 9, 0, 0, 14, 0),
                List.of(
                        count(findings, FindingKind.MISSING, "original")
                                + " findings of role original among 1203908 are more than the limits allow (100, or 1.0 % where that is more than 5)"),
                List.of(),
                findings.stream().limit(20).toList(),
                Optional.empty());
    }

    private static long count(List<Finding> findings, FindingKind kind, String role) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .filter(finding -> role == null
                        || (finding instanceof Finding.OfReference of
                                && of.reference().role().equals(role)))
                .count();
    }

    private static RunReport.RoleCounts role(
            String role, List<Finding> findings, long references, long notRequired, long tooYoung) {
        long marked = 231;
        return new RunReport.RoleCounts(
                role,
                references,
                references - notRequired - tooYoung - marked,
                count(findings, FindingKind.MISSING, role),
                count(findings, FindingKind.MISMATCH, role),
                count(findings, FindingKind.RECOVERED, role),
                0,
                notRequired,
                tooYoung,
                marked,
                0,
                7,
                0,
                0,
                RunReport.VerificationCounts.NONE);
    }
}
