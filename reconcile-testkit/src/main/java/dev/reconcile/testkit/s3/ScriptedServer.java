package dev.reconcile.testkit.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on 127.0.0.1 that answers every request with exactly the bytes a script returns, however wrong they are: for what
 * {@link S3Server}, being a proper HTTP server, can't send. The script is called on the thread of each connection, so it must be
 * thread-safe. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptedServer.class);

    private final ServerSocket listener;
    private final Function<ScriptedRequest, ScriptedReply> script;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<ScriptedRequest> requests = new CopyOnWriteArrayList<>();

    private ScriptedServer(ServerSocket listener, Function<ScriptedRequest, ScriptedReply> script) {
        this.listener = listener;
        this.script = script;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-server-" + listener.getLocalPort());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a server on a free port.
     *
     * @throws UncheckedIOException if there is none
     */
    public static ScriptedServer start(Function<ScriptedRequest, ScriptedReply> script) {
        ServerSocket listener;
        try {
            listener = new ServerSocket(0, 128, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException("Starting the scripted server failed: it can't listen on 127.0.0.1", e);
        }
        ScriptedServer server = new ScriptedServer(listener, script);
        server.threads.execute(server::accept);
        return server;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Every request so far, in the order of their numbers or nearly so. */
    public List<ScriptedRequest> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (closing.getCount() > 0) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new ScriptedConnection(socket, closing).serve(this::reply);
        } catch (IOException clientWent) {
            LOG.debug("A connection of the scripted server ended", clientWent);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private ScriptedReply reply(ScriptedConnection.Head head) {
        ScriptedRequest request =
                new ScriptedRequest(numbers.incrementAndGet(), head.requestLine(), head.headers(), head.bodyLength());
        requests.add(request);
        return script.apply(request);
    }

    /** Stops listening and ends every connection, stalled ones included. Never throws; a second call has no effect. */
    @Override
    public void close() {
        closing.countDown();
        closeQuietly(listener);
        open.forEach(ScriptedServer::closeQuietly);
        threads.shutdownNow();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("Closing a socket of the scripted server failed", e);
        }
    }
}
