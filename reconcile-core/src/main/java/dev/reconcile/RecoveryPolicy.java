package dev.reconcile;

/** What an applying run does with records that an earlier run marked and whose objects are back. */
public enum RecoveryPolicy {
    /** Nothing: they are in the report. */
    REPORT,
    /** Gives them the status and message again that they had before the mark, if nobody has written them since. */
    RESTORE_STATUS
}
