package dev.reconcile.micrometer;

import io.micrometer.core.instrument.Meter;
import java.util.List;

/** Everything that this module measures. The names, tags and units are promises: dashboards and alerts are made of them. */
enum Measure {
    RECORDS(Meter.Type.GAUGE, "reconcile.records", "", "Records read by the last run", "scope"),
    REFERENCES(
            Meter.Type.GAUGE,
            "reconcile.references",
            "",
            "References of the last run by what became of them; together they are all that were read",
            "scope",
            "role",
            "outcome"),
    FINDINGS(
            Meter.Type.GAUGE,
            "reconcile.findings",
            "",
            "Findings of the last run; the role is none for orphans and uploads",
            "scope",
            "role",
            "kind"),
    CONTEXT_FINDINGS(
            Meter.Type.GAUGE,
            "reconcile.context.findings",
            "",
            "Findings about references of the last run by the value of the context column that the host names",
            "scope",
            "context",
            "kind"),
    CORRUPTED(
            Meter.Type.GAUGE,
            "reconcile.corrupted",
            "",
            "References of marked records: those marked before the last run and those it marked",
            "scope",
            "role"),
    MARKED(
            Meter.Type.GAUGE,
            "reconcile.marked",
            "",
            "Records that have the error status after the last run, by the value of the context column, if the host asks for it",
            "context"),
    VERIFICATION(
            Meter.Type.GAUGE,
            "reconcile.verification",
            "",
            "References of the last run whose checksum, content or metadata was to be verified, by what became of them; those that differ are findings",
            "scope",
            "role",
            "outcome"),
    CONFLICTS(
            Meter.Type.GAUGE,
            "reconcile.conflicts",
            "",
            "References that changed between two looks of the last run",
            "scope",
            "role"),
    HIDDEN(
            Meter.Type.GAUGE,
            "reconcile.hidden",
            "",
            "References whose object the listing didn't show although it was there",
            "scope",
            "role"),
    UNUSABLE(
            Meter.Type.GAUGE,
            "reconcile.unusable",
            "",
            "Values of the catalog that name no object of this store",
            "scope",
            "kind"),
    OBJECTS(Meter.Type.GAUGE, "reconcile.objects", "", "Objects listed by the last run that listed", "scope"),
    OBJECTS_LEFT(
            Meter.Type.GAUGE,
            "reconcile.objects.left",
            "",
            "Objects without a reference that the last run didn't call orphans, by the reason",
            "scope",
            "reason"),
    ORPHAN_BYTES(Meter.Type.GAUGE, "reconcile.orphan", "bytes", "Sizes of the orphans of the last run", "scope"),
    GUARDRAILS(
            Meter.Type.GAUGE,
            "reconcile.guardrails",
            "",
            "Limits that the last run exceeded; a dry run's would have halted an applying one",
            "scope"),
    HALTED(Meter.Type.GAUGE, "reconcile.halted", "", "1 if the last applying run was halted, else 0"),
    LAST_SUCCESS(
            Meter.Type.GAUGE,
            "reconcile.run.last.success",
            "seconds",
            "When the last complete run ended, in seconds since 1970",
            "kind",
            "scope"),
    RUNNING(Meter.Type.GAUGE, "reconcile.running", "", "1 while a run is under way, else 0"),
    PROGRESS(
            Meter.Type.GAUGE,
            "reconcile.progress.done",
            "",
            "What the stage of the run under way has done: records in snapshot and apply, references in walk",
            "stage"),
    PROGRESS_EXPECTED(
            Meter.Type.GAUGE,
            "reconcile.progress.expected",
            "",
            "What the stage will have done at its end; NaN where that isn't known",
            "stage"),
    CANDIDATES(
            Meter.Type.GAUGE,
            "reconcile.progress.candidates",
            "",
            "Differences that the stage has seen and nobody has looked at again",
            "stage"),
    DURATION(
            Meter.Type.TIMER,
            "reconcile.run.duration",
            "seconds",
            "How long runs took; its count is the number of runs",
            "kind",
            "dry_run",
            "state"),
    STAGE(Meter.Type.TIMER, "reconcile.stage.duration", "seconds", "How long stages took", "kind", "stage"),
    CHANGES(
            Meter.Type.COUNTER,
            "reconcile.changes",
            "",
            "What became of proposed changes, by sort",
            "kind",
            "sort",
            "outcome"),
    REQUESTS(
            Meter.Type.COUNTER,
            "reconcile.requests",
            "",
            "What was asked of store and catalog, tries included",
            "class"),
    RETRIES(Meter.Type.COUNTER, "reconcile.retries", "", "Requests that were tries after a failed one"),
    COST(
            Meter.Type.COUNTER,
            "reconcile.cost",
            "",
            "What the requests to the store cost at most, if the host gives prices",
            "currency"),
    QUEUE_SIZE(Meter.Type.GAUGE, "reconcile.queue.size", "", "Items that wait in a queue", "queue"),
    QUEUE_BYTES(Meter.Type.GAUGE, "reconcile.queue", "bytes", "Bytes that wait in a queue", "queue"),
    QUEUE_CAPACITY(Meter.Type.GAUGE, "reconcile.queue.capacity", "", "Items that a queue takes at most", "queue"),
    QUEUE_DROPPED(Meter.Type.COUNTER, "reconcile.queue.dropped", "", "Items that a full queue didn't take", "queue"),
    HOOK_LOOKS(
            Meter.Type.COUNTER,
            "reconcile.hook.looks",
            "",
            "Looks of the read-time hook at records, by what they saw",
            "result"),
    HOOK_MISSING(
            Meter.Type.COUNTER,
            "reconcile.hook.missing",
            "",
            "Records that the read-time hook proved to lack an object, by what became of them",
            "outcome"),
    HOOK_REPORT_ONLY(
            Meter.Type.GAUGE,
            "reconcile.hook.report.only",
            "",
            "1 while the read-time hook marks nothing, until a person clears it, else 0");

    final Meter.Type type;
    final String id;
    final String unit;
    final String description;
    private final String tags;

    Measure(Meter.Type type, String id, String unit, String description, String... tags) {
        this.type = type;
        this.id = id;
        this.unit = unit;
        this.description = description;
        this.tags = String.join(" ", tags);
    }

    /** Their keys, in order, without the store's, the bucket's and the host's own. */
    List<String> tags() {
        return tags.isEmpty() ? List.of() : List.of(tags.split(" "));
    }
}
