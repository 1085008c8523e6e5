package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stage three: everything that was proven, in a stable order, without the orphans of ranges whose listing broke off (H73). That is the
 * plan; its lines are numbered from one. Counts them and keeps the examples; how many there are doesn't matter to the memory.
 */
final class Findings {

    /** A store that makes up classes doesn't make the report grow. */
    private static final int CLASSES = 16;

    private final Sorted<Judged> all;
    private final Predicate<Judged> isVoid;
    private final @Nullable BitSet selected;
    private final Map<FindingKind, Map<String, Long>> byKindAndRole = new EnumMap<>(FindingKind.class);
    private final List<Finding> examples = new ArrayList<>();
    private final Map<FindingKind, Long> records = new EnumMap<>(FindingKind.class);
    private long orphanBytes;
    private final Map<String, Long> orphanBytesByClass = new TreeMap<>();
    private long voided;
    private String digest = "";

    private Findings(Sorted<Judged> all, Predicate<Judged> isVoid, @Nullable BitSet selected) {
        this.all = all;
        this.isVoid = isVoid;
        this.selected = selected;
    }

    /**
     * @param isVoid tells what doesn't stand
     * @param quoted how many examples of each kind and role are kept
     * @param heard gets each finding, in order
     */
    static Findings of(
            Sorted<Judged> all, Predicate<Judged> isVoid, PlanLines lines, int quoted, Consumer<Finding> heard) {
        Findings findings = new Findings(all, isVoid, null);
        findings.count(lines, quoted, heard);
        return findings;
    }

    /** To be gone through only: nothing is known of how many they are. */
    static Findings uncounted(Sorted<Judged> all) {
        return new Findings(all, any -> false, null);
    }

    /** Those with these numbers, and everything about them counted anew. */
    Findings only(BitSet numbers, PlanLines lines, int quoted) {
        Findings some = new Findings(all, isVoid, numbers);
        some.count(lines, quoted, finding -> {});
        return some;
    }

    private void count(PlanLines lines, int quoted, Consumer<Finding> heard) {
        RecordId last = null;
        PlanLines.Digest sum = lines.digest();
        try (Numbered numbered = numbered()) {
            while (numbered.hasNext()) {
                Finding finding = numbered.next();
                sum.add(numbered.number(), finding);
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
                    records.merge(proposal(finding.kind()), 1L, Long::sum);
                } else if (finding instanceof Finding.Orphan orphan) {
                    count(orphan.object());
                }
                heard.accept(finding);
            }
            voided = numbered.voided;
        }
        digest = sum.hex();
    }

    /** A record is marked once, for all that is wrong with it. */
    private static FindingKind proposal(FindingKind kind) {
        return kind == FindingKind.MISMATCH ? FindingKind.MISSING : kind;
    }

    /** Names exactly these findings, in this order. */
    String digest() {
        return digest;
    }

    long count(FindingKind kind, String role) {
        return byKindAndRole.getOrDefault(kind, Map.of()).getOrDefault(role, 0L);
    }

    long orphans() {
        return count(FindingKind.ORPHAN, "");
    }

    long uploads() {
        return count(FindingKind.UPLOAD, "");
    }

    long total() {
        return byKindAndRole.values().stream()
                .flatMap(roles -> roles.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private void count(StoredObject orphan) {
        orphanBytes += orphan.size();
        String given = orphan.storageClass();
        String named = given == null ? "STANDARD" : given;
        boolean known = orphanBytesByClass.containsKey(named) || orphanBytesByClass.size() < CLASSES;
        orphanBytesByClass.merge(known ? named : "other", orphan.size(), Long::sum);
    }

    Map<String, Long> orphanBytesByClass() {
        return orphanBytesByClass;
    }

    long orphanBytes() {
        return orphanBytes;
    }

    /** Orphans that don't stand, as the listing around them broke off. */
    long voided() {
        return voided;
    }

    /** Records with MISSING or MISMATCH findings: the marks proposed. */
    long marks() {
        return records.getOrDefault(FindingKind.MISSING, 0L);
    }

    /** Records with RECOVERED findings. */
    long recovered() {
        return records.getOrDefault(FindingKind.RECOVERED, 0L);
    }

    /** Records with EXPIRED findings. */
    long expired() {
        return records.getOrDefault(FindingKind.EXPIRED, 0L);
    }

    List<Finding> examples() {
        return examples;
    }

    /** All that stand, with their numbers; to be closed. */
    Numbered numbered() {
        return new Numbered();
    }

    /** Those of references that mean the record is to be changed in this way, the ones of a record beside each other. */
    CloseableIterator<Finding.OfReference> ofReferences(Predicate<Finding> wanted) {
        return only(Finding.OfReference.class, wanted);
    }

    /** Those of one type; to be closed. */
    <F extends Finding> CloseableIterator<F> only(Class<F> type, Predicate<? super F> wanted) {
        Numbered numbered = numbered();
        return new CloseableIterator<>() {
            private @Nullable F following = read();

            private @Nullable F read() {
                while (numbered.hasNext()) {
                    Finding finding = numbered.next();
                    if (type.isInstance(finding) && wanted.test(type.cast(finding))) {
                        return type.cast(finding);
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return following != null;
            }

            @Override
            public F next() {
                F current = following;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                following = read();
                return current;
            }

            @Override
            public void close() {
                numbered.close();
            }
        };
    }

    /** Goes through the findings that stand. */
    final class Numbered implements CloseableIterator<Finding> {

        private final CloseableIterator<Judged> judged = all.all();
        private @Nullable Judged following;
        private @Nullable Judged previous;
        private int number;
        private int current;
        private long voided;

        private Numbered() {
            advance();
        }

        private void advance() {
            following = null;
            while (following == null && judged.hasNext()) {
                Judged each = judged.next();
                if (isVoid.test(each)) {
                    voided++;
                    continue;
                }
                if (previous != null && Judged.ORDER.compare(previous, each) == 0) {
                    continue; // a record that a catalog's pages showed twice
                }
                previous = each;
                number++;
                if (selected == null || selected.get(number)) {
                    following = each;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return following != null;
        }

        @Override
        public Finding next() {
            Judged next = following;
            if (next == null) {
                throw new NoSuchElementException();
            }
            current = number;
            advance();
            return next.finding();
        }

        /** Of the finding that {@link #next} gave last. */
        int number() {
            return current;
        }

        @Override
        public void close() {
            judged.close();
        }
    }
}
