package dev.reconcile.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole, validated page of a listing. That it is the last one is a positive statement of the store (H6), never the absence
 * of something.
 *
 * @param next the request for the page after this; null if the store said that there is none
 */
public record ListPage(List<StoredObject> objects, @Nullable ListRequest next) {

    public ListPage {
        objects = List.copyOf(objects);
    }

    public boolean isLast() {
        return next == null;
    }
}
