/** A dry run every night, once among all instances of a service, that tells people if something is wrong. */
@NullMarked
package dev.reconcile.examples.nightly;

import org.jspecify.annotations.NullMarked;
