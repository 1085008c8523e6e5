package dev.reconcile.engine;

import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.Strategy;
import java.util.ArrayList;
import java.util.List;

/**
 * The guardrails at work: says, before the first change, everything that speaks against changing anything (H71).
 * Decides on counts alone.
 */
final class Tripwires {

    private Tripwires() {}

    /**
     * @param scanned what the scan counted
     * @param proposed the marks proposed, by role: findings of references
     * @param marks the records proposed to be marked: what an override has to name
     * @return a sentence for each limit exceeded; empty if changes may go ahead
     */
    static List<String> tripped(
            ReconcileRequest request, Strategy strategy, Tally scanned, List<Long> proposed, long marks) {
        Guardrails limits = request.guardrails();
        List<String> tripped = new ArrayList<>();
        long judged = 0;
        long checked = 0;
        long findings = 0;
        for (int i = 0; i < proposed.size(); i++) {
            Tally.Role role = scanned.role(i);
            judged += role.judged;
            checked += role.checked;
            findings += proposed.get(i);
        }
        if (limits.accepted().isPresent()) {
            if (limits.accepted().getAsLong() != marks) {
                tripped.add("accepted exactly " + limits.accepted().getAsLong() + " marks, but " + marks
                        + " are proposed; look at this report and accept its number, if it is right");
            }
        } else {
            for (int i = 0; i < proposed.size(); i++) {
                exceeded(
                        limits,
                        "findings of role " + scanned.roleNames().get(i),
                        proposed.get(i),
                        scanned.role(i).checked,
                        tripped);
            }
            if (proposed.size() > 1) {
                exceeded(limits, "findings in all", findings, checked, tripped);
            }
        }
        exceeded(limits, "references that could not be looked at", judged - checked, judged, tripped);
        if (scanned.records == 0
                && request.filter().isEmpty()
                && request.cursor().isEmpty()) {
            tripped.add("the catalog is empty; is it the right database and table?"); // H55
        }
        if (strategy == Strategy.SWEEP && scanned.listed == 0 && checked > 0) {
            tripped.add("the listing is empty while the catalog names " + judged
                    + " objects; is it the right bucket and prefix, and is the store whole?"); // H7
        }
        return tripped;
    }

    private static void exceeded(Guardrails limits, String what, long count, long of, List<String> tripped) {
        if (limits.areExceededBy(count, of)) {
            tripped.add(count + " " + what + " among " + of + " are more than the limits allow (" + limits.maxFindings()
                    + ", or " + limits.maxRatio() * 100 + " % where that is more than " + limits.ratioFloor()
                    + " or than half)");
        }
    }
}
