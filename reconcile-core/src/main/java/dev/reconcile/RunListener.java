package dev.reconcile;

import java.util.List;

/**
 * Hears what a run does. Methods are called one at a time but from the run's various threads, and hold up the run while they
 * last. An exception they throw is logged and changes nothing. They must not call the engine.
 */
public interface RunListener {

    RunListener NONE = new RunListener() {};

    /** Tells each of these everything, in this order, whatever another of them throws. */
    static RunListener all(RunListener... listeners) {
        return new AllListeners(List.of(listeners));
    }

    /** Before the first read. */
    default void started(RunId run, ReconcileRequest request) {}

    /** After every page and batch. */
    default void progressed(Progress progress) {}

    /** Once for each finding of the report, after the scan: references first, by record, then orphans by key. */
    default void found(Finding finding) {}

    /** After each change that was tried or left alone, once it is in the journal. */
    default void changed(ChangeEvent event) {}

    /** After everything. */
    default void finished(RunReport report) {}
}
