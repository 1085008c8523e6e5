package dev.reconcile.catalog;

/**
 * The primary key of a record as text: {@code 42}, a UUID, a name. The adapter turns it back into the column's type. Two ids are
 * the same record if and only if their texts are equal.
 */
public record RecordId(String value) implements Comparable<RecordId> {

    public RecordId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Invalid record id: it is empty");
        }
    }

    /** A stable order for reports; not the database's. */
    @Override
    public int compareTo(RecordId other) {
        int byLength = Integer.compare(value.length(), other.value.length()); // so that 9 comes before 10
        return byLength != 0 ? byLength : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
