package dev.reconcile.examples.kill;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between the children and PostgreSQL, tells each round of messages to the {@link Watch} by the first word of its SQL, and
 * loses or delivers the one at which the child dies.
 */
final class PostgresProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "postgres-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Watch watch = new Watch(Moment.NEVER, () -> {});

    PostgresProxy(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        threads.execute(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void watch(Watch next) {
        watch = next;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(entrance.getInetAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                threads.execute(() -> pass(client, server));
                threads.execute(() -> answer(server, client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    /** Until the child or PostgreSQL ends the connection; then the other side hears of it. */
    private void pass(Socket client, Socket server) {
        try (client;
                server) {
            Watch mine = watch;
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            out.write(begin(in));
            String word = "";
            ByteArrayOutputStream round = new ByteArrayOutputStream();
            while (true) {
                int type = in.readUnsignedByte();
                byte[] message = message(in);
                round.write(type);
                round.write(message);
                word = type == 'P' || type == 'Q' ? firstWord(message, type == 'P' ? 5 : 4) : word;
                boolean asks = type == 'S' || type == 'Q';
                if (asks || type == 'p' || type == 'X') { // or a password, or a farewell
                    boolean last = asks && mine.isLast("SQL " + word);
                    if (!last || mine.moment().carriedOut()) {
                        out.write(round.toByteArray());
                    }
                    round.reset();
                }
            }
        } catch (IOException ended) {
            // as it does when the child is killed
        }
    }

    private static byte[] begin(DataInputStream in) throws IOException {
        return message(in); // the first message of a connection has no type
    }

    /** With its length before it. */
    private static byte[] message(DataInputStream in) throws IOException {
        int length = in.readInt();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        whole.write(in.readNBytes(length - 4));
        return whole.toByteArray();
    }

    /** The SQL of a query comes after its length; of a statement, after a name that is empty here. */
    private static String firstWord(byte[] message, int start) {
        String sql = new String(message, start, message.length - start, StandardCharsets.UTF_8);
        return sql.split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static void answer(Socket server, Socket client) {
        try (client;
                server) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException ended) {
            // so it is for the other direction
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        threads.shutdownNow();
    }
}
