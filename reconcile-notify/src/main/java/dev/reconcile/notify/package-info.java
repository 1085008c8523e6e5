/**
 * Tells people what runs found: a {@link dev.reconcile.notify.Notifier} listens to an engine, decides by
 * {@link dev.reconcile.notify.Threshold}s whether a run is worth telling, and sends it through {@link dev.reconcile.notify.Channel}s, off the run's thread.
 */
@NullMarked
package dev.reconcile.notify;

import org.jspecify.annotations.NullMarked;
