package dev.reconcile.micrometer;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of a context column as a tag has them. A bounded number is told apart, the first ever met; the rest is {@code other}. Confined to
 * whoever holds the metrics.
 */
final class ContextValues {

    private static final String OTHER = "other";
    private static final String NONE = "none";

    private final @Nullable String column;
    private final int most;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param column null to tell nothing apart */
    ContextValues(@Nullable String column, int most) {
        this.column = column;
        this.most = most;
    }

    boolean areTold() {
        return column != null;
    }

    String of(Map<String, String> context) {
        String value = column == null ? NONE : context.getOrDefault(column, NONE);
        if (known.contains(value)) {
            return value;
        }
        return known.size() < most && known.add(value) ? value : OTHER;
    }

    /** Every value met so far. */
    Set<String> all() {
        Set<String> all = new LinkedHashSet<>(known);
        all.add(areTold() ? OTHER : NONE);
        return all;
    }
}
