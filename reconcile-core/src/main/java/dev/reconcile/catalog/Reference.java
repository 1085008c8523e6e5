package dev.reconcile.catalog;

import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One record's pointer to one object.
 *
 * @param role what the object is to the record: {@code original}, {@code staged}, {@code content}
 * @param expected what the catalog knows of the object
 * @param required whether the object has to be there. A pointer whose condition doesn't hold ({@code staged} while the record
 *     isn't {@code ready}) isn't required: its object may be absent without being MISSING, but is no orphan either
 */
public record Reference(RecordId recordId, String role, ObjectKey key, Expectation expected, boolean required) {

    /** With an expected size at most. */
    public Reference(RecordId recordId, String role, ObjectKey key, OptionalLong expectedSize, boolean required) {
        this(recordId, role, key, new Expectation(expectedSize, List.of(), Map.of()), required);
    }

    /** In bytes, where the catalog knows it. */
    public OptionalLong expectedSize() {
        return expected.size();
    }
}
