package dev.reconcile.examples.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** The endpoint, and what its callers do. */
final class Site implements AutoCloseable {

    static final String CRON_SECRET = "0123456789abcdef0123456789abcdef";
    static final String IMAGES = "/api/v1/admin/reconcile/images";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final Issuer issuer;
    final ImagesHost host;
    final AdminEndpoint endpoint;

    Site(ImagesHost host, AdminSettings settings, Issuer issuer) throws IOException {
        this.issuer = issuer;
        this.host = host;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        endpoint = AdminEndpoint.start(address, settings, host);
    }

    static Map<String, String> environment(Issuer issuer) {
        return Map.of(
                "RECONCILE_ENABLED",
                "1",
                "RECONCILE_JWT_PUBLIC_KEY",
                issuer.publicKeyAsPem(),
                "RECONCILE_JWT_ISSUER",
                Issuer.NAME,
                "RECONCILE_JWT_AUDIENCE",
                Issuer.AUDIENCE,
                "RECONCILE_CRON_SECRET",
                CRON_SECRET);
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
    }

    HttpResponse<String> call(String method, String path, String bearer, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).method(method, BodyPublishers.noBody());
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    HttpResponse<String> callWithBody(String path, String body) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(at(path))
                            .header("Authorization", "Bearer " + issuer.token())
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** As an admin. */
    HttpResponse<String> call(String method, String path) {
        return call(method, path, issuer.token());
    }

    /** A run over images, as an admin who waits for it. */
    JsonNode run(String query) {
        HttpResponse<String> answer = call("POST", IMAGES + "?" + query);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return json(answer);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return new JsonMapper().readTree(answer.body());
        } catch (IOException noJson) {
            throw new AssertionError(answer.body(), noJson);
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
