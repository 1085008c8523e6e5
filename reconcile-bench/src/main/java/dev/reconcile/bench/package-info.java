/**
 * Benchmarks from end to end: a store and a table of any size whose contents are computed, and contestants that read them, each in a
 * process of its own.
 */
@NullMarked
package dev.reconcile.bench;

import org.jspecify.annotations.NullMarked;
