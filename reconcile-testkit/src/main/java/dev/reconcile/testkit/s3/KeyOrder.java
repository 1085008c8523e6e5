package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.Comparator;

/** The order in which a bucket lists its keys (H31, H32). */
public enum KeyOrder {
    /** By unsigned UTF-8 bytes, as AWS general purpose buckets do. */
    UTF8,
    /** As Java compares strings: several servers written in Java list like this. */
    UTF16,
    /** The same on every call, but of no use to anybody, as in directory buckets. */
    SHUFFLED;

    Comparator<ObjectKey> comparator() {
        return switch (this) {
            case UTF8 -> Comparator.naturalOrder();
            case UTF16 -> Comparator.comparing(ObjectKey::value);
            case SHUFFLED ->
                Comparator.comparingInt((ObjectKey key) -> scattered(key.hashCode()))
                        .thenComparing(Comparator.naturalOrder());
        };
    }

    private static int scattered(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x45d9f3b;
        return (mixed ^ (mixed >>> 15)) * 0x2c1b3c6d;
    }
}
