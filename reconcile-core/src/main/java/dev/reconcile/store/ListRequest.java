package dev.reconcile.store;

import org.jspecify.annotations.Nullable;

/**
 * Asks for one page of a listing.
 *
 * @param prefix only keys that begin with it; empty for the whole bucket
 * @param after only keys beyond this one, in the store's order; null to start with the first
 * @param token how the store itself continues a listing; null on the first page, else taken from {@link ListPage#next()}
 * @param maxKeys at most so many; 1 to 1000
 */
public record ListRequest(
        String prefix, @Nullable ObjectKey after, @Nullable String token, int maxKeys) {

    public static final int MAX_KEYS = 1000;

    public ListRequest {
        if (maxKeys < 1 || maxKeys > MAX_KEYS) {
            throw new IllegalArgumentException("Invalid maxKeys: " + maxKeys + ", expected 1 to " + MAX_KEYS);
        }
        if (!prefix.isEmpty()) {
            ObjectKey.of(prefix); // H41: half a surrogate pair would be sent as another prefix
        }
    }

    public static ListRequest of(String prefix) {
        return new ListRequest(prefix, null, null, MAX_KEYS);
    }

    public ListRequest after(@Nullable ObjectKey key) {
        return new ListRequest(prefix, key, null, maxKeys);
    }

    public ListRequest maxKeys(int limit) {
        return new ListRequest(prefix, after, token, limit);
    }

    /** The request for the page that follows one which ended with {@code last}. */
    public ListRequest continued(ObjectKey last, @Nullable String nextToken) {
        return new ListRequest(prefix, last, nextToken, maxKeys);
    }
}
