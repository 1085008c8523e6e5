/** Renders a {@link dev.reconcile.RunReport} for people and for machines. Keys are escaped in all of it (H98). */
@NullMarked
package dev.reconcile.report;

import org.jspecify.annotations.NullMarked;
