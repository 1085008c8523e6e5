package dev.reconcile.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a journal's file, one at a time. A crash leaves a torn tail: a last line without its end, or one whose end was
 * written and its beginning not. Such a line is none. One that is damaged and has others after it was damaged later.
 */
final class JournalLines implements Closeable {

    private final Path file;
    private final InputStream in;
    private long number;
    private long start;
    private long end;

    private JournalLines(Path file) throws IOException {
        this.file = file;
        this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /** The entries, but for a torn one at the end. To be closed. */
    static Stream<JournalEntry> entries(Path file) {
        try {
            JournalLines lines = new JournalLines(file);
            return StreamSupport.stream(lines.new Entries(), false).onClose(lines::close);
        } catch (IOException e) {
            throw DiskFailure.of("Reading " + file, e);
        }
    }

    /** Where the torn tail begins; the length of the file if there is none. */
    static long wholeLength(Path file) throws IOException {
        try (JournalLines lines = new JournalLines(file)) {
            byte[] last = null;
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                last = line;
            }
            return last != null && isTorn(last) ? lines.start : lines.end;
        }
    }

    /** The next whole line; null at the end. */
    private byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                number++;
                start = end;
                end += line.size() + 1L;
                return line.toByteArray();
            }
            line.write(octet);
        }
        return null;
    }

    private static boolean isTorn(byte[] line) {
        return !JournalFormat.isJson(text(line));
    }

    /** What isn't UTF-8 is no JSON either. */
    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException damaged) {
            return "\uFFFD" + new String(line, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw DiskFailure.of("Closing " + file, e);
        }
    }

    private final class Entries extends AbstractSpliterator<JournalEntry> {

        private Entries() {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        }

        @Override
        public boolean tryAdvance(Consumer<? super JournalEntry> action) {
            JournalEntry entry;
            try {
                byte[] line = next();
                if (line == null) {
                    return false;
                }
                try {
                    entry = JournalFormat.entry(text(line), "Line " + number + " of " + file);
                } catch (JournalException damaged) {
                    if (isTorn(line) && next() == null) {
                        return false;
                    }
                    throw damaged;
                }
            } catch (IOException e) {
                throw DiskFailure.of("Reading " + file, e);
            }
            action.accept(entry);
            return true;
        }
    }
}
