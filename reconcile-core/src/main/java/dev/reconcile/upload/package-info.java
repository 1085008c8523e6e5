/**
 * Guarded uploads: a row and its object, written in an order in which nothing is lost whatever fails between them.
 * {@link dev.reconcile.upload.GuardedUploads} is where to begin, {@link dev.reconcile.upload.PendingUpload} one upload inside the host's own
 * transaction, and {@link dev.reconcile.upload.Claims} what keeps a reconcile run from judging what is still in flight.
 */
@NullMarked
package dev.reconcile.upload;

import org.jspecify.annotations.NullMarked;
