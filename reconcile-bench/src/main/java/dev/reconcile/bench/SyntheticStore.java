package dev.reconcile.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An S3 server whose objects are computed, so that a hundred million take no memory. It lists and looks; no signature
 * is checked. Listens on the loopback address and ends with its standard input.
 *
 * <p>{@code GET /-/counts} says what it was asked, {@code GET /-/set?latency=MILLIS&rate=PER_SECOND&burst=N} sets how it answers.
 */
public final class SyntheticStore {

    static final String BUCKET = "bench";

    private static final int THREADS = 2;

    private SyntheticStore() {}

    /** Takes what {@link DataSet} is made of; prints the address it listens on. */
    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.of(args);
        DataSet data = DataSet.of(arguments);
        arguments.requireNoOthers();
        StoreSettings settings = new StoreSettings();
        RequestCounts counts = new RequestCounts();
        StoreLoop[] loops = new StoreLoop[THREADS];
        for (int i = 0; i < THREADS; i++) {
            loops[i] = new StoreLoop(
                    new StorePages(data, BUCKET), settings, counts, request -> administer(request, settings, counts));
            daemon(loops[i], "store-" + i);
        }
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        daemon(() -> accept(listener, loops), "store-accept");
        System.out.println("listening on http://127.0.0.1:" + listener.socket().getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void accept(ServerSocketChannel listener, StoreLoop[] loops) {
        try {
            for (int next = 0; ; next++) {
                SocketChannel connection = listener.accept();
                connection.configureBlocking(false);
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connection.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 19);
                loops[next % loops.length].take(connection);
            }
        } catch (IOException closed) {
            System.err.println("The store accepts no more connections: " + closed);
        }
    }

    private static String administer(StoreRequest request, StoreSettings settings, RequestCounts counts) {
        if (request.path().equals("/-/set")) {
            counts.forgetTimes();
            settings.latencyMillis(Double.parseDouble(request.parameter("latency", "0")));
            double rate = Double.parseDouble(request.parameter("rate", "0"));
            settings.rate(rate, Long.parseLong(request.parameter("burst", String.valueOf(Math.round(rate / 10)))));
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return counts.text(system.getProcessCpuTime() / 1_000_000);
    }
}
