package dev.reconcile;

import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.util.Map;

/** One change that a run makes to a record or an object, with the state before it. */
public sealed interface Change {

    /** Names what is changed; a run changes it once. */
    String item();

    /** A record gets the error status. */
    record MarkRecord(Mark mark) implements Change {
        @Override
        public String item() {
            return ofRecord(mark.recordId());
        }
    }

    /** A record gets the status back that it had before a mark. */
    record UnmarkRecord(Unmark unmark) implements Change {
        @Override
        public String item() {
            return ofRecord(unmark.recordId());
        }
    }

    /** A record that was marked long ago is removed, for good. */
    record PurgeRecord(Unmark marked) implements Change {
        @Override
        public String item() {
            return ofRecord(marked.recordId());
        }
    }

    /** An orphan is copied under the reserved prefix and, once the copy is verified, removed from its place. */
    record Quarantine(StoredObject object, ObjectKey target) implements Change {
        @Override
        public String item() {
            return ofObject(object.key());
        }
    }

    /** An orphan gets a tag, for a lifecycle rule to act on. */
    record Tag(StoredObject object, Map<String, String> before, Map<String, String> after) implements Change {

        public Tag {
            before = Map.copyOf(before);
            after = Map.copyOf(after);
        }

        @Override
        public String item() {
            return ofObject(object.key());
        }
    }

    /** An orphan is removed: for good, or leaving a delete marker in a versioned bucket. */
    record Delete(StoredObject object) implements Change {
        @Override
        public String item() {
            return ofObject(object.key());
        }
    }

    /** The host makes a record for an orphan. */
    record Adopt(StoredObject object) implements Change {
        @Override
        public String item() {
            return ofObject(object.key());
        }
    }

    /** An unfinished upload is aborted. */
    record Abort(Upload upload) implements Change {
        @Override
        public String item() {
            return "upload:" + upload.key().value() + "#"
                    + upload.id().replace("%", "%25").replace("#", "%23");
        }
    }

    /** A quarantined object is copied back to its place and, once that is verified, removed from the quarantine. */
    record Restore(StoredObject quarantined, StoredObject original) implements Change {
        @Override
        public String item() {
            return ofObject(original.key());
        }
    }

    /** A delete marker is taken away. */
    record RestoreVersion(StoredObject original, String marker) implements Change {
        @Override
        public String item() {
            return ofObject(original.key());
        }
    }

    private static String ofRecord(RecordId id) {
        return "record:" + id.value();
    }

    private static String ofObject(ObjectKey key) {
        return "object:" + key.value();
    }
}
