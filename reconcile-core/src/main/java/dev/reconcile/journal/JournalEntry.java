package dev.reconcile.journal;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.Strategy;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of a run's journal. A run begins once, is perhaps resumed, cuts its key space into ranges, walks each (findings, then
 * their range; a long one is split on the way), plans, changes things (intent, then outcome), and ends with its report.
 */
public sealed interface JournalEntry {

    /**
     * The header.
     *
     * @param format of the journal: {@link JournalFormat#VERSION}
     * @param of the run that is applied or undone; empty for one that looks for itself
     * @param selection the digest of what is to be carried out of the plan; empty for a run that looks for itself
     * @param items what alone an undo takes back; empty for all
     * @param confirmation of a person, that orphans may be deleted; it counts once (H87)
     * @param binding what store, catalog and configuration it is bound to (H85)
     */
    record Begun(
            int format,
            RunId run,
            RunKind kind,
            Optional<RunId> of,
            Binding binding,
            ReconcileRequest request,
            Optional<String> selection,
            List<String> items,
            Optional<String> confirmation,
            String holder,
            long fence,
            Instant at)
            implements JournalEntry {

        public Begun {
            items = List.copyOf(items);
        }
    }

    /** Somebody goes on with a run that didn't end. */
    record Resumed(String holder, long fence, Instant at) implements JournalEntry {}

    /**
     * The walk begins: the keys that cut the key space. A walk that begins again, as the store turned out to have no order, makes
     * everything before it void.
     */
    record Cut(List<ObjectKey> cuts, Strategy strategy, Instant at) implements JournalEntry {

        public Cut {
            cuts = List.copyOf(cuts);
        }
    }

    /**
     * A range became two, while it was walked: it ends with a key now, and what lies beyond is a range of its own.
     *
     * @param rest the number of the new one
     */
    record Split(int range, ObjectKey key, int rest, Instant at) implements JournalEntry {}

    /** Something was proven. It stands once its range is {@link Walked}. */
    record Found(int range, Finding finding, List<Look> evidence) implements JournalEntry {

        public Found {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * A checkpoint: a range was walked to its end.
     *
     * @param whole whether its listing was read to the end; if not, its orphans don't stand, and a resumed run walks it again
     * @param counts what was counted in it
     * @param witnesses objects that were there when the walk began; where none of them is any more, it is another bucket (H72)
     */
    record Walked(int range, boolean whole, Map<String, Long> counts, List<StoredObject> witnesses, Instant at)
            implements JournalEntry {

        public Walked {
            witnesses = List.copyOf(witnesses);
            counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        }
    }

    /**
     * A checkpoint of the verification: all references with keys beyond the last checkpoint's, and up to this one, were verified. After the last key it goes on
     * with the first, up to where it began.
     *
     * @param range a number of its own, under which its findings are
     * @param from the key beyond which the run began; null if it began with the first
     * @param references how many
     */
    record Verified(
            int range, @Nullable ObjectKey from, ObjectKey upTo, long references, Map<String, Long> counts, Instant at)
            implements JournalEntry {

        public Verified {
            counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        }
    }

    /**
     * The walk is over: a digest over everything found, in order, and every reason against changing anything.
     *
     * @param seen when it was, by the store's clock, or by the engine's if the store tells no time: between two runs the engine's may have
     *     been put forward or back, and whether an orphan was seen long enough ago must not hang on that (H82)
     */
    record Planned(String digest, long items, List<String> guardrails, Instant seen, Instant at)
            implements JournalEntry {

        public Planned {
            guardrails = List.copyOf(guardrails);
        }
    }

    /** A change is about to be made, with the state before it and the evidence for it. Durable before the change. */
    record Intended(Change change, List<Look> evidence, long fence, Instant at) implements JournalEntry {

        public Intended {
            evidence = List.copyOf(evidence);
        }
    }

    /** A quarantined object's copy was verified; what follows is the removal. */
    record Copied(String item, @Nullable String etag, Instant at) implements JournalEntry {}

    /**
     * What became of an item.
     *
     * @param message of a marked record, as read back; null otherwise
     * @param changedAt of a marked record, as it says itself; null otherwise
     * @param version the delete marker left, in a versioned bucket; null otherwise
     * @param detail for a person, where it wasn't applied
     */
    record Done(
            String item,
            ChangeOutcome outcome,
            @Nullable String message,
            @Nullable Instant changedAt,
            @Nullable String version,
            String detail,
            Instant at)
            implements JournalEntry {}

    /** The end. */
    record Ended(RunReport report, Instant at) implements JournalEntry {}

    /** A person has looked at a halted run and lets applying runs go on. */
    record Cleared(String by, Instant at) implements JournalEntry {}
}
