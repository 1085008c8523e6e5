package dev.reconcile.upload;

/**
 * What became of an upload.
 *
 * @param correlationId the artifact's
 * @param reason for a person, where it isn't stored: why not; never a vendor's raw text (H100)
 */
public record UploadOutcome(UploadStatus status, String correlationId, String reason) {}
