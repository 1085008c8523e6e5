package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finding and the range whose walk gave it.
 *
 * @param range the index of the range
 */
record Judged(Finding finding, int range) {

    /** Findings of one record together, so that it is marked once; orphans after them, by key. */
    static final Comparator<Judged> ORDER = Comparator.<Judged, Integer>comparing(
                    judged -> judged.finding() instanceof Finding.OfReference ? 0 : 1)
            .thenComparing(
                    judged -> judged.finding() instanceof Finding.OfReference of ? of.recordId() : null,
                    Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(judged -> judged.finding() instanceof Finding.OfReference of
                    ? of.reference().role()
                    : "")
            .thenComparing(judged -> judged.finding().key());

    static final Codec<Judged> CODEC = new Codec<>() {
        @Override
        @SuppressWarnings("EnumOrdinal") // the same JVM reads it back
        public void write(Judged judged, DataOutput out) throws IOException {
            Finding finding = judged.finding;
            out.writeInt(judged.range);
            out.writeByte(finding.kind().ordinal());
            if (finding instanceof Finding.OfReference of) {
                writeReference(of, out);
            }
            if (finding instanceof Finding.Mismatch mismatch) {
                writeObject(mismatch.object(), out);
            } else if (finding instanceof Finding.Orphan orphan) {
                writeObject(orphan.object(), out);
            }
        }

        @Override
        @SuppressWarnings("EnumOrdinal")
        public Judged read(DataInput in) throws IOException {
            int range = in.readInt();
            return switch (FindingKind.values()[in.readByte()]) {
                case MISSING -> {
                    Referring by = readReference(in);
                    yield new Judged(new Finding.Missing(by.reference, by.status, by.context), range);
                }
                case MISMATCH -> {
                    Referring by = readReference(in);
                    yield new Judged(new Finding.Mismatch(by.reference, by.status, by.context, readObject(in)), range);
                }
                case ORPHAN -> new Judged(new Finding.Orphan(readObject(in)), range);
            };
        }

        @Override
        public int weight(Judged judged) {
            int text = judged.finding.key().value().length();
            if (judged.finding instanceof Finding.OfReference of) {
                for (Map.Entry<String, String> column : of.context().entrySet()) {
                    text += 80 + column.getKey().length() + column.getValue().length();
                }
            }
            return 320 + text;
        }
    };

    private record Referring(Reference reference, @Nullable String status, Map<String, String> context) {}

    private static void writeReference(Finding.OfReference of, DataOutput out) throws IOException {
        Reference reference = of.reference();
        Codec.writeText(reference.recordId().value(), out);
        Codec.writeText(reference.role(), out);
        Codec.writeText(reference.key().value(), out);
        out.writeLong(reference.expectedSize().orElse(-1));
        Codec.writeText(of.status(), out);
        out.writeInt(of.context().size());
        for (Map.Entry<String, String> column : of.context().entrySet()) {
            Codec.writeText(column.getKey(), out);
            Codec.writeText(column.getValue(), out);
        }
    }

    private static Referring readReference(DataInput in) throws IOException {
        RecordId id = new RecordId(Codec.readText(in));
        String role = Codec.readText(in);
        ObjectKey key = ObjectKey.of(Codec.readText(in));
        long size = in.readLong();
        String status = Codec.readNullableText(in);
        Map<String, String> context = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            context.put(Codec.readText(in), Codec.readText(in));
        }
        OptionalLong expected = size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
        return new Referring(new Reference(id, role, key, expected, true), status, context);
    }

    static void writeObject(StoredObject object, DataOutput out) throws IOException {
        Codec.writeText(object.key().value(), out);
        out.writeLong(object.size());
        Codec.writeText(object.etag(), out);
        Instant modified = object.lastModified();
        Codec.writeText(modified == null ? null : modified.toString(), out);
        Codec.writeText(object.storageClass(), out);
    }

    static StoredObject readObject(DataInput in) throws IOException {
        ObjectKey key = ObjectKey.of(Codec.readText(in));
        long size = in.readLong();
        String etag = Codec.readNullableText(in);
        String modified = Codec.readNullableText(in);
        return new StoredObject(
                key, size, etag, modified == null ? null : Instant.parse(modified), Codec.readNullableText(in));
    }
}
