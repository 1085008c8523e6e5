package dev.reconcile;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One proven difference between the catalog and the store. A difference that was only seen in a scan is none. */
public sealed interface Finding {

    FindingKind kind();

    ObjectKey key();

    /** One line for people: what is wrong, with the key escaped (H98). */
    String message();

    /** A finding about one record's reference; a mark is proposed for it. */
    sealed interface OfReference extends Finding {

        Reference reference();

        /** The record's status when it was judged; null if it had none. */
        @Nullable
        String status();

        /** The record's context columns, by name. */
        Map<String, String> context();

        @Override
        default ObjectKey key() {
            return reference().key();
        }

        default RecordId recordId() {
            return reference().recordId();
        }
    }

    /** The record was read again and still points there; the object was looked at and is absent; the bucket answered after that. */
    record Missing(Reference reference, @Nullable String status, Map<String, String> context) implements OfReference {

        public Missing {
            context = Map.copyOf(context);
        }

        @Override
        public FindingKind kind() {
            return FindingKind.MISSING;
        }

        @Override
        public String message() {
            return reference.role() + " missing: " + key();
        }
    }

    /** Two looks showed one state of the object, and its size isn't the one a fresh read of the record gives. */
    record Mismatch(Reference reference, @Nullable String status, Map<String, String> context, StoredObject object)
            implements OfReference {

        public Mismatch {
            context = Map.copyOf(context);
        }

        @Override
        public FindingKind kind() {
            return FindingKind.MISMATCH;
        }

        @Override
        public String message() {
            return reference.role() + " mismatched: " + key() + " has " + object.size() + " bytes, expected "
                    + reference.expectedSize().orElse(-1);
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
}
