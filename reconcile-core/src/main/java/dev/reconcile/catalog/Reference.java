package dev.reconcile.catalog;

import dev.reconcile.store.ObjectKey;
import java.util.OptionalLong;

/**
 * One record's pointer to one object.
 *
 * @param role what the object is to the record: {@code original}, {@code staged}, {@code content}
 * @param expectedSize in bytes, where the catalog knows it
 * @param required whether the object has to be there. A pointer whose condition doesn't hold ({@code staged} while the record
 *     isn't {@code ready}) isn't required: its object may be absent without being MISSING, but is no orphan either
 */
public record Reference(RecordId recordId, String role, ObjectKey key, OptionalLong expectedSize, boolean required) {}
