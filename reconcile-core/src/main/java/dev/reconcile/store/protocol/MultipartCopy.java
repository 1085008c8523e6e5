package dev.reconcile.store.protocol;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of an object that is too large for one request. Nothing is at the target until the last call; what an ordinary copy
 * takes along by itself, metadata and tags, is read first and sent along.
 */
public final class MultipartCopy {

    /** What S3 copies at once. */
    public static final long NEEDED_ABOVE = 5L << 30;

    /** Small enough to be copied within a call's time. */
    public static final long PART_SIZE = 512L << 20;

    public static final String PERMISSIONS =
            "s3:GetObject, s3:GetObjectTagging, s3:PutObject, s3:PutObjectTagging and s3:AbortMultipartUpload";

    static final int MOST_PARTS = 10_000;

    private final Calls calls;
    private final long partSize;

    public MultipartCopy(Calls calls, long partSize) {
        this.calls = calls;
        this.partSize = partSize;
    }

    /** The requests it takes, by some client. What goes wrong is a {@link NotCopied}. */
    public interface Calls {

        /** Begins an upload with the metadata and tags of the source as it is while it has this ETag; its id. */
        String begin(StoredObject source, String etag, ObjectKey target);

        /** Copies the bytes from first to last, both included; what was written has the part's ETag. */
        Written part(StoredObject source, String etag, ObjectKey target, Part part);

        /** Makes an object of the parts with these ETags, unless the key is taken. */
        Written complete(ObjectKey target, String upload, List<String> etags);

        /** Gives the upload up. Never throws; keeps an interrupt's flag set. */
        void abort(ObjectKey target, String upload);
    }

    /** One part. The first has number 1. */
    public record Part(String upload, int number, long first, long last) {

        public String range() {
            return "bytes=" + first + "-" + last;
        }
    }

    /** Ends a copy; never leaves an adapter. */
    public static final class NotCopied extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Written outcome;

        public NotCopied(Written outcome) {
            super(outcome.detail(), null, false, false);
            this.outcome = outcome;
        }

        public NotCopied(Kind kind, String reason) {
            this(Written.not(kind, reason));
        }

        public Written outcome() {
            return outcome;
        }
    }

    public Written copy(Change change, StoredObject source, String etag, ObjectKey target) {
        try {
            return change.explained(copied(source, etag, target));
        } catch (NotCopied e) {
            return change.explained(e.outcome);
        }
    }

    private Written copied(StoredObject source, String etag, ObjectKey target) {
        if (target.value().chars().anyMatch(MultipartCopy::isNoXml)) { // H35: the upload's id would be lost
            throw new NotCopied(Kind.REFUSED, "nothing was sent: no answer could name a target with such characters");
        }
        String upload = calls.begin(source, etag, target);
        boolean done = false;
        try {
            Written written = calls.complete(target, upload, parts(source, etag, target, upload));
            done = written.isApplied();
            return written;
        } finally {
            if (!done) {
                abort(target, upload);
            }
        }
    }

    static boolean isNoXml(int c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
    }

    private List<String> parts(StoredObject source, String etag, ObjectKey target, String upload) {
        long size = Math.max(partSize, (source.size() + MOST_PARTS - 1) / MOST_PARTS);
        List<String> etags = new ArrayList<>();
        for (long first = 0; first < source.size(); first += size) {
            long last = Math.min(first + size, source.size()) - 1;
            Written copied = calls.part(source, etag, target, new Part(upload, etags.size() + 1, first, last));
            String part = copied.etag();
            if (!copied.isApplied() || part == null) {
                throw new NotCopied(copied);
            }
            etags.add(part);
        }
        return etags;
    }

    /** Parts of an upload that nobody finishes cost as much as an object, so that it is aborted for an interrupted thread too. */
    private void abort(ObjectKey target, String upload) {
        boolean interrupted = Thread.interrupted();
        try {
            calls.abort(target, upload);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Checks the head of the source before anything is copied.
     *
     * @throws NotCopied if it isn't the object that was judged, or its metadata isn't all there
     */
    public static void requireSource(HttpAnswer head, StoredObject source, String etag) {
        boolean isSame = etag.equals(HeadAnswer.unquoted(head.first("ETag").orElse(null)))
                && head.first("Content-Length")
                        .filter(String.valueOf(source.size())::equals)
                        .isPresent();
        if (!isSame) {
            throw new NotCopied(Kind.CONFLICT, "the source isn't what it was");
        }
        if (head.first("x-amz-missing-meta").filter(count -> !count.equals("0")).isPresent()) {
            throw new NotCopied(Kind.REFUSED, "nothing was copied: some of its metadata can't be read");
        }
    }

    /** The failure of a HEAD: it can't say whether it is the object that is missing or the bucket (H1). */
    public static NotCopied withoutSource(Written outcome) {
        return new NotCopied(outcome.kind() == Kind.ABSENT ? Written.not(Kind.REFUSED, outcome.detail()) : outcome);
    }
}
