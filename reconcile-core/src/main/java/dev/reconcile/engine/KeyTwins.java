package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The keys that somebody may have meant by another form of this one: the other Unicode form (H34), a plus for a space (H36), an
 * escape too many or too few, another case (H44), a leading slash (H40). If the catalog names a twin of an object, that object
 * may well be the one meant, and is no orphan (I3).
 */
final class KeyTwins {

    private KeyTwins() {}

    static Set<ObjectKey> of(ObjectKey key) {
        String value = key.value();
        Set<ObjectKey> twins = new LinkedHashSet<>();
        add(twins, Normalizer.normalize(value, Normalizer.Form.NFC));
        add(twins, Normalizer.normalize(value, Normalizer.Form.NFD));
        add(twins, value.toLowerCase(Locale.ROOT));
        add(twins, value.toUpperCase(Locale.ROOT));
        add(twins, value.startsWith("/") ? value.substring(1) : "/" + value);
        add(twins, value.replace('+', ' '));
        add(twins, value.replace(' ', '+'));
        add(
                twins,
                URLEncoder.encode(value, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/"));
        if (value.indexOf('%') >= 0) {
            try {
                add(twins, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException noEscape) {
                // a percent sign that escapes nothing: there is no such twin
            }
        }
        twins.remove(key);
        return twins;
    }

    private static void add(Set<ObjectKey> twins, String value) {
        try {
            twins.add(ObjectKey.of(value));
        } catch (ObjectKey.InvalidKeyException noKey) {
            // no reference can name it either
        }
    }
}
