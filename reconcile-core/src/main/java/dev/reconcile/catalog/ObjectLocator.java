package dev.reconcile.catalog;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns what stands in a column into the key of an object of one bucket, and back (H47). Text in, text out: it never asks the
 * network or the database anything (H101), and {@link #locate} never throws. Immutable and thread-safe.
 *
 * <pre>{@code
 * ObjectLocator keys = ObjectLocator.bucket("images").keys();
 * ObjectLocator urls = ObjectLocator.bucket("images").urls()
 *         .endpoint("https://s3.eu-central-1.amazonaws.com")
 *         .cdn("https://cdn.example.com/media/")
 *         .elsewhere("https://legacy.example.com/");
 * }</pre>
 */
public sealed interface ObjectLocator permits KeyLocator, UrlLocator {

    /** The name of the bucket the references point into. */
    String bucket();

    /** Reads a value. */
    Located locate(String value);

    /**
     * The usual ways in which this key stands in such a column, for look-ups by key; {@link #locate} turns each back into it. Not
     * every possible one (a URL may escape any letter), and none for a key that can't stand in such a column at all.
     */
    Set<String> spellings(ObjectKey key);

    /** Whether a query string or fragment may follow a spelling without changing what it names. */
    boolean dropsQuery();

    /** The same for a store with these rules: a key it doesn't take is unparsable, not missing (H40). */
    ObjectLocator withKeyRules(KeyRules rules);

    /** How it reads, in one line: two locators that read any value differently are described differently. */
    String description();

    /** Starts with the bucket the references point into. */
    static Bucket bucket(String name) {
        return new Bucket(name);
    }

    /** A bucket's name, on the way to a locator. */
    record Bucket(String name) {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

        public Bucket {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("Invalid bucket name: '" + ObjectKey.escape(name) + "'");
            }
        }

        /**
         * The column holds the key itself, byte for byte: nothing is trimmed, decoded or normalised. A value that begins with
         * {@code s3://}, {@code http://} or {@code https://} is unparsable: a column of URLs is {@link #urls()}.
         */
        public ObjectLocator keys() {
            return new KeyLocator(name, KeyRules.S3, false);
        }

        /** As {@link #keys()}, for an application whose keys may really look like URLs. */
        public ObjectLocator rawKeys() {
            return new KeyLocator(name, KeyRules.S3, true);
        }

        /** The column holds URLs. To begin with only {@code s3://bucket/key} is known; everything else is declared. */
        public UrlLocator urls() {
            return UrlLocator.of(name);
        }
    }
}
