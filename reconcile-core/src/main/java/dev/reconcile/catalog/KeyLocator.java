package dev.reconcile.catalog;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectKey.InvalidKeyException;
import java.util.Set;

/** Columns that hold the key itself. */
record KeyLocator(String bucket, KeyRules rules) implements ObjectLocator {

    @Override
    public Located locate(String value) {
        return value.isBlank() ? Located.unparsable("it is blank") : key(value, rules); // H51
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
    public ObjectLocator withKeyRules(KeyRules other) {
        return new KeyLocator(bucket, other);
    }
}
