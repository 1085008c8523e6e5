package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H71: what the guardrails count is what would be changed. */
class ProposalTest {

    private static final StoredObject OBJECT = imagined("a", 1, "x", Surroundings.LONG_AGO);

    private static Proposal proposal(ReconcileRequest.Builder request) {
        try (SpillingSorter<Judged> sorter = WORKSPACE.forFindings()) {
            List.of(
                            missing("1", "original"),
                            missing("1", "staged"),
                            missing("2", "original"),
                            new Finding.Mismatch(
                                    reference("3", "original", "a"),
                                    new RecordState("ready", null, null, Map.of()),
                                    OBJECT),
                            recovered("4"),
                            recovered("5"),
                            new Finding.Orphan(OBJECT),
                            new Finding.Orphan(imagined("b", 1, "x", null)),
                            new Finding.Orphan(imagined("c", 1, "x", null)),
                            new Finding.Orphan(imagined("d", 1, "x", null)),
                            new Finding.Unfinished(new Upload(ObjectKey.of("a"), "u", null)))
                    .forEach(finding -> sorter.add(new Judged(finding, 0)));
            ReconcileRequest built = request.build();
            Findings plan = Findings.of(sorter.sorted(), judged -> false, new PlanLines(built), 10, finding -> {});
            return Proposal.of(plan, List.of("original", "staged", "other"), built);
        }
    }

    private static Finding missing(String id, String role) {
        return new Finding.Missing(reference(id, role, "a"), new RecordState("ready", null, null, Map.of()));
    }

    private static Finding recovered(String id) {
        return new Finding.Recovered(
                reference(id, "original", "a"), new RecordState("error", "m", null, Map.of()), OBJECT, PastRuns.id(1));
    }

    @Test
    @DisplayName("By default only marks are proposed, one for each record, and findings counted by role")
    void reportOnlyPoliciesProposeNothing() {
        assertThat(proposal(ReconcileRequest.builder())).isEqualTo(new Proposal(List.of(3L, 1L, 0L), 3, 0));
    }

    @Test
    void everyPolicyAddsWhatItWouldChange() {
        assertThat(proposal(ReconcileRequest.builder().recovered(RecoveryPolicy.RESTORE_STATUS)))
                .isEqualTo(new Proposal(List.of(3L, 1L, 0L), 5, 0));
        assertThat(proposal(ReconcileRequest.builder().orphans(OrphanPolicy.QUARANTINE)))
                .isEqualTo(new Proposal(List.of(3L, 1L, 0L), 3, 4));
        ReconcileRequest.Builder aborting =
                ReconcileRequest.builder().uploadsOlderThan(Duration.ofDays(1)).abortUploads();
        assertThat(proposal(aborting)).isEqualTo(new Proposal(List.of(3L, 1L, 0L), 3, 1));
        assertThat(proposal(aborting.orphans(OrphanPolicy.DELETE))).isEqualTo(new Proposal(List.of(3L, 1L, 0L), 3, 5));
    }
}
