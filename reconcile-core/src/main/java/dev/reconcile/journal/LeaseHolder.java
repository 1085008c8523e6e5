package dev.reconcile.journal;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who holds a lease, for whoever comes second: reads {@code images-service on web-1, process 4711}.
 *
 * @param name what the host calls itself
 * @param host the machine
 * @param process its id there
 */
public record LeaseHolder(String name, String host, long process) {

    /** This process. */
    public static LeaseHolder here(String name) {
        return new LeaseHolder(name, machine(), ProcessHandle.current().pid());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "a machine without a name";
        }
    }

    @Override
    public String toString() {
        return name + " on " + host + ", process " + process;
    }
}
