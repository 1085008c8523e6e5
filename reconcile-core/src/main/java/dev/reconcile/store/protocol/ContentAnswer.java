package dev.reconcile.store.protocol;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an answer to GET of a part of an object's content says. */
public final class ContentAnswer {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int OUT_OF_RANGE = 416;

    private ContentAnswer() {}

    /** The header that asks for the part. */
    public static String range(long offset, int length) {
        return "bytes=" + offset + "-" + (offset + length - 1);
    }

    /** The header that asks for the object that was seen, and no other. */
    public static String ifMatch(StoredObject object) {
        String etag = object.etag();
        if (etag == null) {
            throw new StoreException(
                    Doubt.INCOMPARABLE, "Without its ETag " + object.key() + " can't be told from another");
        }
        return '"' + etag + '"';
    }

    /**
     * The content, if the answer is the whole of the part, of the object that was seen.
     *
     * @throws StoreException if it isn't
     */
    public static byte[] part(HttpAnswer http, byte[] body, StoredObject object, long offset, int length) {
        String etag = HeadAnswer.unquoted(http.first("ETag").orElse(null));
        if (!Objects.equals(etag, object.etag())) { // H54: of a store that ignores the precondition
            throw new StoreException(Doubt.INCOMPARABLE, "it isn't the object that was seen any more");
        }
        boolean whole = offset == 0 && length == object.size();
        List<String> ranges = http.all("Content-Range");
        String range = "bytes " + offset + "-" + (offset + length - 1) + "/" + object.size();
        boolean isPart = http.status() == PARTIAL && ranges.equals(List.of(range));
        boolean isAll = http.status() == OK && ranges.isEmpty() && whole;
        if (!(isPart || isAll) || body.length != length) {
            throw new StoreException(
                    Doubt.MALFORMED,
                    "status " + http.status() + " with " + body.length + " bytes, expected the " + length
                            + " bytes from " + offset + " of " + object.size());
        }
        return body;
    }

    /** What follows from a refusal. */
    public static Doubt doubt(int status, @Nullable String code, Doubt otherwise) {
        if (status == FORBIDDEN && "InvalidObjectState".equals(code)) { // H17
            return Doubt.ARCHIVED;
        }
        boolean gone = status == NOT_FOUND && "NoSuchKey".equals(code); // H1
        boolean changed = status == PRECONDITION_FAILED || status == OUT_OF_RANGE || gone;
        return changed ? Doubt.INCOMPARABLE : otherwise;
    }
}
