package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;

/** An object that a complete run saw as an orphan, and when that run ended. */
record Sighting(StoredObject object, Instant at) {

    static final Comparator<Sighting> ORDER =
            Comparator.<Sighting, ObjectKey>comparing(Sighting::key).thenComparing(Sighting::at);

    static final Codec<Sighting> CODEC = new Codec<>() {
        @Override
        public void write(Sighting sighting, DataOutput out) throws IOException {
            ObjectCodec.INSTANCE.write(sighting.object, out);
            out.writeLong(sighting.at.getEpochSecond());
            out.writeInt(sighting.at.getNano());
        }

        @Override
        public Sighting read(DataInput in) throws IOException {
            return new Sighting(ObjectCodec.INSTANCE.read(in), Instant.ofEpochSecond(in.readLong(), in.readInt()));
        }

        @Override
        public int weight(Sighting sighting) {
            return 60 + ObjectCodec.INSTANCE.weight(sighting.object);
        }
    };

    ObjectKey key() {
        return object.key();
    }
}
