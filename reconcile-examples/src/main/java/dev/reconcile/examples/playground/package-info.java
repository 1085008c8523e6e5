/** A database and a bucket that have drifted apart, to try the command line on: {@link dev.reconcile.examples.playground.Playground}. */
@NullMarked
package dev.reconcile.examples.playground;

import org.jspecify.annotations.NullMarked;
