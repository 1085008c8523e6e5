package dev.reconcile.hook;

import dev.reconcile.Finding;

/**
 * Hears what a {@link MissingHook} finds. Called by the hook's own thread, which waits meanwhile. An exception is logged and changes
 * nothing. Must not close the hook. What exactly was changed, and on what evidence, hears the engine's {@link dev.reconcile.RunListener}.
 */
public interface HookListener {

    HookListener NONE = new HookListener() {};

    /** An object is proven to be missing. Once more, if the mark didn't come about and is tried again. */
    default void missing(Finding.Missing finding, MissingOutcome outcome) {}

    /**
     * The hook holds marks back from now on, until somebody clears it.
     *
     * @param why a sentence for a person
     */
    default void heldBack(String why) {}
}
