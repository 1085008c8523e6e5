package dev.reconcile.examples.uploads;

import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.UploadOutcome;
import java.sql.Connection;
import java.sql.SQLException;

/** An upload within a transaction that the host has begun for more than the one row. */
final class OwnTransaction {

    private OwnTransaction() {}

    /** Commits the connection's transaction; if it throws, whoever began it rolls it back. */
    static UploadOutcome store(Connection connection, GuardedUploads uploads, Artifact artifact) throws SQLException {
        // snippet: pending
        try (PendingUpload pending = uploads.begin(artifact)) {
            ArtifactRows.insert(connection, artifact);
            UploadOutcome outcome = pending.upload();
            pending.commit(connection); // not connection.commit(): a commit that fails may have happened
            return outcome;
        }
        // end
    }
}
