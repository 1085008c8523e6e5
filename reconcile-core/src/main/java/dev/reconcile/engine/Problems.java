package dev.reconcile.engine;

import dev.reconcile.ReconcileException;
import dev.reconcile.store.Presence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a run isn't complete, in words; each once, and no more than a person would read. Thread-safe. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int KEPT = 20;

    private final Set<String> kept = new LinkedHashSet<>();
    private long more;

    void add(ReconcileException failure) {
        add(String.valueOf(failure.getMessage()));
    }

    /** Adds that a look got no answer. Gives back the look. */
    Presence orAdd(Presence look) {
        if (look instanceof Presence.Unknown unknown) {
            add(unknown.detail());
        }
        return look;
    }

    synchronized void add(String problem) {
        if (kept.contains(problem)) {
            return;
        }
        if (kept.size() == KEPT) {
            more++;
            return;
        }
        kept.add(problem);
        LOG.warn("{}", problem);
    }

    synchronized boolean isEmpty() {
        return kept.isEmpty();
    }

    synchronized List<String> asList() {
        List<String> all = new ArrayList<>(kept);
        if (more > 0) {
            all.add("… and " + more + " more");
        }
        return all;
    }
}
