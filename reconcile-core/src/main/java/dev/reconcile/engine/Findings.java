package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.RecordId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stage three: everything that was proven, in a stable order, without the orphans of ranges whose listing broke off (H73).
 * Counts them and keeps the examples; how many there are doesn't matter to the memory.
 */
final class Findings {

    private final Sorted<Judged> all;
    private final Walk walk;
    private final Map<FindingKind, Map<String, Long>> byKindAndRole = new EnumMap<>(FindingKind.class);
    private final List<Finding> examples = new ArrayList<>();
    private long records;
    private long orphanBytes;
    private long voided;

    private Findings(Walk walk) {
        this.walk = walk;
        this.all = walk.findings().sorted();
    }

    static Findings of(Walk walk, ReconcileRequest request, Announcer announcer) {
        Findings findings = new Findings(walk);
        findings.count(request.examples(), announcer);
        return findings;
    }

    private void count(int quoted, Announcer announcer) {
        RecordId last = null;
        Judged previous = null;
        try (CloseableIterator<Judged> judged = all.all()) {
            while (judged.hasNext()) {
                Judged each = judged.next();
                Finding finding = each.finding();
                if (isVoid(each)) {
                    voided++;
                    continue;
                }
                if (previous != null && Judged.ORDER.compare(previous, each) == 0) {
                    continue; // a record that a catalog's pages showed twice
                }
                previous = each;
                String role = finding instanceof Finding.OfReference of
                        ? of.reference().role()
                        : "";
                long soMany = byKindAndRole
                        .computeIfAbsent(finding.kind(), kind -> new TreeMap<>())
                        .merge(role, 1L, Long::sum);
                if (soMany <= quoted) {
                    examples.add(finding);
                }
                if (finding instanceof Finding.OfReference of && !of.recordId().equals(last)) {
                    last = of.recordId();
                    records++;
                } else if (finding instanceof Finding.Orphan orphan) {
                    orphanBytes += orphan.object().size();
                }
                announcer.tell(listener -> listener.found(finding));
            }
        }
    }

    private boolean isVoid(Judged judged) {
        return judged.finding().kind() == FindingKind.ORPHAN && walk.isFailed(judged.range());
    }

    long count(FindingKind kind, String role) {
        return byKindAndRole.getOrDefault(kind, Map.of()).getOrDefault(role, 0L);
    }

    long orphans() {
        return count(FindingKind.ORPHAN, "");
    }

    long orphanBytes() {
        return orphanBytes;
    }

    /** Orphans that don't stand, as the listing around them broke off. */
    long voided() {
        return voided;
    }

    /** Records with findings: the marks proposed. */
    long records() {
        return records;
    }

    List<Finding> examples() {
        return examples;
    }

    /** Those of references, the ones of a record beside each other. */
    CloseableIterator<Finding.OfReference> ofReferences() {
        CloseableIterator<Judged> judged =
                new Until<>(all.all(), each -> each.finding().kind() == FindingKind.ORPHAN);
        return new CloseableIterator<>() {
            @Override
            public boolean hasNext() {
                return judged.hasNext();
            }

            @Override
            public Finding.OfReference next() {
                return (Finding.OfReference) judged.next().finding();
            }

            @Override
            public void close() {
                judged.close();
            }
        };
    }
}
