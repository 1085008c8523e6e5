/** A download proxy with the read-time hook: what a read doesn't find is looked at again, and marked if it is really missing. */
@NullMarked
package dev.reconcile.examples.proxy;

import org.jspecify.annotations.NullMarked;
