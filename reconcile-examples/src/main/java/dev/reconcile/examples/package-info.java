/** Short hosts to copy. */
@NullMarked
package dev.reconcile.examples;

import org.jspecify.annotations.NullMarked;
