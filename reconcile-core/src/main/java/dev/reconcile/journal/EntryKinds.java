package dev.reconcile.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.reconcile.Change;
import dev.reconcile.Finding;

/** The names of the kinds of entries, findings and changes in the journal. A name once given isn't given to another kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = JournalEntry.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = JournalEntry.Cut.class, name = "cut"),
    @JsonSubTypes.Type(value = JournalEntry.Split.class, name = "split"),
    @JsonSubTypes.Type(value = JournalEntry.Found.class, name = "found"),
    @JsonSubTypes.Type(value = JournalEntry.Walked.class, name = "walked"),
    @JsonSubTypes.Type(value = JournalEntry.Verified.class, name = "verified"),
    @JsonSubTypes.Type(value = JournalEntry.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = JournalEntry.Intended.class, name = "intended"),
    @JsonSubTypes.Type(value = JournalEntry.Copied.class, name = "copied"),
    @JsonSubTypes.Type(value = JournalEntry.Done.class, name = "done"),
    @JsonSubTypes.Type(value = JournalEntry.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = JournalEntry.Cleared.class, name = "cleared")
})
interface EntryKinds {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Finding.Missing.class, name = "missing"),
        @JsonSubTypes.Type(value = Finding.Mismatch.class, name = "mismatch"),
        @JsonSubTypes.Type(value = Finding.Recovered.class, name = "recovered"),
        @JsonSubTypes.Type(value = Finding.Expired.class, name = "expired"),
        @JsonSubTypes.Type(value = Finding.Orphan.class, name = "orphan"),
        @JsonSubTypes.Type(value = Finding.Unfinished.class, name = "upload")
    })
    interface OfFindings {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Change.MarkRecord.class, name = "mark"),
        @JsonSubTypes.Type(value = Change.UnmarkRecord.class, name = "unmark"),
        @JsonSubTypes.Type(value = Change.PurgeRecord.class, name = "purge"),
        @JsonSubTypes.Type(value = Change.Quarantine.class, name = "quarantine"),
        @JsonSubTypes.Type(value = Change.Tag.class, name = "tag"),
        @JsonSubTypes.Type(value = Change.Delete.class, name = "delete"),
        @JsonSubTypes.Type(value = Change.Adopt.class, name = "adopt"),
        @JsonSubTypes.Type(value = Change.Abort.class, name = "abort"),
        @JsonSubTypes.Type(value = Change.Restore.class, name = "restore"),
        @JsonSubTypes.Type(value = Change.RestoreVersion.class, name = "restore_version")
    })
    interface OfChanges {}
}
