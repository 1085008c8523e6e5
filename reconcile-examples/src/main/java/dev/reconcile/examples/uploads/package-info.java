/** A small service that takes artifacts over HTTP and keeps the promise it answers with. */
@NullMarked
package dev.reconcile.examples.uploads;

import org.jspecify.annotations.NullMarked;
