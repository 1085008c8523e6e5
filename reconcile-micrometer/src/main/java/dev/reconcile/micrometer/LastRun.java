package dev.reconcile.micrometer;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ObjectCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.journal.RunKind;
import java.time.InstantSource;
import java.util.List;

/** Shows what the last run found. Only a run that came to its end lowers what an earlier one found: errors are no evidence. */
final class LastRun {

    private static final String NONE = "none";

    private final Readings readings;
    private final InstantSource clock;

    LastRun(Readings readings, InstantSource clock) {
        this.readings = readings;
        this.clock = clock;
    }

    void show(RunReport report, String scope, ContextCounts context) {
        if (!report.dryRun()) {
            set(report.state() == RunState.HALTED ? 1 : 0, Measure.HALTED);
        }
        if (report.state() == RunState.COMPLETE) {
            readings.of(Measure.LAST_SUCCESS, RunTotals.lower(report.kind()), scope)
                    .set(clock.instant().toEpochMilli() / 1e3);
        }
        if (report.kind() != RunKind.RECONCILE) {
            return; // it carries out or takes back what another run found
        }
        Proven found = new Proven(report.state() == RunState.COMPLETE || report.state() == RunState.HALTED);
        set(report.records(), Measure.RECORDS, scope);
        set(report.guardrails().size(), Measure.GUARDRAILS, scope);
        set(report.unusable().foreign(), Measure.UNUSABLE, scope, "foreign");
        set(report.unusable().unparsable(), Measure.UNUSABLE, scope, "unparsable");
        set(report.unusable().empty(), Measure.UNUSABLE, scope, "empty");
        report.roles().forEach(role -> show(role, report, scope, found));
        if (report.kinds().contains(FindingKind.ORPHAN)) {
            show(report.objects(), report.strategy(), scope, found);
        }
        if (report.kinds().contains(FindingKind.UPLOAD)) {
            found.set(report.uploads().listed(), Measure.FINDINGS, scope, NONE, "upload");
        }
        if (context.values().areTold()) {
            show(context, report, scope, found);
        }
    }

    private void show(RoleCounts role, RunReport report, String scope, Proven found) {
        String name = role.role();
        set(role.checked(), Measure.REFERENCES, scope, name, "checked");
        set(role.unknown(), Measure.REFERENCES, scope, name, "unknown");
        set(role.tooYoung(), Measure.REFERENCES, scope, name, "too_young");
        set(role.alreadyMarked(), Measure.REFERENCES, scope, name, "already_marked");
        set(role.notRequired(), Measure.REFERENCES, scope, name, "not_required");
        set(role.conflicts(), Measure.CONFLICTS, scope, name);
        set(role.hidden(), Measure.HIDDEN, scope, name);
        found.set(role.alreadyMarked() + role.updated(), Measure.CORRUPTED, scope, name);
        RunReport.VerificationCounts verification = role.verification();
        if (!verification.equals(RunReport.VerificationCounts.NONE)) {
            set(verification.verified(), Measure.VERIFICATION, scope, name, "verified");
            set(verification.unverifiable(), Measure.VERIFICATION, scope, name, "unverifiable");
            set(verification.unknown(), Measure.VERIFICATION, scope, name, "unknown");
            set(verification.conflicts(), Measure.VERIFICATION, scope, name, "conflict");
        }
        for (FindingKind kind : report.kinds()) {
            switch (kind) {
                case MISSING -> found.set(role.missing(), Measure.FINDINGS, scope, name, "missing");
                case MISMATCH -> found.set(role.mismatched(), Measure.FINDINGS, scope, name, "mismatch");
                case EXPIRED -> found.set(role.expired(), Measure.FINDINGS, scope, name, "expired");
                case RECOVERED -> found.set(role.recovered(), Measure.FINDINGS, scope, name, "recovered");
                default -> {} // of no role
            }
        }
    }

    private void show(ObjectCounts objects, Strategy strategy, String scope, Proven found) {
        found.set(objects.orphans(), Measure.FINDINGS, scope, NONE, "orphan");
        found.set(objects.orphanBytes(), Measure.ORPHAN_BYTES, scope);
        if (strategy == Strategy.SWEEP) {
            set(objects.listed(), Measure.OBJECTS, scope);
        }
        set(objects.tooYoung(), Measure.OBJECTS_LEFT, scope, "too_young");
        set(objects.unknown(), Measure.OBJECTS_LEFT, scope, "unknown");
        set(objects.conflicts(), Measure.OBJECTS_LEFT, scope, "conflict");
        set(objects.vanished(), Measure.OBJECTS_LEFT, scope, "vanished");
        set(objects.twins(), Measure.OBJECTS_LEFT, scope, "twin");
        set(objects.notOurs(), Measure.OBJECTS_LEFT, scope, "not_ours");
        set(objects.directoryMarkers(), Measure.OBJECTS_LEFT, scope, "directory_marker");
    }

    private void show(ContextCounts context, RunReport report, String scope, Proven found) {
        for (FindingKind kind : List.of(FindingKind.MISSING, FindingKind.MISMATCH, FindingKind.RECOVERED)) {
            if (report.kinds().contains(kind)) {
                context.values()
                        .all()
                        .forEach(value -> found.set(
                                context.of(value, kind),
                                Measure.CONTEXT_FINDINGS,
                                scope,
                                value,
                                RunTotals.lower(kind)));
            }
        }
    }

    private void set(long value, Measure measure, String... tags) {
        readings.of(measure, tags).set(value);
    }

    /** Sets what was found: as it is after a run that came to its end, else never lower than it was. */
    private final class Proven {

        private final boolean ended;

        Proven(boolean ended) {
            this.ended = ended;
        }

        void set(long value, Measure measure, String... tags) {
            Readings.Reading reading = readings.of(measure, tags);
            if (ended || value > reading.value()) {
                reading.set(value);
            }
        }
    }
}
