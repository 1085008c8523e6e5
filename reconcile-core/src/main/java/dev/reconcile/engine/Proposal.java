package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import java.util.List;

/**
 * How much a plan would change.
 *
 * @param byRole MISSING and MISMATCH findings of each role
 * @param records to be marked, restored or purged: what an override has to name
 * @param objects orphans to be changed and uploads to be aborted: what an override has to name
 */
record Proposal(List<Long> byRole, long records, long objects) {

    static Proposal of(Findings plan, List<String> roles, ReconcileRequest request) {
        List<Long> byRole = roles.stream()
                .map(role -> plan.count(FindingKind.MISSING, role) + plan.count(FindingKind.MISMATCH, role))
                .toList();
        long restored = request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS ? plan.recovered() : 0;
        long changed = request.orphanPolicy() == OrphanPolicy.REPORT ? 0 : plan.orphans();
        long aborted = request.abortsUploads() ? plan.uploads() : 0;
        long purged = request.purges() ? plan.expired() : 0;
        return new Proposal(byRole, plan.marks() + restored + purged, changed + aborted);
    }
}
