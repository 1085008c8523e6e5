package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How objects are kept on disk: without what they share with the one before, and an MD5 as what it is. */
final class ObjectCodec implements Codec<StoredObject> {

    static final ObjectCodec INSTANCE = new ObjectCodec();

    private static final HexFormat HEX = HexFormat.of();
    private static final int MD5_BYTES = 16;

    private static final int HAS_ETAG = 1;
    private static final int ETAG_IS_HEX = 2;
    private static final int HAS_TIME = 4;
    private static final int HAS_CLASS = 8;
    private static final int CLASS_AS_BEFORE = 16;

    private ObjectCodec() {}

    @Override
    public void write(StoredObject object, DataOutput out) throws IOException {
        write(object, null, out);
    }

    @Override
    public StoredObject read(DataInput in) throws IOException {
        return read(null, in);
    }

    @Override
    public void write(StoredObject object, @Nullable StoredObject previous, DataOutput out) throws IOException {
        String etag = object.etag();
        Instant time = object.lastModified();
        String storageClass = object.storageClass();
        boolean hex = etag != null && isHex(etag);
        boolean asBefore = previous != null && Objects.equals(previous.storageClass(), storageClass);
        out.writeByte((etag == null ? 0 : HAS_ETAG)
                | (hex ? ETAG_IS_HEX : 0)
                | (time == null ? 0 : HAS_TIME)
                | (storageClass == null ? 0 : HAS_CLASS)
                | (asBefore ? CLASS_AS_BEFORE : 0));
        Codec.writeAfter(
                previous == null ? null : previous.key().value(), object.key().value(), out);
        Codec.writeNumber(object.size(), out);
        if (hex) {
            out.write(HEX.parseHex(etag));
        } else if (etag != null) {
            Codec.writeAfter(null, etag, out);
        }
        if (time != null) {
            Codec.writeNumber(time.getEpochSecond(), out); // there is none before 1970 (H22)
            Codec.writeNumber(time.getNano(), out);
        }
        if (storageClass != null && !asBefore) {
            Codec.writeAfter(null, storageClass, out);
        }
    }

    @Override
    public StoredObject read(@Nullable StoredObject previous, DataInput in) throws IOException {
        int has = in.readUnsignedByte();
        ObjectKey key = ObjectKey.of(
                Codec.readAfter(previous == null ? null : previous.key().value(), in));
        long size = Codec.readNumber(in);
        String etag = null;
        if ((has & ETAG_IS_HEX) != 0) {
            byte[] md5 = new byte[MD5_BYTES];
            in.readFully(md5);
            etag = HEX.formatHex(md5);
        } else if ((has & HAS_ETAG) != 0) {
            etag = Codec.readAfter(null, in);
        }
        Instant time = (has & HAS_TIME) == 0 ? null : Instant.ofEpochSecond(Codec.readNumber(in), Codec.readNumber(in));
        String storageClass = null;
        if ((has & CLASS_AS_BEFORE) != 0) {
            storageClass = previous == null ? null : previous.storageClass();
        } else if ((has & HAS_CLASS) != 0) {
            storageClass = Codec.readAfter(null, in);
        }
        return new StoredObject(key, size, etag, time, storageClass);
    }

    /** Whether it comes back from its bytes as it was. */
    private static boolean isHex(String etag) {
        return etag.length() == 2 * MD5_BYTES
                && etag.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    @Override
    public int weight(StoredObject object) {
        return 240 + object.key().value().length();
    }
}
