package dev.reconcile.upload;

import dev.reconcile.ReconcileException;

/** The artifact itself is wrong, and would be at any other time: it is neither stored nor queued. The message names what is wrong. */
public final class InvalidArtifactException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    InvalidArtifactException(Artifact artifact, String problem) {
        super(
                "Invalid artifact '" + artifact.key() + "' (correlation id " + artifact.correlationId() + "): "
                        + problem,
                null);
    }
}
