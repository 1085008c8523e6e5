package dev.reconcile.minio;

import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.UrlEncoded;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import java.util.Set;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way and its answer, as seen next to the wire: behind whatever an application has added to its HTTP client, and
 * before that follows, repeats or decodes anything. Used by one thread.
 */
final class Exchange {

    /** More than a thousand of the longest keys take, each byte of them escaped. */
    private static final long MOST_BYTES = 16L << 20;

    private final String path;
    private boolean sent;
    private boolean refused;
    private boolean onUsedConnection;
    private @Nullable Answer answer;

    /** @param path what the path has to be once it is decoded */
    Exchange(String path) {
        this.path = path;
    }

    boolean wasSent() {
        return sent;
    }

    boolean wasRefused() {
        return refused;
    }

    /** The answer, if it came whole. */
    @Nullable
    Answer answer() {
        return answer;
    }

    /** Whether it went over a connection that had served another, which the store may have closed meanwhile. */
    boolean wasOnUsedConnection() {
        return onUsedConnection;
    }

    /** To be the last of a client's interceptors: nobody connects for a request that won't be sent. */
    static Response check(Interceptor.Chain chain) throws IOException {
        of(chain).require(chain.request());
        return chain.proceed(chain.request());
    }

    /**
     * To be the last of a client's network interceptors.
     *
     * @param used the connections that were used before
     */
    static Response send(Interceptor.Chain chain, Set<Connection> used) throws IOException {
        Exchange exchange = of(chain);
        exchange.require(chain.request());
        exchange.onUsedConnection = !used.add(Objects.requireNonNull(chain.connection()));
        return exchange.proceed(chain);
    }

    private static Exchange of(Interceptor.Chain chain) throws IOException {
        Exchange exchange = chain.request().tag(Exchange.class);
        if (exchange == null) {
            throw new IOException("the request isn't the one that was built");
        }
        return exchange;
    }

    private void require(Request request) throws IOException {
        if (sent) {
            throw new IOException("the request was sent before"); // H4, H88: neither followed nor repeated
        }
        if (!path.equals(decodedPath(request))) {
            refused = true;
            throw new IOException("the key would be another on the wire"); // H38, H39
        }
    }

    private Response proceed(Interceptor.Chain chain) throws IOException {
        sent = true;
        Response response = chain.proceed(chain.request());
        byte[] body = body(response);
        answer = new Answer(new HttpAnswer(response.code(), response.headers().toMultimap()), body);
        return response.newBuilder()
                .removeHeader("Retry-After") // H88: of zero, and the client would send it again
                .body(ResponseBody.create(new byte[0], null))
                .build();
    }

    private static @Nullable String decodedPath(Request request) {
        try {
            return UrlEncoded.decodePath(request.url().encodedPath());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte[] body(Response response) throws IOException {
        try (BufferedSource source = response.body().source()) {
            if (source.request(MOST_BYTES + 1)) { // H104
                throw new ProtocolException("the answer is too long");
            }
            return source.readByteArray();
        }
    }
}
