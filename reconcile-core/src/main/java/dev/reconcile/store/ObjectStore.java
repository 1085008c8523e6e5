package dev.reconcile.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An object store: one bucket, read only. Implementations are thread-safe, do not retry (the engine does, in one place: H88)
 * and never let a vendor's exception or its text out (H100).
 */
public interface ObjectStore extends AutoCloseable {

    /** What this store is and how it behaves. The same answer for the life of the object; asks nothing of the network. */
    StoreProfile profile();

    /**
     * One page of the listing. Either the whole page, checked, or an exception: an answer of another bucket or prefix, without a
     * plain statement whether more follows, or whose continuation doesn't advance, is no page (H5, H6). That the keys ascend is
     * the engine's to check (H31).
     *
     * @throws StoreException if there is no such page; nothing follows from that about any object
     */
    ListPage list(ListRequest request);

    /**
     * A fresh look at one object. Never throws for anything the store or the network did: that is {@link Presence.Unknown}.
     * {@link Presence.Absent} only for a 404 that the configured endpoint itself gave (H1 to H4). If the thread is interrupted,
     * the answer is Unknown with {@link Doubt#INTERRUPTED} and the thread's flag stays set (H91).
     */
    Presence stat(ObjectKey key);

    /**
     * As {@link #stat}, and what the store says of the object beyond: its own checksums, the writer's metadata, whether it is archived.
     * By default nothing beyond.
     */
    default Presence describe(ObjectKey key) {
        return stat(key);
    }

    /**
     * A part of the object's content: exactly these bytes, and only of the object that was seen, by its ETag.
     *
     * @param offset of the first byte, within the object
     * @param length at least 1, and not beyond the object's end
     * @throws StoreException if they can't be had: {@link Doubt#INCOMPARABLE} if the object isn't what was seen any more,
     *     {@link Doubt#ARCHIVED} if it would have to be restored first. By default the store can't be read ({@link Doubt#UNREADABLE})
     */
    default byte[] read(StoredObject object, long offset, int length) {
        throw new StoreException(
                Doubt.UNREADABLE, "The content of " + object.key() + " can't be read: this store gives none");
    }

    /**
     * What time it is by the clock that dates the objects (H61), to the second at least; empty if the store can't say or didn't
     * answer, and then the engine's own clock has to do. Never throws for what the store or the network did.
     */
    default Optional<Instant> now() {
        return Optional.empty();
    }

    /** Releases what this object opened itself; a client that the host handed in stays open. Never throws. */
    @Override
    void close();
}
