package dev.reconcile.testkit.s3;

import java.util.Map;

/**
 * A request as it came over the wire.
 *
 * @param number counts the requests of a server from 1
 * @param requestLine without its end: {@code HEAD /bucket//a HTTP/1.1}
 * @param headers by name in lower case; of several with one name, the last
 * @param bodyLength how long the body was, which isn't kept
 */
public record ScriptedRequest(int number, String requestLine, Map<String, String> headers, long bodyLength) {

    public ScriptedRequest {
        headers = Map.copyOf(headers);
    }

    public String method() {
        return requestLine.substring(0, requestLine.indexOf(' '));
    }

    /** Path and query, undecoded. */
    public String target() {
        String[] parts = requestLine.split(" ", 3);
        return parts.length < 2 ? "" : parts[1];
    }
}
