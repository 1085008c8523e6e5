package dev.reconcile.examples.uploads;

import dev.reconcile.ReconcileException;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.UploadOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** An upload in a transaction that the host conducts itself, for instance as it writes more than the one row. */
final class OwnTransaction {

    private OwnTransaction() {}

    static UploadOutcome store(DataSource database, GuardedUploads uploads, Artifact artifact) throws SQLException {
        // snippet: pending
        try (PendingUpload pending = uploads.begin(artifact);
                Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                ArtifactRows.insert(connection, artifact);
                UploadOutcome outcome = pending.upload();
                pending.commit(connection); // not connection.commit(): a commit that fails may have happened
                return outcome;
            } catch (SQLException | ReconcileException e) {
                connection.rollback();
                throw e;
            }
        }
        // end
    }
}
