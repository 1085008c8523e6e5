package dev.reconcile.engine;

import dev.reconcile.RunListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the host's listener, one call at a time; what it throws changes nothing. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final RunListener listener;

    Announcer(RunListener listener) {
        this.listener = listener;
    }

    synchronized void tell(Consumer<RunListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException thrown) {
            LOG.warn("A run listener failed; the run goes on", thrown);
        }
    }
}
