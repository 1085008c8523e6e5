package dev.reconcile.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How items are kept on disk, and about how much memory one takes. */
interface Codec<T> {

    void write(T item, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;

    /**
     * The same beside the item before it, of which something may be left out.
     *
     * @param previous null for the first
     */
    default void write(T item, @Nullable T previous, DataOutput out) throws IOException {
        write(item, out);
    }

    /** Reads what was written beside the same. */
    default T read(@Nullable T previous, DataInput in) throws IOException {
        return read(in);
    }

    /** In bytes, roughly. */
    int weight(T item);

    static void writeText(@Nullable String text, DataOutput out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static @Nullable String readNullableText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String readText(DataInput in) throws IOException {
        String text = readNullableText(in);
        if (text == null) {
            throw new IOException("Null where a text was written");
        }
        return text;
    }

    /** In as few bytes as it needs: one up to 127. */
    static void writeNumber(long notNegative, DataOutput out) throws IOException {
        long rest = notNegative;
        while (rest > 0x7F) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readNumber(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.readUnsignedByte();
            number |= (long) (part & 0x7F) << shift;
            if (part <= 0x7F) {
                return number;
            }
        }
    }

    /** What it doesn't share with the text before it. */
    static void writeAfter(@Nullable String previous, String text, DataOutput out) throws IOException {
        int shared = previous == null ? 0 : shared(previous, text);
        byte[] rest = text.substring(shared).getBytes(StandardCharsets.UTF_8);
        writeNumber(shared, out);
        writeNumber(rest.length, out);
        out.write(rest);
    }

    /** No half of a surrogate pair is shared, as the rest would be no text. */
    private static int shared(String one, String other) {
        int most = Math.min(one.length(), other.length());
        int shared = 0;
        while (shared < most && one.charAt(shared) == other.charAt(shared)) {
            shared++;
        }
        return shared > 0 && Character.isHighSurrogate(one.charAt(shared - 1)) ? shared - 1 : shared;
    }

    static String readAfter(@Nullable String previous, DataInput in) throws IOException {
        int shared = (int) readNumber(in);
        byte[] rest = new byte[(int) readNumber(in)];
        in.readFully(rest);
        String text = new String(rest, StandardCharsets.UTF_8);
        return previous == null || shared == 0
                ? text
                : previous.substring(0, shared).concat(text);
    }
}
