package dev.reconcile.notify;

/** Somewhere notices are sent. Called by one thread at a time, which isn't a run's. */
public interface Channel {

    /** Names it in logs and in the notifier's memory, unique in a notifier; never a secret. */
    String name();

    /**
     * Returns once the notice has been taken.
     *
     * @throws DeliveryException if it hasn't, or nobody can tell
     */
    void send(Notice notice) throws InterruptedException;
}
