/** Validates archives: existence, size, checksum, record count, and archives that no row knows. */
@NullMarked
package dev.reconcile.examples.archive;

import org.jspecify.annotations.NullMarked;
