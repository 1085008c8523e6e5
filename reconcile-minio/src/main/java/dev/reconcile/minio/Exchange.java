package dev.reconcile.minio;

import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.UrlEncoded;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.CharacterCodingException;
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

    /** To be the last of a client's network interceptors. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        Exchange exchange = chain.request().tag(Exchange.class);
        if (exchange == null) {
            throw new IOException("the request isn't the one that was built");
        }
        return exchange.proceed(chain);
    }

    private Response proceed(Interceptor.Chain chain) throws IOException {
        if (sent) {
            throw new IOException("the request was sent before"); // H4, H88: neither followed nor repeated
        }
        if (!path.equals(decodedPath(chain.request()))) {
            refused = true;
            throw new IOException("the key would be another on the wire"); // H38, H39
        }
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
