package dev.reconcile.cli.setup;

import dev.reconcile.cli.ExitCode;

/**
 * What one look found.
 *
 * @param subject what was looked at, in a word
 * @param advice what to do about it; empty if nothing
 * @param code how the command ends because of it
 */
record CheckLine(State state, String subject, String detail, String advice, ExitCode code) {

    enum State {
        OK,
        /** A run goes without, but had better not. */
        NOTE,
        PROBLEM
    }

    static CheckLine ok(String subject, String detail) {
        return new CheckLine(State.OK, subject, detail, "", ExitCode.OK);
    }

    static CheckLine note(String subject, String detail, String advice) {
        return new CheckLine(State.NOTE, subject, detail, advice, ExitCode.OK);
    }

    /** The configuration has to be changed. */
    static CheckLine wrong(String subject, String detail, String advice) {
        return new CheckLine(State.PROBLEM, subject, detail, advice, ExitCode.USAGE);
    }

    /** Somebody doesn't answer as they have to. */
    static CheckLine failed(String subject, String detail, String advice) {
        return new CheckLine(State.PROBLEM, subject, detail, advice, ExitCode.FAILED);
    }
}
