package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.RunId;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.StoredObject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the journal says of a run. Findings and changes, of which there may be many, are read from it when they are needed. */
final class PastRun {

    private final RunJournal journal;
    private final JournalEntry.Begun begun;
    private final Map<Integer, JournalEntry.Walked> walked = new HashMap<>();
    private final Map<Integer, Integer> walkedIn = new HashMap<>();
    private JournalEntry.@Nullable Cut cut;
    private final SortedMap<Integer, KeyRange> ranges = new TreeMap<>();
    private JournalEntry.@Nullable Planned planned;
    private JournalEntry.@Nullable Verified verified;
    private final Map<String, Long> verifiedCounts = new HashMap<>();
    private long verifiedReferences;
    private int lowestRange;
    private JournalEntry.@Nullable Ended ended;
    private List<StoredObject> witnesses = List.of();
    private boolean cleared;
    private int part;

    private PastRun(RunJournal journal, JournalEntry.Begun begun) {
        this.journal = journal;
        this.begun = begun;
    }

    /** @throws IllegalArgumentException if the journal has no such run, or one that never began */
    static PastRun read(RunJournal journal, RunId run) {
        if (!journal.runs().contains(run)) {
            throw new IllegalArgumentException("There is no run " + run + " in the journal " + journal.identity());
        }
        try (Stream<JournalEntry> entries = journal.entries(run)) {
            Iterator<JournalEntry> all = entries.iterator();
            if (!all.hasNext() || !(all.next() instanceof JournalEntry.Begun header)) {
                throw new IllegalArgumentException("Run " + run
                        + " was killed before its journal began; it changed nothing, so start another one");
            }
            PastRun past = new PastRun(journal, header);
            all.forEachRemaining(past::take);
            return past;
        }
    }

    private void take(JournalEntry entry) {
        if (entry instanceof JournalEntry.Cut again) {
            cut = again;
            ranges.clear();
            KeyRange.between(begun.request(), again.cuts()).forEach(range -> ranges.put(range.index(), range));
            part++;
            walked.clear();
            walkedIn.clear();
            verified = null;
            verifiedCounts.clear();
            verifiedReferences = 0;
        } else if (entry instanceof JournalEntry.Split split) {
            KeyRange whole = Objects.requireNonNull(ranges.get(split.range()));
            ranges.put(split.range(), new KeyRange(whole.index(), whole.after(), split.key()));
            ranges.put(split.rest(), new KeyRange(split.rest(), split.key(), whole.upTo()));
        } else if (entry instanceof JournalEntry.Resumed) {
            part++;
        } else if (entry instanceof JournalEntry.Walked range) {
            walked.put(range.range(), range);
            if (witnesses.isEmpty()) {
                witnesses = range.witnesses();
            }
            walkedIn.put(range.range(), part);
        } else if (entry instanceof JournalEntry.Verified stride) {
            verified = stride;
            stride.counts().forEach((name, count) -> verifiedCounts.merge(name, count, Long::sum));
            verifiedReferences += stride.references();
            lowestRange = Math.min(lowestRange, stride.range());
            walkedIn.put(stride.range(), part);
        } else if (entry instanceof JournalEntry.Planned plan) {
            planned = plan;
        } else if (entry instanceof JournalEntry.Ended end) {
            ended = end;
        } else if (entry instanceof JournalEntry.Cleared) {
            cleared = true;
        }
    }

    RunId id() {
        return begun.run();
    }

    JournalEntry.Begun begun() {
        return begun;
    }

    JournalEntry.@Nullable Cut cut() {
        return cut;
    }

    /** The ranges of its walk, by their numbers; none if it hasn't begun. */
    List<KeyRange> ranges() {
        return List.copyOf(ranges.values());
    }

    /** The range's checkpoint; null if it wasn't walked to its end. */
    JournalEntry.@Nullable Walked whole(int range) {
        JournalEntry.Walked there = walked.get(range);
        return there != null && there.whole() ? there : null;
    }

    /** The last checkpoint of its verification; null if there is none. */
    JournalEntry.@Nullable Verified verified() {
        return verified;
    }

    /** What was counted up to there. */
    Map<String, Long> verifiedCounts() {
        return verifiedCounts;
    }

    long verifiedReferences() {
        return verifiedReferences;
    }

    /** Whatever is below it was never a number of a range. */
    int lowestRange() {
        return lowestRange;
    }

    JournalEntry.@Nullable Planned planned() {
        return planned;
    }

    JournalEntry.@Nullable Ended ended() {
        return ended;
    }

    /** Objects that were there when its walk began. */
    List<StoredObject> witnesses() {
        return witnesses;
    }

    boolean isCleared() {
        return cleared;
    }

    /** H85: a run belongs to one store, one catalog and one mapping. */
    void requireBinding(Binding ours) {
        Binding its = begun.binding();
        require("store", its.store(), ours.store());
        require("catalog", its.catalog(), ours.catalog());
        require("roles", its.roles().toString(), ours.roles().toString());
        require("quarantine prefix", its.quarantine(), ours.quarantine());
        require("mapping of the catalog", its.mapping(), ours.mapping());
    }

    private void require(String what, String its, String ours) {
        if (!its.equals(ours)) {
            throw new IllegalArgumentException("Run " + id() + " is bound to another " + what + " than this engine's: "
                    + its + ", not " + ours + "; build the engine as it was built for that run, or start another run");
        }
    }

    /**
     * What was proven and stands: in ranges that came to an end, and, where the listing of a range broke off, no orphans (H73).
     *
     * @param wholeOnly leaves out what is in ranges that a resumed run walks again
     */
    void findings(boolean wholeOnly, Consumer<Judged> stands) {
        try (Stream<JournalEntry> entries = journal.entries(id())) {
            int current = 0;
            for (Iterator<JournalEntry> all = entries.iterator(); all.hasNext(); ) {
                JournalEntry entry = all.next();
                if (entry instanceof JournalEntry.Cut || entry instanceof JournalEntry.Resumed) {
                    current++;
                } else if (entry instanceof JournalEntry.Found found && stands(found, current, wholeOnly)) {
                    stands.accept(new Judged(found.finding(), found.range()));
                }
            }
        }
    }

    private boolean stands(JournalEntry.Found found, int writtenIn, boolean wholeOnly) {
        Integer in = walkedIn.get(found.range());
        if (in == null || in != writtenIn) {
            return false; // that walk of the range never came to an end
        }
        boolean whole = isStride(found.range()) || whole(found.range()) != null;
        return whole || (!wholeOnly && found.finding().kind() != FindingKind.ORPHAN);
    }

    /** Of a verification, which is only ever written down when it is whole. */
    private static boolean isStride(int range) {
        return range <= VerifyStage.FIRST_STRIDE;
    }

    /** What became of every item that was, or was about to be, changed; in the order of items. */
    ItemStates states(Workspace workspace) {
        SpillingSorter<ItemState.Line> sorter = workspace.forStates();
        try (Stream<JournalEntry> entries = journal.entries(id())) {
            long place = 0;
            for (Iterator<JournalEntry> all = entries.iterator(); all.hasNext(); ) {
                ItemState.Line line = ItemState.Line.of(all.next(), place++);
                if (line != null) {
                    sorter.add(line);
                }
            }
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
        return new ItemStates(sorter);
    }
}
