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
}
