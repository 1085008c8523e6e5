package dev.reconcile.upload;

import dev.reconcile.store.ObjectKey;

/**
 * A row is committed and its object is in the store.
 *
 * @param size in bytes
 * @param sha256 64 lower-case hexadecimal digits
 * @param drained whether it came there by way of the spool
 */
public record ArtifactStored(ObjectKey key, long size, String sha256, String correlationId, boolean drained) {}
