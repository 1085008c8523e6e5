package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Selects one page of a bucket. It walks the ordered map from where the page begins, so a page costs what it holds. */
final class Listing {

    private final NavigableMap<ObjectKey, S3Object> objects;
    private final Deviations deviations;
    private final ListQuery query;
    private final String prefix;
    private final List<S3Object> contents = new ArrayList<>();
    private final Set<String> commonPrefixes = new LinkedHashSet<>();
    private @Nullable ListPosition reached;

    private Listing(S3Bucket bucket, Deviations deviations, ListQuery query) {
        this.objects = bucket.listed();
        this.deviations = deviations;
        this.query = query;
        this.prefix = bucket.keyRule().normalised(query.prefix());
    }

    static ListingPage page(String bucketName, S3Bucket bucket, Deviations deviations, ListQuery query) {
        Listing listing = new Listing(bucket, deviations, query);
        boolean more = listing.walk();
        String next = more && listing.reached != null ? listing.reached.token() : null;
        return ListingPage.of(bucketName, query, listing.contents, List.copyOf(listing.commonPrefixes), next);
    }

    /** Collects the page; says whether anything follows it. */
    private boolean walk() {
        Iterator<ObjectKey> rest = from(start());
        while (rest.hasNext()) {
            ObjectKey key = rest.next();
            if (!key.value().startsWith(prefix)) {
                if (isOrdered()) {
                    return false;
                }
                continue;
            }
            S3Object object = objects.get(key);
            if (object == null || isHidden(key)) {
                continue; // deleted meanwhile, or H8
            }
            String common = commonPrefix(key.value());
            if (common != null && commonPrefixes.contains(common)) {
                reached = ListPosition.after(key);
                continue;
            }
            if (contents.size() + commonPrefixes.size() >= query.maxKeys()) {
                return query.maxKeys() > 0;
            }
            reached = ListPosition.after(key);
            if (common == null) {
                contents.add(object);
            } else {
                commonPrefixes.add(common);
                if (deviations.order() == KeyOrder.UTF8) {
                    reached = ListPosition.beyond(common, key);
                    rest = from(reached); // leaps over whatever the common prefix stands for
                }
            }
        }
        return false;
    }

    private boolean isOrdered() {
        return deviations.order() != KeyOrder.SHUFFLED;
    }

    private @Nullable ListPosition start() {
        ListPosition start = query.start();
        if (isOrdered() && !prefix.isEmpty()) {
            ObjectKey first = ObjectKey.of(prefix);
            if (start == null || deviations.order().comparator().compare(start.key(), first) < 0) {
                return ListPosition.at(first);
            }
        }
        return start;
    }

    private Iterator<ObjectKey> from(@Nullable ListPosition start) {
        return (start == null ? objects : objects.tailMap(start.key(), start.inclusive()))
                .navigableKeySet()
                .iterator();
    }

    private @Nullable String commonPrefix(String key) {
        if (query.delimiter().isEmpty()) {
            return null;
        }
        int found = key.indexOf(query.delimiter(), prefix.length());
        return found < 0 ? null : key.substring(0, found + query.delimiter().length());
    }

    /** H8: a key is not listed while one of its parents is an object itself. */
    private boolean isHidden(ObjectKey key) {
        if (!deviations.has(Quirk.HIDES_KEYS_UNDER_AN_OBJECT)) {
            return false;
        }
        String value = key.value();
        for (int slash = value.indexOf('/', 1); slash > 0; slash = value.indexOf('/', slash + 1)) {
            if (objects.containsKey(ObjectKey.of(value.substring(0, slash)))) {
                return true;
            }
        }
        return false;
    }
}
