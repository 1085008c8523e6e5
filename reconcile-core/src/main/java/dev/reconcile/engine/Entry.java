package dev.reconcile.engine;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A reference as the snapshot keeps it: as little as the walk needs to nominate. Whatever is acted on is read afresh.
 *
 * @param role the place of the role in the catalog's list of roles
 * @param expectedSize -1 where the catalog doesn't know it
 */
record Entry(ObjectKey key, RecordId recordId, int role, long expectedSize, Standing standing)
        implements Comparable<Entry> {

    /** Whether the absence of the object would mean anything. The object is referenced in any case. */
    enum Standing {
        /** Judge it. */
        JUDGED,
        /** The pointer's condition doesn't hold. */
        NOT_REQUIRED,
        /** The record is younger than the grace, or of unknown age (H22, H60). */
        TOO_YOUNG,
        /** The record has the error status already. */
        ALREADY_MARKED
    }

    private static final Standing[] STANDINGS = Standing.values();

    /** Added to the standing on disk if a size follows. */
    private static final int SIZED = 64;

    static final Codec<Entry> CODEC = new Codec<>() {
        @Override
        public void write(Entry entry, DataOutput out) throws IOException {
            write(entry, null, out);
        }

        @Override
        public Entry read(DataInput in) throws IOException {
            return read(null, in);
        }

        @Override
        @SuppressWarnings("EnumOrdinal") // the same JVM reads it back
        public void write(Entry entry, @Nullable Entry previous, DataOutput out) throws IOException {
            Codec.writeAfter(previous == null ? null : previous.key.value(), entry.key.value(), out);
            Codec.writeAfter(null, entry.recordId.value(), out);
            out.writeByte(entry.role);
            boolean sized = entry.expectedSize >= 0;
            out.writeByte(entry.standing.ordinal() + (sized ? SIZED : 0));
            if (sized) {
                Codec.writeNumber(entry.expectedSize, out);
            }
        }

        @Override
        public Entry read(@Nullable Entry previous, DataInput in) throws IOException {
            ObjectKey key = ObjectKey.of(Codec.readAfter(previous == null ? null : previous.key.value(), in));
            RecordId id = new RecordId(Codec.readAfter(null, in));
            byte role = in.readByte();
            byte standing = in.readByte();
            long size = standing < SIZED ? -1 : Codec.readNumber(in);
            return new Entry(key, id, role, size, STANDINGS[standing % SIZED]);
        }

        @Override
        public int weight(Entry entry) {
            return 144 + entry.key.value().length() + entry.recordId.value().length();
        }
    };

    @Override
    public int compareTo(Entry other) {
        return key.compareTo(other.key);
    }
}
