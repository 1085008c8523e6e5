package dev.reconcile.catalog;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectKey.InvalidKeyException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Columns that hold the key itself.
 *
 * @param likeUrls whether a key may begin as a URL does
 */
record KeyLocator(String bucket, KeyRules rules, boolean likeUrls) implements ObjectLocator {

    private static final Pattern URL = Pattern.compile("(s3|https?)://", Pattern.CASE_INSENSITIVE);

    @Override
    public Located locate(String value) {
        if (value.isBlank()) {
            return Located.unparsable("it is blank"); // H51
        }
        if (!likeUrls
                && "sShH".indexOf(value.charAt(0)) >= 0
                && URL.matcher(value).lookingAt()) { // H47: taken for a key, it would be missing for sure
            return Located.unparsable("it is a URL, and its column is declared to hold keys: declare it with urls(),"
                    + " or with rawKeys() if the application's keys really look like URLs");
        }
        return key(value, rules);
    }

    /** What this text is as a key of a store with these rules. */
    static Located key(String text, KeyRules rules) {
        if (text.indexOf('\0') >= 0) {
            return Located.unparsable("it holds a NUL character, which no listing can show"); // H46
        }
        ObjectKey key;
        try {
            key = ObjectKey.of(text);
        } catch (InvalidKeyException invalid) {
            return Located.unparsable(invalid.problem()); // H41, H43
        }
        return rules.problem(key).map(Located::unparsable).orElseGet(() -> Located.inBucket(key)); // H40
    }

    @Override
    public Set<String> spellings(ObjectKey key) {
        return locate(key.value()).equals(Located.inBucket(key)) ? Set.of(key.value()) : Set.of();
    }

    @Override
    public boolean dropsQuery() {
        return false;
    }

    @Override
    public String description() {
        return (likeUrls ? "raw keys" : "keys") + " of bucket " + bucket + " under " + rules;
    }

    @Override
    public ObjectLocator withKeyRules(KeyRules other) {
        return new KeyLocator(bucket, other, likeUrls);
    }
}
