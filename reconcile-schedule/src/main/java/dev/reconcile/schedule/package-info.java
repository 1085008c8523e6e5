/** Runs by a cron expression: {@link dev.reconcile.schedule.ScheduledReconcile}, one instance among many. */
@NullMarked
package dev.reconcile.schedule;

import org.jspecify.annotations.NullMarked;
