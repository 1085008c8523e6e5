package dev.reconcile.s3;

import dev.reconcile.store.protocol.ListAnswer;
import dev.reconcile.store.protocol.PlainListing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer to a listing, read when the SDK reads it, so that whatever breaks off meanwhile does so in the SDK's hands.
 * A plain listing is read here, and the SDK gets an empty one; any other body goes on to the SDK as it came. Used by one thread.
 */
final class ListingBody extends InputStream {

    /** More than a thousand of the longest keys take, each byte of them escaped. */
    static final int MOST_BYTES = 16 << 20;

    private static final int BYTES_A_KEY = 400;
    private static final byte[] NOTHING = "<ListBucketResult/>".getBytes(StandardCharsets.UTF_8);

    private final InputStream body;
    private final int guess;
    private final boolean reading;
    private boolean begun;
    private @Nullable InputStream given;
    private ListAnswer.@Nullable Listing listing;

    /**
     * @param mostKeys how many were asked for
     * @param reading whether a plain listing is read here and not by the SDK
     */
    ListingBody(InputStream body, int mostKeys, boolean reading) {
        this.body = body;
        this.guess = BYTES_A_KEY * (mostKeys + 10);
        this.reading = reading;
    }

    /** What was read here; empty if it is the SDK's to read. */
    Optional<ListAnswer.Listing> listing() {
        return Optional.ofNullable(listing);
    }

    private InputStream given() throws IOException {
        if (given == null) {
            if (begun) {
                throw new IOException("the answer broke off before");
            }
            begun = true;
            given = opened();
        }
        return given;
    }

    private InputStream opened() throws IOException {
        byte[] bytes = new byte[guess];
        int length = 0;
        for (int count; (count = body.read(bytes, length, bytes.length - length)) >= 0; ) {
            length += count;
            if (length > MOST_BYTES) { // H104
                throw new IOException("the answer is too long");
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
        }
        listing = reading ? PlainListing.read(bytes, length).orElse(null) : null;
        return listing == null ? new ByteArrayInputStream(bytes, 0, length) : new ByteArrayInputStream(NOTHING);
    }

    @Override
    public int read() throws IOException {
        return given().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return given().read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
