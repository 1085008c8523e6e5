package dev.reconcile;

import java.util.OptionalLong;

/**
 * How much drift an applying run may find before it stops without a change (H71). Over {@code maxFindings} marks, or over
 * {@code maxRatio} of the references checked where that is more than {@code ratioFloor}, for any one role or in total, is more
 * likely a wrong bucket, prefix or database than drift. So is more than half of what was checked, from three findings on. The
 * same limits hold for what could not be looked at, and for changes of orphans among the objects listed.
 *
 * <p>What stopped one run stops the next ones too, until a person clears it ({@link ReconcileEngine#clear}) or a request accepts the exact
 * count.
 *
 * @param maxFindings changes proposed, an absolute count
 * @param maxRatio changes proposed as a share of what was checked, 0 to 1
 * @param ratioFloor the ratio isn't looked at up to this many, unless they are more than half
 * @param minShare of the records and of the objects of the last complete run there have to be, 0 to 1: fewer look like a broken
 *     listing or the wrong table (H7, H55)
 * @param maxUnusable values in the catalog that name no object, as a share of all references, 0 to 1 (H47, H51)
 * @param accepted the exact number of marks that a person has seen in a report and accepts; any other number stops the run
 * @param acceptedOrphans the same for changes of orphans
 */
public record Guardrails(
        long maxFindings,
        double maxRatio,
        long ratioFloor,
        double minShare,
        double maxUnusable,
        OptionalLong accepted,
        OptionalLong acceptedOrphans) {

    /** One or two findings may well be all there is to check in a small table; three of three are no accident. */
    private static final long MAJORITY_FROM = 3;

    /** 100 changes, or 1 % where that is more than 5; half of the last run's records and objects; 1 % unusable. */
    public static final Guardrails DEFAULT =
            new Guardrails(100, 0.01, 5, 0.5, 0.01, OptionalLong.empty(), OptionalLong.empty());

    public Guardrails {
        if (maxFindings < 0 || ratioFloor < 0 || !isShare(maxRatio) || !isShare(minShare) || !isShare(maxUnusable)) {
            throw new IllegalArgumentException("Invalid guardrails: maxFindings " + maxFindings + ", maxRatio "
                    + maxRatio + ", ratioFloor " + ratioFloor + ", minShare " + minShare + ", maxUnusable "
                    + maxUnusable
                    + "; counts can't be negative and a ratio lies between 0 and 1");
        }
    }

    private static boolean isShare(double ratio) {
        return ratio >= 0 && ratio <= 1;
    }

    public Guardrails maxFindings(long limit) {
        return new Guardrails(limit, maxRatio, ratioFloor, minShare, maxUnusable, accepted, acceptedOrphans);
    }

    public Guardrails maxRatio(double limit) {
        return new Guardrails(maxFindings, limit, ratioFloor, minShare, maxUnusable, accepted, acceptedOrphans);
    }

    public Guardrails minShare(double limit) {
        return new Guardrails(maxFindings, maxRatio, ratioFloor, limit, maxUnusable, accepted, acceptedOrphans);
    }

    public Guardrails maxUnusable(double limit) {
        return new Guardrails(maxFindings, maxRatio, ratioFloor, minShare, limit, accepted, acceptedOrphans);
    }

    /** Lets a run pass the count and ratio limits if it proposes exactly this many marks: the number from a report. */
    public Guardrails accepting(long exactMarks) {
        OptionalLong marks = OptionalLong.of(exactMarks);
        return new Guardrails(maxFindings, maxRatio, ratioFloor, minShare, maxUnusable, marks, acceptedOrphans);
    }

    /** The same for changes of orphans. */
    public Guardrails acceptingOrphans(long exactChanges) {
        OptionalLong changes = OptionalLong.of(exactChanges);
        return new Guardrails(maxFindings, maxRatio, ratioFloor, minShare, maxUnusable, accepted, changes);
    }

    /** Whether so many among so many checked is more than the limits allow. */
    public boolean areExceededBy(long count, long checked) {
        boolean fewEnough = count <= ratioFloor && (count < MAJORITY_FROM || count * 2 <= checked);
        return count > maxFindings || (!fewEnough && count > maxRatio * checked);
    }
}
