package dev.reconcile.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that gives the answers it is told to, then 200, and keeps what was posted. */
final class LocalHttp implements AutoCloseable {

    /** Answers one request; the body was read. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    static final String SECRET = "T00000000/B00000000/s3cr3tt0k3n";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    LocalHttp() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/services/" + SECRET);
    }

    LocalHttp answers(Answer next) {
        answers.add(next);
        return this;
    }

    LocalHttp answers(int status, String... headers) {
        return answers(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** What was posted, in order. */
    List<String> bodies() {
        return bodies;
    }

    List<JsonNode> posted() {
        return bodies.stream()
                .map(body -> {
                    try {
                        return new ObjectMapper().readTree(body);
                    } catch (IOException noJson) {
                        throw new AssertionError(body, noJson);
                    }
                })
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer next = answers.poll();
        try (exchange) {
            if (next == null) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                next.to(exchange);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
