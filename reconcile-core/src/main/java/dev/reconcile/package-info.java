/**
 * The engine and what goes in and comes out of it: a host builds a {@link dev.reconcile.ReconcileEngine} over an object store
 * and a metadata catalog, runs it with a {@link dev.reconcile.ReconcileRequest} and reads a {@link dev.reconcile.RunReport}.
 */
@NullMarked
package dev.reconcile;

import org.jspecify.annotations.NullMarked;
