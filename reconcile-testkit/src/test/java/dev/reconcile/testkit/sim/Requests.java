package dev.reconcile.testkit.sim;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the operator asks for. */
final class Requests {

    private final Sim sim;
    private final Choices choices;

    Requests(Sim sim) {
        this.sim = sim;
        this.choices = sim.choices;
    }

    ReconcileRequest some() {
        ReconcileRequest.Builder request = ReconcileRequest.builder()
                .unlimitedRequests()
                .concurrency(1)
                .batchSize(1 + choices.pick("batch size", 20))
                .attempts(1 + choices.pick("attempts", 3))
                .examples(1000);
        if (!choices.happens("dry run", 350)) {
            request.apply();
        }
        Duration[] graces = {Duration.ofHours(1), Duration.ofHours(24), Duration.ofMinutes(10)};
        request.markGrace(graces[choices.pick("mark grace", 3)]);
        if (choices.happens("ages don't matter", sim.table.withoutTimestamps ? 700 : 30)) {
            request.unsafeWithoutMarkGrace();
        }
        if (choices.happens("with a deadline", 30)) {
            request.deadline(Duration.ofSeconds(1 + choices.pick("deadline", 5)));
        }
        if (scope(request) && choices.happens("does something about orphans", 550)) {
            orphans(request);
        }
        if (choices.happens("restores what is back", 300)) {
            request.recovered(RecoveryPolicy.RESTORE_STATUS);
        }
        return request.guardrails(guardrails()).build();
    }

    /** What a read-time hook asks for, while another engine is at work. */
    ReconcileRequest suspected() {
        return ReconcileRequest.builder()
                .apply()
                .kinds(FindingKind.MISSING)
                .records(someRecords())
                .unlimitedRequests()
                .concurrency(1)
                .examples(1000)
                .guardrails(Guardrails.DEFAULT.maxRatio(1))
                .build();
    }

    /** Everything, with this policy. */
    ReconcileRequest about(OrphanPolicy policy) {
        ReconcileRequest.Builder request = ReconcileRequest.builder()
                .unlimitedRequests()
                .concurrency(1)
                .batchSize(1 + choices.pick("batch size", 20))
                .examples(1000)
                .orphans(policy)
                .guardrails(
                        choices.happens("a low limit", 250)
                                ? Guardrails.DEFAULT.maxRatio(1).maxFindings(1)
                                : Guardrails.DEFAULT.maxRatio(1).maxUnusable(1));
        if (choices.happens("a shorter grace", 500)) {
            request.orphanGrace(Duration.ofHours(24));
        }
        if (policy == OrphanPolicy.DELETE && choices.happens("deletes by itself", 200)) {
            request.autoDeleteAfter(Duration.ofHours(24));
        }
        if (choices.happens("unfinished uploads", 300)) {
            request.uploadsOlderThan(Duration.ofHours(24)).abortUploads();
        }
        return request.build();
    }

    ReconcileRequest dry(ReconcileRequest request) {
        return request.toBuilder().dryRun().build();
    }

    private void orphans(ReconcileRequest.Builder request) {
        OrphanPolicy[] policies = {
            OrphanPolicy.QUARANTINE, OrphanPolicy.TAG, OrphanPolicy.DELETE, OrphanPolicy.DELETE, OrphanPolicy.ADOPT
        };
        OrphanPolicy policy = policies[choices.pick("policy", policies.length)];
        request.orphans(policy);
        if (policy == OrphanPolicy.DELETE && choices.happens("deletes by itself", 300)) {
            request.autoDeleteAfter(Duration.ofHours(24));
        }
        if (choices.happens("a shorter grace", 300)) {
            request.orphanGrace(Duration.ofHours(24));
        }
        if (choices.happens("unfinished uploads", 400)) {
            request.uploadsOlderThan(Duration.ofHours(24));
            if (choices.happens("aborts them", 600)) {
                request.abortUploads();
            }
        }
        if (choices.happens("even without preconditions", 150)) {
            request.unsafeWithoutPreconditions();
        }
    }

    /** Says whether orphans are among what is sought. */
    private boolean scope(ReconcileRequest.Builder request) {
        int scope = choices.seldom("scope", 250, 8);
        switch (scope) {
            case 1 -> request.statuses(Row.READY);
            case 2 -> request.limit(2 + choices.pick("limit", 5));
            case 3 -> request.cursor(new RecordId("r2"));
            case 4 -> request.prefix("original/");
            case 5 -> request.where("title", "title of r1");
            case 6 -> request.records(someRecords());
            case 7 -> someKeys(request);
            default -> {}
        }
        int strategy = choices.seldom("strategy", 350, 5);
        switch (strategy) {
            case 1 -> request.strategy(Strategy.PROBE);
            case 2 -> {
                if (scope != 6) { // a targeted run lists nothing
                    request.strategy(Strategy.SWEEP);
                }
            }
            case 3 -> request.kinds(FindingKind.MISSING);
            case 4 -> request.kinds(FindingKind.MISSING, FindingKind.MISMATCH);
            default -> {}
        }
        return (scope == 0 || scope == 4 || scope == 7) && (strategy == 0 || strategy == 2);
    }

    /** Up to an object's key, or beyond it, or between two. */
    private void someKeys(ReconcileRequest.Builder request) {
        List<ObjectKey> keys = new ArrayList<>();
        sim.bucket.blobs().forEach(blob -> keys.add(ObjectKey.of(blob.key())));
        Collections.sort(keys);
        int from = choices.pick("keys from", keys.size() + 1);
        int more = choices.pick("keys more", keys.size() + 1);
        ObjectKey after = from == 0 ? null : keys.get(from - 1);
        ObjectKey upTo = from + more >= keys.size() ? null : keys.get(from + more);
        request.keys(after, upTo);
    }

    /** Some of those that are there, and one that never was. */
    private List<RecordId> someRecords() {
        List<RecordId> ids = new ArrayList<>();
        ids.add(new RecordId("nobody"));
        for (Row row : sim.table.rows()) {
            if (choices.happens("suspects " + row.id(), 400)) {
                ids.add(new RecordId(row.id()));
            }
        }
        return ids;
    }

    Guardrails guardrails() {
        return switch (choices.seldom("guardrails", 500, 6)) {
            case 1 -> Guardrails.DEFAULT.maxFindings(1 + choices.pick("at most", 4));
            case 2, 3 -> Guardrails.DEFAULT.accepting(1 + choices.pick("accepted", 6));
            case 4 -> Guardrails.DEFAULT.maxRatio(1);
            case 5 -> Guardrails.DEFAULT.maxRatio(0.5).maxFindings(3);
            default -> Guardrails.DEFAULT;
        };
    }
}
