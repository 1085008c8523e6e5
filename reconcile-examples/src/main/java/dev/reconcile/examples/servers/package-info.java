/** The real servers that the examples start on loopback, and that leave nothing behind. */
@NullMarked
package dev.reconcile.examples.servers;

import org.jspecify.annotations.NullMarked;
