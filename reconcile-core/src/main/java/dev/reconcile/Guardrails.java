package dev.reconcile;

import java.util.OptionalLong;

/**
 * How much drift an applying run may find before it stops without a change (H71). Over {@code maxFindings} marks, or over
 * {@code maxRatio} of the references checked where that is more than {@code ratioFloor}, for any one role or in total, is more
 * likely a wrong bucket, prefix or database than drift. So is more than half of what was checked, from three findings on. The
 * same limits hold for what could not be looked at.
 *
 * @param maxFindings marks proposed, an absolute count
 * @param maxRatio marks proposed as a share of the references checked, 0 to 1
 * @param ratioFloor the ratio isn't looked at up to this many, unless they are more than half
 * @param accepted the exact number of marks that a person has seen in a report and accepts; any other number stops the run
 */
public record Guardrails(long maxFindings, double maxRatio, long ratioFloor, OptionalLong accepted) {

    /** One or two findings may well be all there is to check in a small table; three of three are no accident. */
    private static final long MAJORITY_FROM = 3;

    /** 100 marks, or 1 % where that is more than 5. */
    public static final Guardrails DEFAULT = new Guardrails(100, 0.01, 5, OptionalLong.empty());

    public Guardrails {
        if (maxFindings < 0 || ratioFloor < 0 || !(maxRatio >= 0 && maxRatio <= 1)) {
            throw new IllegalArgumentException(
                    "Invalid guardrails: maxFindings " + maxFindings + ", maxRatio " + maxRatio + ", ratioFloor "
                            + ratioFloor + "; counts can't be negative and a ratio lies between 0 and 1");
        }
    }

    public Guardrails maxFindings(long limit) {
        return new Guardrails(limit, maxRatio, ratioFloor, accepted);
    }

    public Guardrails maxRatio(double limit) {
        return new Guardrails(maxFindings, limit, ratioFloor, accepted);
    }

    /** Lets a run pass the count and ratio limits if it proposes exactly this many marks: the number from a report. */
    public Guardrails accepting(long exactMarks) {
        return new Guardrails(maxFindings, maxRatio, ratioFloor, OptionalLong.of(exactMarks));
    }

    /** Whether so many among so many checked is more than the limits allow. */
    public boolean areExceededBy(long count, long checked) {
        boolean fewEnough = count <= ratioFloor && (count < MAJORITY_FROM || count * 2 <= checked);
        return count > maxFindings || (!fewEnough && count > maxRatio * checked);
    }
}
