/** A reconcile of a million rows and a million objects in a JVM of 128 MiB, to see for oneself. */
@NullMarked
package dev.reconcile.examples.million;

import org.jspecify.annotations.NullMarked;
