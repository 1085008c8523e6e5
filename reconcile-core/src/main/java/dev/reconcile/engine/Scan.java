package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.UnusableReference.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of a walk by which the guardrails judge.
 *
 * @param unusable values in the catalog that name no object
 * @param swept whether the store was listed
 */
record Scan(List<Role> roles, long records, long unusable, boolean swept, long listed) {

    /** @param judged references to be looked at; those that got an answer are checked */
    record Role(String name, long references, long judged, long checked) {}

    static Scan of(Tally tally, Strategy strategy) {
        List<Role> roles = new ArrayList<>();
        for (String name : tally.roleNames()) {
            Tally.Role role = tally.role(name);
            roles.add(new Role(name, role.references, role.judged, role.checked));
        }
        long unusable = tally.unusable().getOrDefault(Kind.FOREIGN, 0L)
                + tally.unusable().getOrDefault(Kind.UNPARSABLE, 0L)
                + tally.unusable().getOrDefault(Kind.EMPTY, 0L);
        return new Scan(roles, tally.records, unusable, strategy == Strategy.SWEEP, tally.listed);
    }

    static Scan of(RunReport report) {
        List<Role> roles = report.roles().stream()
                .map(role -> new Role(role.role(), role.references(), role.checked() + role.unknown(), role.checked()))
                .toList();
        RunReport.UnusableCounts unusable = report.unusable();
        return new Scan(
                roles,
                report.records(),
                unusable.foreign() + unusable.unparsable() + unusable.empty(),
                report.strategy() == Strategy.SWEEP,
                report.objects().listed());
    }

    /** Whether a request looks at everything there is, so that two of its runs can be held against each other. */
    static boolean isOfEverything(ReconcileRequest request) {
        return !request.isTargeted()
                && request.filter().isEmpty()
                && request.limit().isEmpty()
                && request.cursor().isEmpty();
    }
}
