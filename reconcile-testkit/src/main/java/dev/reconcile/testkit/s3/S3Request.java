package dev.reconcile.testkit.s3;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the server understood it.
 *
 * @param target path and query as they came over the wire, undecoded
 * @param bucket null for a request that concerns none
 * @param key decoded exactly once; null for a request that concerns a whole bucket
 * @param parameters the query, decoded; a parameter without a value is empty
 * @param headers by name in lower case
 */
public record S3Request(
        Operation operation,
        String method,
        String target,
        @Nullable String bucket,
        @Nullable String key,
        Map<String, String> parameters,
        Map<String, List<String>> headers) {

    public S3Request {
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
    }

    /** The first value of a header, or null. Case of the name doesn't matter. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** A parameter of the query, or null. */
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    String header(String name, String otherwise) {
        String value = header(name);
        return value == null ? otherwise : value;
    }

    String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What a listing lists, or the key itself: what a prefix of an injected fault is compared with. */
    String subject() {
        return key != null ? key : parameter("prefix", "");
    }
}
