package dev.reconcile.journal;

/** The lease ran out and somebody else may have it: this run writes nothing any more (H83). */
public final class LeaseLostException extends JournalException {

    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message) {
        super(message, null);
    }
}
