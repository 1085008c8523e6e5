package dev.reconcile;

import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. What one of them throws is thrown on once all have been told. */
final class AllListeners implements RunListener {

    private final List<RunListener> listeners;

    AllListeners(List<RunListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void started(RunId run, ReconcileRequest request) {
        tell(listener -> listener.started(run, request));
    }

    @Override
    public void progressed(Progress progress) {
        tell(listener -> listener.progressed(progress));
    }

    @Override
    public void found(Finding finding) {
        tell(listener -> listener.found(finding));
    }

    @Override
    public void changed(ChangeEvent event) {
        tell(listener -> listener.changed(event));
    }

    @Override
    public void finished(RunReport report) {
        tell(listener -> listener.finished(report));
    }

    private void tell(Consumer<RunListener> event) {
        RuntimeException first = null;
        for (RunListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException thrown) {
                if (first == null) {
                    first = thrown;
                } else if (first != thrown) {
                    first.addSuppressed(thrown);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
