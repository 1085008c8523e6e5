package dev.reconcile.store.protocol;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer to ListObjectsV2, checked before it counts as a page: clients make an empty last page of an empty body, of HTML and
 * of a listing whose end is missing (H5, H6).
 */
public final class ListAnswer {

    private final ListRequest request;
    private final Listing answer;

    private ListAnswer(ListRequest request, Listing answer) {
        this.request = request;
        this.answer = answer;
    }

    /**
     * What the answer's body says, each null if it doesn't.
     *
     * @param encodingType {@code url} if the keys are still encoded
     * @param commonPrefixes whether there are any
     */
    public record Listing(
            @Nullable String name,
            @Nullable String prefix,
            @Nullable String encodingType,
            @Nullable Boolean truncated,
            @Nullable Integer keyCount,
            boolean commonPrefixes,
            List<Entry> contents,
            @Nullable String nextToken) {}

    /** An object in a listing, its key still encoded. */
    public record Entry(
            @Nullable String key,
            @Nullable Long size,
            @Nullable String etag,
            @Nullable Instant lastModified,
            @Nullable String storageClass) {}

    /**
     * The key that the first page has to start after; later pages are the token's. One that comes before the prefix isn't sent, as
     * some stores refuse it.
     */
    public static @Nullable ObjectKey startAfter(ListRequest request, ListOrder order) {
        ObjectKey after = request.token() == null ? request.after() : null;
        boolean needless = after != null
                && order == ListOrder.UTF8
                && !request.prefix().isEmpty()
                && after.compareTo(ObjectKey.of(request.prefix())) < 0;
        return needless ? null : after;
    }

    /** Whether the page is empty before anybody is asked: it starts after everything under the prefix. */
    public static boolean isBeyond(ListRequest request, ListOrder order) {
        ObjectKey after = startAfter(request, order);
        return after != null && order == ListOrder.UTF8 && !after.value().startsWith(request.prefix());
    }

    /**
     * The page, if it is one.
     *
     * @throws StoreException if not; its message is a clause
     */
    public static ListPage page(ListRequest request, String bucket, ListOrder order, HttpAnswer http, Listing answer) {
        require(http.status() == 200, "its status isn't 200");
        Optional<String> cache = HeadAnswer.signOfACache(http);
        if (cache.isPresent()) { // H27
            throw new StoreException(
                    Doubt.WRONG_ENDPOINT,
                    "it came from a cache (" + cache.get() + "): use the store's own S3 endpoint");
        }
        return new ListAnswer(request, answer).page(bucket, order);
    }

    private ListPage page(String bucket, ListOrder order) {
        requireThisListing(bucket);
        List<StoredObject> objects = objects();
        if (order == ListOrder.UTF8) {
            requireBeyondAfter(objects);
        }
        return new ListPage(objects, next(objects));
    }

    private void requireThisListing(String bucket) {
        require(answer.name() != null, "it is no listing: it names no bucket"); // H5
        require(bucket.equals(answer.name()), "it is of another bucket"); // H5
        require("url".equals(answer.encodingType()), "it doesn't say that keys are url-encoded"); // H35
        require(isRequestedPrefix(answer.prefix()), "it is of another prefix"); // H5
        require(answer.truncated() != null, "it doesn't say whether more follows"); // H6
        require(!answer.commonPrefixes(), "it has common prefixes, which nobody asked for");
        Integer count = answer.keyCount();
        require(count == null || count == answer.contents().size(), "its key count isn't the number of its keys"); // H5
        require(answer.contents().size() <= request.maxKeys(), "it has more keys than asked for");
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

    private List<StoredObject> objects() {
        List<StoredObject> objects = new ArrayList<>(answer.contents().size());
        String previous = "";
        boolean ascending = true;
        for (Entry each : answer.contents()) {
            StoredObject object = object(each);
            String key = object.key().value();
            require(key.startsWith(request.prefix()), "a key isn't under the prefix"); // H5
            ascending = ascending && key.compareTo(previous) > 0;
            previous = key;
            objects.add(object);
        }
        // keys that ascend, in whatever order that is one, are all different
        require(ascending || areDifferent(objects), "a key is in it twice");
        return objects;
    }

    private static boolean areDifferent(List<StoredObject> objects) {
        Set<ObjectKey> seen = new HashSet<>();
        return objects.stream().allMatch(object -> seen.add(object.key()));
    }

    private static StoredObject object(Entry each) {
        String key = each.key();
        Long size = each.size();
        if (key == null || size == null || size < 0) { // H21
            throw malformed("an entry lacks its key or size");
        }
        try {
            return new StoredObject(
                    ObjectKey.of(UrlEncoded.decode(key)),
                    size,
                    HeadAnswer.unquoted(each.etag()),
                    each.lastModified(),
                    each.storageClass());
        } catch (CharacterCodingException e) {
            throw malformed("a key isn't url-encoded, though the answer says so"); // H37
        } catch (ObjectKey.InvalidKeyException e) {
            throw malformed("an entry's key is none, as " + e.problem());
        }
    }

    private void requireBeyondAfter(List<StoredObject> objects) {
        ObjectKey after = request.after();
        if (after == null) {
            return;
        }
        for (StoredObject object : objects) {
            int order = object.key().compareTo(after);
            require(order != 0, "it shows the key again that it was to start after: the store doesn't page"); // H6
            if (order < 0) { // H31
                throw new StoreException(
                        Doubt.DISORDERED,
                        "a key comes before the one it was to start after: declare the store's order as NONE");
            }
        }
    }

    private @Nullable ListRequest next(List<StoredObject> objects) {
        String token = answer.nextToken();
        boolean hasToken = token != null && !token.isEmpty();
        require(
                Objects.equals(hasToken, answer.truncated()),
                "it says that more follows but not how to go on, or the reverse"); // H6
        if (token == null || token.isEmpty()) {
            return null;
        }
        require(!token.equals(request.token()), "it leads to itself"); // H6
        require(!objects.isEmpty(), "it is empty though more follows, so it doesn't advance"); // H6
        return request.continued(objects.get(objects.size() - 1).key(), token);
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
