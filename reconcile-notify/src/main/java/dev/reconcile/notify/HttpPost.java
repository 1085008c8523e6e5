package dev.reconcile.notify;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON to one address, which is a secret: a webhook's URL is all one needs to write to it. So it is in no message here, and
 * redirects, which would hand the notice to somebody else, aren't followed.
 */
final class HttpPost {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI address;
    private final Duration timeout;
    private final HttpClient client;

    HttpPost(URI address, Duration timeout) {
        this.address = requireSafe(address);
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    private static URI requireSafe(URI address) {
        boolean encrypted = "https".equals(address.getScheme());
        boolean here = "http".equals(address.getScheme()) && HERE.contains(String.valueOf(address.getHost()));
        if (address.getHost() == null || address.getUserInfo() != null || !(encrypted || here)) {
            throw new IllegalArgumentException(
                    "Invalid address of a channel: expected an https URL with a host and without credentials; it isn't shown, as it may be a secret");
        }
        return address;
    }

    /** Returns once the other side has said that it took it. */
    void send(String json) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            judge(answer.get(
                    timeout.toMillis(), TimeUnit.MILLISECONDS)); // the request's own limit ends with the headers
        } catch (TimeoutException late) {
            throw DeliveryException.passing("no answer within " + timeout);
        } catch (ExecutionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            throw DeliveryException.passing("no answer (" + why.getClass().getSimpleName() + ")");
        } finally {
            answer.cancel(true);
        }
    }

    private static void judge(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String what = "the answer was HTTP " + status;
        boolean passing =
                status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status == TOO_EARLY;
        if (!passing) {
            throw DeliveryException.lasting(what);
        }
        throw answer.headers()
                .firstValue("Retry-After")
                .flatMap(value -> retryAfter(value, InstantSource.system()))
                .map(wait -> DeliveryException.passing(what, wait))
                .orElseGet(() -> DeliveryException.passing(what));
    }

    /** Seconds, or a date; empty if it is neither. */
    static Optional<Duration> retryAfter(String value, InstantSource clock) {
        String text = value.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "an address that isn't shown";
    }
}
