package dev.reconcile;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One proven difference between the catalog and the store. A difference that was only seen in a scan is none. */
public sealed interface Finding {

    FindingKind kind();

    ObjectKey key();

    /** One line for people: what is wrong, with the key escaped (H98). */
    String message();

    /** A finding about one record's reference. */
    sealed interface OfReference extends Finding {

        Reference reference();

        /** The record when it was judged. */
        RecordState record();

        /** The record's status when it was judged; null if it had none. */
        default @Nullable String status() {
            return record().status();
        }

        /** The record's context columns, by name. */
        default Map<String, String> context() {
            return record().context();
        }

        @Override
        default ObjectKey key() {
            return reference().key();
        }

        default RecordId recordId() {
            return reference().recordId();
        }
    }

    /** The record was read again and still points there; the object was looked at and is absent; the bucket answered after that. */
    record Missing(Reference reference, RecordState record) implements OfReference {

        @Override
        public FindingKind kind() {
            return FindingKind.MISSING;
        }

        @Override
        public String message() {
            return reference.role() + " missing: " + key();
        }
    }

    /**
     * Two looks showed one state of the object, and it isn't what a fresh read of the record expects.
     *
     * @param difference what differs; only what can be compared ever does
     */
    record Mismatch(Reference reference, RecordState record, StoredObject object, Difference difference)
            implements OfReference {

        /** Of sizes. */
        public Mismatch(Reference reference, RecordState record, StoredObject object) {
            this(
                    reference,
                    record,
                    object,
                    Difference.ofSizes(reference.expectedSize().orElse(-1), object.size()));
        }

        @Override
        public FindingKind kind() {
            return FindingKind.MISMATCH;
        }

        @Override
        public String message() {
            return reference.role() + " mismatched: " + key() + " has " + difference.inWords();
        }
    }

    /**
     * A record that an earlier run marked, for this reference: nobody wrote it since, and the object is back, as it is expected.
     *
     * @param record its status is the error status
     * @param markedBy the run that marked it
     */
    record Recovered(Reference reference, RecordState record, StoredObject object, RunId markedBy)
            implements OfReference {

        @Override
        public FindingKind kind() {
            return FindingKind.RECOVERED;
        }

        @Override
        public String message() {
            return reference.role() + " recovered: " + key() + " is back, marked by run " + markedBy;
        }
    }

    /**
     * A record that an earlier run marked, for this reference, longer ago than the request's limit: nobody wrote it since, and a fresh look showed
     * that the object is still absent, or still isn't what is expected.
     *
     * @param record its status is the error status
     * @param markedBy the run that marked it
     * @param markedAt when
     */
    record Expired(Reference reference, RecordState record, RunId markedBy, Instant markedAt) implements OfReference {

        @Override
        public FindingKind kind() {
            return FindingKind.EXPIRED;
        }

        @Override
        public String message() {
            return reference.role() + " expired: " + key() + ", marked " + markedAt + " by run " + markedBy;
        }
    }

    /** The object was looked at again and is there; the whole catalog was asked again and nobody points at it. */
    record Orphan(StoredObject object) implements Finding {

        @Override
        public FindingKind kind() {
            return FindingKind.ORPHAN;
        }

        @Override
        public ObjectKey key() {
            return object.key();
        }

        @Override
        public String message() {
            return "orphan: " + key() + ", " + object.size() + " bytes";
        }
    }

    /** A multipart upload was begun longer ago than the request's limit, and was still there when looked at again. */
    record Unfinished(Upload upload) implements Finding {

        @Override
        public FindingKind kind() {
            return FindingKind.UPLOAD;
        }

        @Override
        public ObjectKey key() {
            return upload.key();
        }

        @Override
        public String message() {
            return "unfinished upload: " + key() + ", begun " + upload.initiated();
        }
    }
}
