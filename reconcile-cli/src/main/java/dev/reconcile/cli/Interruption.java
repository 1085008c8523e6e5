package dev.reconcile.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, Ctrl-C and a polite kill interrupt the thread that opened it, so that a run ends within one call and with its checkpoint
 * written. The second one ends the process at once; the journal holds what was under way.
 */
final class Interruption implements AutoCloseable {

    private static final int AS_BY_A_SIGNAL = 130;
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final Map<String, @Nullable Object> before = new TreeMap<>();
    private final Thread working = Thread.currentThread();
    private final Session session;
    private boolean heard;

    Interruption(Session session) {
        this.session = session;
        for (String signal : SIGNALS) {
            before.put(signal, Signals.register(signal, this::hear));
        }
    }

    private synchronized void hear() {
        if (heard) {
            Runtime.getRuntime().halt(AS_BY_A_SIGNAL);
        }
        heard = true;
        session.terminal().err().println();
        session.terminal().err().println("Stopping after the call that is under way; once more stops at once …");
        working.interrupt();
    }

    synchronized boolean wasHeard() {
        return heard;
    }

    /** What follows a run is short, and is to be written: the interrupt is taken away. */
    @Override
    public synchronized void close() {
        boolean cleared = Thread.interrupted();
        heard |= cleared;
        before.forEach((signal, handler) -> {
            if (handler != null) {
                Signals.unregister(signal, handler);
            }
        });
    }
}
