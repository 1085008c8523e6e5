package dev.reconcile;

/** How a run ended. */
public enum RunState {
    /** Everything that was asked for has been looked at, and everything looked at gave an answer. */
    COMPLETE,
    /** Something could not be looked at: what was found stands, but it may not be all. */
    INCOMPLETE,
    /** A guardrail stopped an applying run before its first change. */
    HALTED,
    /** The run was interrupted. What was changed until then is in the report. */
    CANCELLED
}
