/**
 * The read-time hook: a download proxy that is told "no such key" by the store says so to a {@link dev.reconcile.hook.MissingHook} and
 * answers its client at once; the hook looks again with the engine's own proof, logs what is really missing, and marks it. It holds
 * itself back when too much seems to be missing, and when the store doesn't answer.
 */
@NullMarked
package dev.reconcile.hook;

import org.jspecify.annotations.NullMarked;
