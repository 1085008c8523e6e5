/**
 * The object store as the engine sees it: keys, listed pages, and the answer of a fresh look. An adapter for a new store
 * implements {@link dev.reconcile.store.ObjectStore} and nothing else.
 */
@NullMarked
package dev.reconcile.store;

import org.jspecify.annotations.NullMarked;
