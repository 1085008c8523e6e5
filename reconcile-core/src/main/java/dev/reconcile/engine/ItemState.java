package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.store.ObjectKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about one item: the last of its intents, whether its copy was verified after that, and its outcome.
 *
 * @param copied where the change goes by a copy
 * @param done null if nobody knows what became of it
 */
record ItemState(
        JournalEntry.@Nullable Intended intended,
        JournalEntry.@Nullable Copied copied,
        JournalEntry.@Nullable Done done) {

    /** Records by id, then objects and uploads by key: the order of findings. */
    static final Comparator<String> ORDER = ItemState::compare;

    private static int compare(String a, String b) {
        int byKind = Integer.compare(kind(a), kind(b));
        if (byKind != 0) {
            return byKind;
        }
        return switch (kind(a)) {
            case 0 -> new RecordId(name(a)).compareTo(new RecordId(name(b)));
            case 1 -> ObjectKey.of(name(a)).compareTo(ObjectKey.of(name(b)));
            default -> upload(a).compareTo(upload(b));
        };
    }

    /** An unfinished upload: several may have one key. */
    private record OfUpload(ObjectKey key, String id) implements Comparable<OfUpload> {
        @Override
        public int compareTo(OfUpload other) {
            int byKey = key.compareTo(other.key);
            return byKey != 0 ? byKey : id.compareTo(other.id);
        }
    }

    private static OfUpload upload(String item) {
        String name = name(item);
        int end = name.lastIndexOf('#');
        String id = name.substring(end + 1).replace("%23", "#").replace("%25", "%");
        return new OfUpload(ObjectKey.of(name.substring(0, end)), id);
    }

    private static int kind(String item) {
        return item.startsWith("record:") ? 0 : item.startsWith("object:") ? 1 : 2;
    }

    private static String name(String item) {
        return item.substring(item.indexOf(':') + 1);
    }

    String item() {
        if (done != null) {
            return done.item();
        }
        if (intended != null) {
            return intended.change().item();
        }
        if (copied != null) {
            return copied.item();
        }
        throw new IllegalStateException("An empty item state");
    }

    /** When it was last written of. */
    Instant at() {
        if (done != null) {
            return done.at();
        }
        return copied != null ? copied.at() : Objects.requireNonNull(intended).at();
    }

    boolean isOpen() {
        return intended != null && done == null;
    }

    /** Whether it has an outcome that a later try wouldn't better. */
    boolean isFinal() {
        return done != null && done.outcome() != ChangeOutcome.FAILED && done.outcome() != ChangeOutcome.UNKNOWN;
    }

    /** Whether the change was made, or may have been. */
    boolean mayBeApplied() {
        return intended != null
                && (done == null
                        || done.outcome() == ChangeOutcome.APPLIED
                        || done.outcome() == ChangeOutcome.FAILED
                        || done.outcome() == ChangeOutcome.UNKNOWN
                        || done.outcome() == ChangeOutcome.UNCERTAIN);
    }

    Change change() {
        if (intended == null) {
            throw new IllegalStateException("Nothing was intended with " + item());
        }
        return intended.change();
    }

    /** Takes in what was written later. */
    ItemState then(ItemState later) {
        if (later.intended != null) {
            return later; // a new try
        }
        return new ItemState(
                intended, later.copied != null ? later.copied : copied, later.done != null ? later.done : done);
    }

    /** One entry of a journal and its place there. */
    record Line(ItemState state, long place) {

        static final Comparator<Line> ORDER = Comparator.<Line, String>comparing(
                        line -> line.state().item(), ItemState.ORDER)
                .thenComparing(Line::place);

        static final Codec<Line> CODEC = new Codec<>() {
            @Override
            public void write(Line line, DataOutput out) throws IOException {
                JournalEntry entry = line.state.entry();
                Codec.writeText(JournalFormat.line(entry), out);
                out.writeLong(line.place);
            }

            @Override
            public Line read(DataInput in) throws IOException {
                JournalEntry entry = JournalFormat.entry(Codec.readText(in));
                long place = in.readLong();
                Line line = Line.of(entry, place);
                if (line == null) {
                    throw new IOException("No entry about an item where one was written");
                }
                return line;
            }

            @Override
            public int weight(Line line) {
                return 1500;
            }
        };

        /** Null if the entry isn't about one item's change. */
        static @Nullable Line of(JournalEntry entry, long place) {
            if (entry instanceof JournalEntry.Intended intended) {
                return new Line(new ItemState(intended, null, null), place);
            }
            if (entry instanceof JournalEntry.Copied copied) {
                return new Line(new ItemState(null, copied, null), place);
            }
            return entry instanceof JournalEntry.Done done ? new Line(new ItemState(null, null, done), place) : null;
        }
    }

    private JournalEntry entry() {
        if (intended != null) {
            return intended;
        }
        if (copied != null) {
            return copied;
        }
        if (done != null) {
            return done;
        }
        throw new IllegalStateException("An empty item state");
    }
}
