/**
 * Metrics and traces of runs over Micrometer: {@link dev.reconcile.micrometer.ReconcileMetrics} listens to an engine,
 * {@link dev.reconcile.micrometer.ObservedEngine} wraps one, {@link dev.reconcile.micrometer.QueueMetrics} reads the sizes of queues.
 * What is counted, under which names, is in docs/guide/metrics.md; a test holds it against the code.
 */
@NullMarked
package dev.reconcile.micrometer;

import org.jspecify.annotations.NullMarked;
