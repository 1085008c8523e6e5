package dev.reconcile.notify;

import dev.reconcile.RunReport;
import java.util.List;

/**
 * What is to be told about one run.
 *
 * @param name of what is watched, as the host calls it: the same for an alert and what resolves it
 * @param reasons one sentence for each limit that is exceeded; none if it is resolved
 */
public record Notice(Kind kind, String name, List<String> reasons, RunReport report) {

    /** What a notice says. */
    public enum Kind {
        /** A limit is exceeded. */
        ALERT,
        /** A complete run exceeded no limit any more, after an alert. */
        RESOLVED
    }

    public Notice {
        reasons = List.copyOf(reasons);
    }
}
