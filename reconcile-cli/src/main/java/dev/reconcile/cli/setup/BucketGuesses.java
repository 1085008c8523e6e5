package dev.reconcile.cli.setup;

import dev.reconcile.catalog.Located;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of a column become keys of a bucket, found out by looks at objects. */
final class BucketGuesses {

    private static final int VALUES = 4;
    private static final int PREFIXES = 12;
    private static final Pattern ORIGIN = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/?#]+/)[^?#]*.*");

    private final ObjectStore store;

    /** What the first page of the listing shows. */
    private final List<StoredObject> listed;

    /** @throws StoreException if the bucket can't be listed */
    BucketGuesses(ObjectStore store) {
        this.store = store;
        this.listed = store.list(ListRequest.of("")).objects();
    }

    List<StoredObject> listed() {
        return listed;
    }

    /** What stands before the values; empty text if they are keys as they are, nothing if none of some is in the bucket. */
    Optional<String> prefix(List<String> values) {
        List<String> some = values.subList(0, Math.min(VALUES, values.size()));
        for (String prefix : prefixes(some)) {
            if (some.stream().anyMatch(value -> isThere(prefix + value))) {
                return Optional.of(prefix);
            }
        }
        return Optional.empty();
    }

    private Set<String> prefixes(List<String> values) {
        Set<String> prefixes = new LinkedHashSet<>(List.of(""));
        for (StoredObject each : listed) {
            String key = each.key().value();
            for (String value : values) {
                if (key.endsWith("/" + value)) {
                    prefixes.add(key.substring(0, key.length() - value.length()));
                }
            }
        }
        for (StoredObject each : listed) {
            String key = each.key().value();
            for (int slash = key.indexOf('/');
                    slash >= 0 && prefixes.size() < PREFIXES;
                    slash = key.indexOf('/', slash + 1)) {
                prefixes.add(key.substring(0, slash + 1));
            }
        }
        return prefixes;
    }

    /** @param base what a key follows in a URL; null if it isn't known, and the URL is only an example then */
    record Base(String url, Optional<String> base) {}

    /** For the URLs that this locator doesn't know: what their keys follow, one for each origin. */
    List<Base> bases(List<String> urls, ObjectLocator locator) {
        Set<String> origins = new LinkedHashSet<>();
        List<Base> bases = new ArrayList<>();
        for (String url : urls) {
            Matcher form = ORIGIN.matcher(url);
            boolean unknown = locator.locate(url).kind() == Located.Kind.FOREIGN;
            if (unknown && form.matches() && origins.add(form.group(1))) {
                List<String> same = urls.stream()
                        .filter(each -> each.startsWith(form.group(1)))
                        .limit(VALUES)
                        .toList();
                bases.add(new Base(url, base(same)));
            }
        }
        return bases;
    }

    private Optional<String> base(List<String> urls) {
        for (String url : urls) {
            int slash = url.indexOf('/', url.indexOf("://") + 3);
            for (int cuts = 0; slash >= 0 && cuts < 8; cuts++) {
                String base = url.substring(0, slash + 1);
                if (key(url, base).filter(this::isThere).isPresent()) {
                    return Optional.of(base);
                }
                slash = url.indexOf('/', slash + 1);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> key(String url, String base) {
        try {
            Located located = ObjectLocator.bucket("any").urls().cdn(base).locate(url);
            return located instanceof Located.InBucket in ? Optional.of(in.key().value()) : Optional.empty();
        } catch (IllegalArgumentException noBase) {
            return Optional.empty();
        }
    }

    /** How many of some URLs name objects that are there. */
    long there(List<String> urls, ObjectLocator locator) {
        return urls.stream()
                .limit(VALUES)
                .map(locator::locate)
                .filter(located -> located instanceof Located.InBucket in
                        && isThere(in.key().value()))
                .count();
    }

    private boolean isThere(String text) {
        ObjectKey key;
        try {
            key = ObjectKey.of(text);
        } catch (IllegalArgumentException noKey) {
            return false;
        }
        if (store.profile().keyRules().problem(key).isPresent()) {
            return false;
        }
        Presence presence = store.stat(key);
        if (presence instanceof Presence.Unknown unknown) {
            throw new StoreException(unknown.doubt(), unknown.detail());
        }
        return presence.kind() == Presence.Kind.PRESENT;
    }
}
