package dev.reconcile.engine;

import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The guardrails at work: says, before the first change, everything that speaks against changing anything (H71).
 * Decides on counts alone.
 */
final class Tripwires {

    private final ReconcileRequest request;
    private final Guardrails limits;
    private final Scan scan;
    private final Proposal proposal;
    private final List<String> tripped = new ArrayList<>();

    private Tripwires(ReconcileRequest request, Scan scan, Proposal proposal) {
        this.request = request;
        this.limits = request.guardrails();
        this.scan = scan;
        this.proposal = proposal;
    }

    /**
     * @param past what earlier runs say
     * @return a sentence for each limit exceeded; empty if changes may go ahead
     */
    static List<String> tripped(ReconcileRequest request, Scan scan, Proposal proposal, Precedents past) {
        Tripwires wires = new Tripwires(request, scan, proposal);
        wires.tooMuchDrift();
        wires.tooManyObjects();
        wires.tooMuchUnknown();
        wires.emptyCatalog();
        wires.emptyListing();
        wires.unusableValues();
        wires.shrunken(past.lastGood());
        wires.haltedBefore(past.halted());
        return List.copyOf(wires.tripped);
    }

    private void tooMuchDrift() {
        OptionalLong accepted = limits.accepted();
        if (accepted.isPresent()) {
            unlessExactly(accepted.getAsLong(), proposal.records(), "changes of records");
            return;
        }
        long findings = 0;
        long checked = 0;
        for (int i = 0; i < scan.roles().size(); i++) {
            Scan.Role role = scan.roles().get(i);
            exceeded("findings of role " + role.name(), proposal.byRole().get(i), role.checked());
            findings += proposal.byRole().get(i);
            checked += role.checked();
        }
        if (scan.roles().size() > 1) {
            exceeded("findings in all", findings, checked);
        }
        if (proposal.records() > limits.maxFindings()) {
            exceeded("changes of records", proposal.records(), scan.records());
        }
    }

    /** Changes of orphans can't be more than a small part of what there is either. */
    private void tooManyObjects() {
        OptionalLong accepted = limits.acceptedOrphans();
        if (accepted.isPresent()) {
            unlessExactly(accepted.getAsLong(), proposal.objects(), "changes of objects");
        } else {
            exceeded("changes of objects", proposal.objects(), scan.listed());
        }
    }

    private void unlessExactly(long accepted, long proposed, String what) {
        if (accepted != proposed) {
            tripped.add("accepted exactly " + accepted + " " + what + ", but " + proposed
                    + " are proposed; look at this report and accept its number, if it is right");
        }
    }

    private void tooMuchUnknown() {
        long judged = scan.roles().stream().mapToLong(Scan.Role::judged).sum();
        long checked = scan.roles().stream().mapToLong(Scan.Role::checked).sum();
        exceeded("references that could not be looked at", judged - checked, judged);
    }

    /** H55. */
    private void emptyCatalog() {
        if (scan.records() == 0
                && !request.isTargeted()
                && request.filter().isEmpty()
                && request.cursor().isEmpty()) {
            tripped.add("the catalog is empty; is it the right database and table?");
        }
    }

    /** H7. */
    private void emptyListing() {
        long judged = scan.roles().stream().mapToLong(Scan.Role::judged).sum();
        long checked = scan.roles().stream().mapToLong(Scan.Role::checked).sum();
        if (scan.swept() && scan.listed() == 0 && checked > 0) {
            tripped.add("the listing is empty while the catalog names " + judged
                    + " objects; is it the right bucket and prefix, and is the store whole?");
        }
    }

    /** H47, H51. */
    private void unusableValues() {
        long references = scan.unusable()
                + scan.roles().stream().mapToLong(Scan.Role::references).sum();
        if (scan.unusable() > limits.ratioFloor() && scan.unusable() > limits.maxUnusable() * references) {
            tripped.add(scan.unusable() + " values among " + references + " name no object of this store, more than "
                    + limits.maxUnusable() * 100 + " %; is the mapping right?");
        }
    }

    /** H7, H55: half of what was there yesterday is more likely hidden than gone. */
    private void shrunken(@Nullable Scan lastGood) {
        if (lastGood == null || !Scan.isOfEverything(request)) {
            return;
        }
        shrunken("catalog has", scan.records(), "records", lastGood.records());
        if (scan.swept() && lastGood.swept()) {
            shrunken("listing has", scan.listed(), "objects", lastGood.listed());
        }
    }

    private void shrunken(String where, long now, String what, long before) {
        if (before > limits.ratioFloor() && now < limits.minShare() * before) {
            tripped.add("the " + where + " " + now + " " + what + ", and had " + before
                    + " at the last complete run; is it the right one, and is it whole?");
        }
    }

    /** What stopped the last run stops this one too, until a person says otherwise. */
    private void haltedBefore(@Nullable String halted) {
        if (halted != null
                && limits.accepted().isEmpty()
                && limits.acceptedOrphans().isEmpty()) {
            tripped.add(
                    Precedents.HALTED + halted
                            + " was halted by a guardrail and nobody has cleared it; look at its report, then clear it or accept the exact count");
        }
    }

    private void exceeded(String what, long count, long of) {
        if (limits.areExceededBy(count, of)) {
            tripped.add(count + " " + what + " among " + of + " are more than the limits allow (" + limits.maxFindings()
                    + ", or " + limits.maxRatio() * 100 + " % where that is more than " + limits.ratioFloor()
                    + " or than half)");
        }
    }
}
