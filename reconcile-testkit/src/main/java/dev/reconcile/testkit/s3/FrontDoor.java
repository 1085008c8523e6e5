package dev.reconcile.testkit.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request in: understands it, logs it, lets it meet its fault, has it answered, and sends the answer. */
final class FrontDoor implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    private final RequestReader reader;
    private final RequestLog log;
    private final Faults faults;
    private final Router router;
    private final Deviations deviations;
    private final AtomicLong ids = new AtomicLong();

    FrontDoor(RequestReader reader, RequestLog log, Faults faults, Router router, Deviations deviations) {
        this.reader = reader;
        this.log = log;
        this.faults = faults;
        this.router = router;
        this.deviations = deviations;
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) {
            serve(exchange);
        } catch (IOException clientWent) {
            LOG.debug("The client went away before it was answered", clientWent);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String requestId = String.format("%016X", ids.incrementAndGet());
        byte[] body = exchange.getRequestBody().readAllBytes();
        S3Request request;
        try {
            request = reader.read(exchange);
        } catch (S3Error unreadable) {
            send(exchange, unreadable.answer(exchange.getRequestURI().toString(), requestId), requestId);
            return;
        }
        log.add(request);
        meet(faults.strike(request), exchange, request, body, requestId);
    }

    private void meet(@Nullable Fault fault, HttpExchange exchange, S3Request request, byte[] body, String requestId)
            throws IOException {
        UnaryOperator<ListingPage> unchanged = UnaryOperator.identity();
        if (fault == null) {
            send(exchange, answer(request, body, requestId, unchanged), requestId);
        } else if (fault.effect() instanceof Fault.Effect.Instead instead) {
            send(exchange, instead.reply().to(request, deviations, requestId), requestId);
        } else if (fault.effect() instanceof Fault.Effect.Beforehand beforehand) {
            beforehand.event().run();
            send(exchange, answer(request, body, requestId, unchanged), requestId);
        } else if (fault.effect() instanceof Fault.Effect.OnPage onPage) {
            send(exchange, answer(request, body, requestId, onPage.change()), requestId);
        } else if (fault.effect() instanceof Fault.Effect.OnAnswer onAnswer) {
            send(exchange, onAnswer.change().apply(answer(request, body, requestId, unchanged)), requestId);
        } else if (fault.effect() instanceof Fault.Effect.Cut cut) {
            if (cut.afterwards()) {
                sendHalf(exchange, answer(request, body, requestId, unchanged), requestId);
            }
            // the exchange is closed unanswered, and its connection with it
        } else {
            faults.stall();
        }
    }

    private Answer answer(S3Request request, byte[] body, String requestId, UnaryOperator<ListingPage> pageFault) {
        try {
            return router.answer(request, body, pageFault);
        } catch (S3Error error) {
            return error.answer(request.target(), requestId);
        } catch (RuntimeException mistake) {
            LOG.error("The test server failed to answer {} {}", request.method(), request.target(), mistake);
            return S3Error.ofStatus(500).answer(request.target(), requestId);
        }
    }

    private static void send(HttpExchange exchange, Answer answer, String requestId) throws IOException {
        setHeaders(exchange, answer, requestId);
        long length = answer.body().length();
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (!answer.headers().isEmpty() && answer.status() == 200) {
                exchange.getResponseHeaders().putIfAbsent("Content-Length", List.of(String.valueOf(length)));
            }
            exchange.sendResponseHeaders(answer.status(), -1);
        } else if (length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), length);
            try (OutputStream out = exchange.getResponseBody()) {
                answer.body().writeTo(out);
            }
        }
    }

    private static void sendHalf(HttpExchange exchange, Answer answer, String requestId) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD") || answer.body().length() == 0) {
            return;
        }
        setHeaders(exchange, answer, requestId);
        exchange.sendResponseHeaders(answer.status(), answer.body().length());
        OutputStream half =
                new HalfStream(exchange.getResponseBody(), answer.body().length() / 2);
        answer.body().writeTo(half);
        half.flush();
    }

    private static void setHeaders(HttpExchange exchange, Answer answer, String requestId) {
        Headers headers = exchange.getResponseHeaders();
        if (!answer.foreign()) {
            headers.set("x-amz-request-id", requestId);
            headers.set("x-amz-id-2", requestId + requestId);
            headers.set("Server", "AmazonS3");
        }
        answer.headers().forEach(headers::set);
    }
}
