package dev.reconcile.store.protocol;

import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.MultipartCopy.NotCopied;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes an object where there is none, by one request or, if it is too large for that, in parts: then nothing is at its key until the
 * last call.
 */
public final class Put {

    /** What S3 takes at once. */
    public static final long AT_ONCE = 5L << 30;

    /** Small enough to be sent within a call's time, and still all of the largest object in ten thousand of them. */
    public static final long PART_SIZE = 512L << 20;

    public static final String PERMISSIONS = "s3:PutObject and s3:AbortMultipartUpload";

    private final Calls calls;
    private final long atOnce;
    private final long partSize;

    /** @param atOnce the largest object that one request writes */
    public Put(Calls calls, long atOnce, long partSize) {
        this.calls = calls;
        this.atOnce = atOnce;
        this.partSize = partSize;
    }

    /** The requests it takes, by some client. What goes wrong with those of an upload in parts is a {@link NotCopied}. */
    public interface Calls {

        /** Makes the whole change by one request, with the content's MD5, unless the key is taken. Throws nothing. */
        Written once(Change change, NewObject object, byte[] md5);

        /** Begins an upload with the object's type and metadata; its id. */
        String begin(NewObject object);

        /** Sends a part, the first of which has number 1, with its checksum; what was written has the part's ETag. */
        Written part(ObjectKey key, String upload, int number, Content part) throws IOException;

        /** Makes an object of the parts with these ETags, unless the key is taken. */
        Written complete(ObjectKey key, String upload, List<String> etags);

        /** Gives the upload up. Never throws; keeps an interrupt's flag set. */
        void abort(ObjectKey key, String upload);
    }

    public Written put(StoreProfile profile, NewObject object) {
        Change change = new Change(profile, "Writing", object.key());
        Written obstacle = change.obstacle(object.key());
        if (obstacle != null) {
            return obstacle;
        }
        return object.content().size() > atOnce ? inParts(change, object) : once(change, object);
    }

    private Written once(Change change, NewObject object) {
        byte[] md5;
        try {
            md5 = object.content().md5();
        } catch (Content.WrongContentException e) {
            return change.not(Kind.REFUSED, "nothing was sent: " + e.getMessage());
        } catch (IOException e) {
            return change.not(Kind.REFUSED, "nothing was sent: the content can't be read");
        }
        return calls.once(change, object, md5);
    }

    private Written inParts(Change change, NewObject object) {
        try {
            return change.explained(inParts(object));
        } catch (NotCopied e) {
            return change.explained(e.outcome());
        } catch (IOException e) {
            return change.not(Kind.REFUSED, "the content can't be read");
        }
    }

    private Written inParts(NewObject object) throws IOException {
        if (object.key().value().chars().anyMatch(MultipartCopy::isNoXml)) { // H35: the upload's id would be lost
            throw new NotCopied(Kind.REFUSED, "nothing was sent: no answer could name a key with such characters");
        }
        String upload = calls.begin(object);
        boolean done = false;
        try {
            Written written = calls.complete(object.key(), upload, parts(object, upload));
            done = written.isApplied();
            return written;
        } finally {
            if (!done) {
                abort(object.key(), upload);
            }
        }
    }

    private List<String> parts(NewObject object, String upload) throws IOException {
        Content content = object.content();
        long size = Math.max(partSize, (content.size() + MultipartCopy.MOST_PARTS - 1) / MultipartCopy.MOST_PARTS);
        MessageDigest whole = Algorithm.SHA256.digest();
        List<String> etags = new ArrayList<>();
        for (long first = 0; first < content.size(); first += size) {
            Content part = part(content, first, Math.min(size, content.size() - first), whole);
            Written sent = calls.part(object.key(), upload, etags.size() + 1, part);
            String etag = sent.etag();
            if (!sent.isApplied() || etag == null) {
                throw new NotCopied(sent);
            }
            etags.add(etag);
        }
        if (!HexFormat.of().formatHex(whole.digest()).equals(content.sha256())) {
            throw new NotCopied(Kind.REFUSED, "nothing was written: its SHA-256 isn't the one that was declared");
        }
        return etags;
    }

    /** A stretch of the content, with its checksum; the bytes go into that of the whole as well. */
    private static Content part(Content content, long first, long size, MessageDigest whole) throws IOException {
        Content.Source source = () -> {
            InputStream in = content.open();
            in.skipNBytes(first);
            return new Stretch(in, size);
        };
        MessageDigest its = Algorithm.SHA256.digest();
        long read;
        try (InputStream in = new DigestInputStream(new DigestInputStream(source.open(), whole), its)) {
            read = in.transferTo(OutputStream.nullOutputStream());
        }
        if (read != size) {
            throw new NotCopied(Kind.REFUSED, "nothing was written: it is shorter than was declared");
        }
        return Content.of(source, size, HexFormat.of().formatHex(its.digest()));
    }

    /** Parts of an upload that nobody finishes cost as much as an object, so that it is aborted for an interrupted thread too. */
    private void abort(ObjectKey key, String upload) {
        boolean interrupted = Thread.interrupted();
        try {
            calls.abort(key, upload);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The next so many bytes of a stream. */
    private static final class Stretch extends FilterInputStream {

        private long left;

        Stretch(InputStream in, long size) {
            super(in);
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            int read = left > 0 ? super.read() : -1;
            left -= read >= 0 ? 1 : 0;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
