package dev.reconcile.store.protocol;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer to ListMultipartUploads, checked before it counts as a page, as a {@link ListAnswer} is (H5, H6). */
public final class UploadsAnswer {

    private final UploadRequest request;
    private final Listing answer;
    private final boolean ordered;

    private UploadsAnswer(UploadRequest request, Listing answer, boolean ordered) {
        this.request = request;
        this.answer = answer;
        this.ordered = ordered;
    }

    /**
     * What the answer's body says, each null if it doesn't.
     *
     * @param encodingType {@code url} if the keys are still encoded
     * @param commonPrefixes whether there are any
     */
    public record Listing(
            @Nullable String bucket,
            @Nullable String prefix,
            @Nullable String encodingType,
            @Nullable Boolean truncated,
            boolean commonPrefixes,
            List<Entry> uploads,
            @Nullable String nextKeyMarker,
            @Nullable String nextUploadIdMarker) {}

    /** An unfinished upload in a listing, its key still encoded. */
    public record Entry(
            @Nullable String key,
            @Nullable String uploadId,
            @Nullable Instant initiated) {}

    /**
     * The page, if it is one.
     *
     * @throws StoreException if not; its message is a clause
     */
    public static UploadPage page(
            UploadRequest request,
            String bucket,
            ListOrder order,
            boolean requireRequestId,
            HttpAnswer http,
            Listing answer) {
        require(http.status() == 200, "its status isn't 200");
        require(!requireRequestId || http.hasRequestId(), "it has no x-amz-request-id"); // H4
        return new UploadsAnswer(request, answer, order == ListOrder.UTF8).page(bucket);
    }

    private UploadPage page(String bucket) {
        require(answer.bucket() != null, "it is no listing: it names no bucket"); // H5
        require(bucket.equals(answer.bucket()), "it is of another bucket"); // H5
        require("url".equals(answer.encodingType()), "it doesn't say that keys are url-encoded"); // H35
        require(isRequestedPrefix(answer.prefix()), "it is of another prefix"); // H5
        require(answer.truncated() != null, "it doesn't say whether more follows"); // H6
        require(!answer.commonPrefixes(), "it has common prefixes, which nobody asked for");
        require(answer.uploads().size() <= request.maxUploads(), "it has more uploads than asked for");
        List<Upload> uploads = new ArrayList<>();
        for (Entry each : answer.uploads()) {
            Upload upload = new Upload(key(each.key()), id(each.uploadId()), time(each.initiated()));
            require(upload.key().value().startsWith(request.prefix()), "a key isn't under the prefix"); // H5
            requireBeyond(upload, "it shows an upload again that it was to start after");
            uploads.add(upload);
        }
        return new UploadPage(uploads, Boolean.TRUE.equals(answer.truncated()) ? next(uploads) : null);
    }

    /** Stores echo the prefix encoded, as AWS does, or raw. */
    private boolean isRequestedPrefix(@Nullable String echoed) {
        String prefix = request.prefix();
        if (echoed == null) {
            return prefix.isEmpty();
        }
        try {
            return echoed.equals(prefix) || UrlEncoded.decode(echoed).equals(prefix);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private UploadRequest next(List<Upload> uploads) {
        require(!uploads.isEmpty(), "it is empty though more follows, so it doesn't advance"); // H6
        Upload last = new Upload(key(answer.nextKeyMarker()), id(answer.nextUploadIdMarker()), null);
        requireBeyond(last, "it leads to itself"); // H6
        return request.continued(last);
    }

    /** Uploads of one key are in the order in which they were begun, which their ids don't show. */
    private void requireBeyond(Upload upload, String otherwise) {
        Upload after = request.after();
        if (after == null) {
            return;
        }
        int order = upload.key().compareTo(after.key());
        boolean same = order == 0 && upload.id().equals(after.id());
        require(!same && (order >= 0 || !ordered), otherwise);
    }

    private static ObjectKey key(@Nullable String encoded) {
        if (encoded == null) { // H6, H21
            throw malformed("an entry lacks its key, or the page the key to go on from");
        }
        try {
            return ObjectKey.of(UrlEncoded.decode(encoded));
        } catch (CharacterCodingException e) {
            throw malformed("a key isn't url-encoded, though the answer says so"); // H37
        } catch (ObjectKey.InvalidKeyException e) {
            throw malformed("an entry's key is none, as " + e.problem());
        }
    }

    private static String id(@Nullable String id) {
        if (id == null || id.isEmpty()) { // H6, H21
            throw malformed("an entry lacks its upload's id, or the page the one to go on from");
        }
        return id;
    }

    /** Null for a time that can't be (H22). */
    private static @Nullable Instant time(@Nullable Instant initiated) {
        return initiated == null || initiated.getEpochSecond() <= 0 ? null : initiated;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw malformed(otherwise);
        }
    }

    private static StoreException malformed(String what) {
        return new StoreException(Doubt.MALFORMED, what);
    }
}
