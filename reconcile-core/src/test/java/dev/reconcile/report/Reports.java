package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.VerificationCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reports to render, changed step by step from that of a dry run over nothing. */
final class Reports {

    static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    static final RunId RUN = new RunId("20261103T081500Z-1f47a1c0");
    static final RunId EARLIER = new RunId("20261027T081500Z-1f47a1c0");

    RunId run = RUN;
    RunState state = RunState.COMPLETE;
    boolean dryRun = true;
    long listed;
    Set<FindingKind> kinds = EnumSet.allOf(FindingKind.class);
    List<RoleCounts> roles = List.of();
    List<Finding> findings = List.of();
    List<String> guardrails = List.of();
    List<String> problems = List.of();
    ChangeCounts marks = ChangeCounts.NONE;
    String store = "s3://images";
    String catalog = "images";

    private Reports() {}

    static Reports ofNothing() {
        return new Reports();
    }

    /** References of a role that were checked, with the findings among them, and objects. */
    static Reports of(long references, long objects, Finding... findings) {
        Reports reports = new Reports();
        reports.findings = List.of(findings);
        reports.listed = objects;
        reports.roles = List.of(new RoleCounts(
                "original",
                references,
                references,
                reports.count(FindingKind.MISSING),
                reports.count(FindingKind.MISMATCH),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                VerificationCounts.NONE));
        return reports;
    }

    private long count(FindingKind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    RunReport report() {
        return new RunReport(
                run,
                RunKind.RECONCILE,
                Optional.empty(),
                Optional.empty(),
                dryRun,
                state,
                Strategy.SWEEP,
                store,
                catalog,
                NOW,
                Duration.ofSeconds(3),
                Map.of(),
                kinds,
                roles.stream().mapToLong(RoleCounts::references).sum(),
                roles,
                new RunReport.ObjectCounts(listed, count(FindingKind.ORPHAN), 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
                new RunReport.UnusableCounts(0, 0, 0, List.of()),
                marks,
                ChangeCounts.NONE,
                ChangeCounts.NONE,
                ChangeCounts.NONE,
                new RunReport.UploadCounts(count(FindingKind.UPLOAD), List.of(), ChangeCounts.NONE),
                List.of(),
                "",
                new RunReport.RequestCounts(1, 2, 3, 4, 5, 6, 7, 8, 0),
                guardrails,
                problems,
                List.of(),
                Optional.empty());
    }

    HtmlReport html() {
        List<Finding> all = findings;
        return HtmlReport.of(report(), all::stream);
    }

    String rendered() throws IOException {
        return rendered(html());
    }

    static String rendered(HtmlReport report) throws IOException {
        StringWriter out = new StringWriter();
        report.writeTo(out);
        return out.toString();
    }

    static Finding missing(String id, String key) {
        return missing(id, key, NOW.minus(Duration.ofDays(30)));
    }

    static Finding missing(String id, String key, Instant changed) {
        return new Finding.Missing(
                new Reference(new RecordId(id), "original", ObjectKey.of(key), OptionalLong.of(100), true),
                new RecordState("ready", null, changed, Map.of()));
    }

    static Finding orphan(String key) {
        return orphan(key, 10, NOW.minus(Duration.ofDays(30)));
    }

    static Finding orphan(String key, long size, Instant written) {
        return new Finding.Orphan(new StoredObject(ObjectKey.of(key), size, "etag", written, "STANDARD"));
    }

    static List<Finding> missing(int count, String prefix) {
        List<Finding> missing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            missing.add(missing("" + i, prefix + i));
        }
        return missing;
    }
}
