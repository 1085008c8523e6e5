package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A finding as a row of the report's table, and what its charts count of it. */
record Row(Finding finding) {

    FindingKind kind() {
        return finding.kind();
    }

    /** Null where no record refers to it. */
    @Nullable
    String role() {
        return finding instanceof Finding.OfReference of ? of.reference().role() : null;
    }

    /** Null where there is none. */
    @Nullable
    StoredObject object() {
        if (finding instanceof Finding.Orphan orphan) {
            return orphan.object();
        }
        if (finding instanceof Finding.Mismatch mismatch) {
            return mismatch.object();
        }
        return finding instanceof Finding.Recovered recovered ? recovered.object() : null;
    }

    /** The object's size in bytes; where there is none, what the catalog expects; -1 if nobody knows. */
    long size() {
        StoredObject object = object();
        if (object != null) {
            return object.size();
        }
        OptionalLong expected =
                finding instanceof Finding.OfReference of ? of.reference().expectedSize() : OptionalLong.empty();
        return expected.orElse(-1);
    }

    /** When the object was written, or the upload begun; null if there is none or nobody knows. */
    @Nullable
    Instant written() {
        if (finding instanceof Finding.Unfinished unfinished) {
            return unfinished.upload().initiated();
        }
        StoredObject object = object();
        return object == null ? null : object.lastModified();
    }

    /** When the record was last changed; null if there is none or nobody knows. */
    @Nullable
    Instant changed() {
        return finding instanceof Finding.OfReference of ? of.record().lastChanged() : null;
    }

    /** Whether there is an object, or the beginning of one, with a time of its own. */
    boolean hasObject() {
        return object() != null || kind() == FindingKind.UPLOAD;
    }

    /** Whether the record's time says when it began; of a record that was marked it says when that was. */
    boolean hasRecord() {
        return kind() == FindingKind.MISSING || kind() == FindingKind.MISMATCH;
    }

    /** What a person wants to know beyond kind and key; empty if there is nothing. */
    String detail() {
        if (finding instanceof Finding.Mismatch mismatch) {
            return mismatch.difference().inWords();
        }
        if (finding instanceof Finding.Recovered recovered) {
            return "marked by run " + recovered.markedBy();
        }
        if (finding instanceof Finding.Expired expired) {
            return "marked " + Words.minute(expired.markedAt()) + " by run " + expired.markedBy();
        }
        return finding instanceof Finding.Unfinished unfinished
                ? "upload " + unfinished.upload().id()
                : "";
    }

    /** What makes it the same finding in two runs: kind, key, and the reference or upload. */
    String identity() {
        StringBuilder identity = new StringBuilder(kind().name());
        append(identity, finding.key().value());
        if (finding instanceof Finding.OfReference of) {
            append(identity, of.recordId().value());
            append(identity, of.reference().role());
        } else if (finding instanceof Finding.Unfinished unfinished) {
            append(identity, unfinished.upload().id());
        }
        return identity.toString();
    }

    /** With its length, so that no two parts run into each other. */
    private static void append(StringBuilder to, String part) {
        to.append('\n').append(part.length()).append('\n').append(part);
    }
}
