package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.Strategy;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TripwiresTest {

    @Test
    @DisplayName("I5, H71: what passes is never more than the absolute and never more than the relative limit")
    void whatPassesIsWithinBothLimits() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            Guardrails limits =
                    Guardrails.DEFAULT.maxFindings(random.nextInt(200)).maxRatio(random.nextInt(101) / 100.0);
            Tally tally = new Tally(List.of("a", "b"));
            tally.records = 1;
            tally.listed = 1;
            long[] checked = {random.nextInt(20_000), random.nextInt(300)};
            long[] findings = {0, 0};
            for (int role = 0; role < 2; role++) {
                tally.role(role).judged = checked[role];
                tally.role(role).checked = checked[role];
                findings[role] = random.nextInt((int) Math.min(checked[role], 250) + 1);
            }
            List<String> tripped = Tripwires.tripped(
                    ReconcileRequest.builder().guardrails(limits).build(),
                    Strategy.SWEEP,
                    tally,
                    List.of(findings[0], findings[1]),
                    findings[0] + findings[1]);

            boolean within = isWithin(limits, findings[0], checked[0])
                    && isWithin(limits, findings[1], checked[1])
                    && isWithin(limits, findings[0] + findings[1], checked[0] + checked[1]);
            assertThat(tripped.isEmpty()).as("%s of %s", findings, checked).isEqualTo(within);
        }
    }

    private static boolean isWithin(Guardrails limits, long findings, long checked) {
        boolean few = findings <= 5 && (findings < 3 || findings <= checked / 2.0);
        return findings <= limits.maxFindings() && (few || findings <= limits.maxRatio() * checked);
    }
}
