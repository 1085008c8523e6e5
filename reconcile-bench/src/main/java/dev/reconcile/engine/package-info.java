/** Benchmarks of the engine's parts, which only its own package can reach. */
@NullMarked
package dev.reconcile.engine;

import org.jspecify.annotations.NullMarked;
