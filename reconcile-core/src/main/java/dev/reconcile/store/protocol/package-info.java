/**
 * What answers of the S3 protocol prove, whichever client brought them: shared by this library's adapters, exported to them alone.
 * An adapter sends a request, turns what came back into an {@link dev.reconcile.store.protocol.HttpAnswer}, and asks here what
 * follows from it.
 */
@NullMarked
package dev.reconcile.store.protocol;

import org.jspecify.annotations.NullMarked;
