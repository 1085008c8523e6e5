package dev.reconcile.store.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of an answer.
 *
 * @param headers by name, in any case
 */
public record HttpAnswer(int status, Map<String, List<String>> headers) {

    public HttpAnswer {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) ->
                anyCase.computeIfAbsent(name, first -> new ArrayList<>()).addAll(values));
        headers = Collections.unmodifiableMap(anyCase);
    }

    /** All values of a header. */
    public List<String> all(String name) {
        return List.copyOf(headers.getOrDefault(name, List.of()));
    }

    /** The first value of a header. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Whether a store gave this answer rather than something in between (H4): only a store names the request. */
    public boolean hasRequestId() {
        return first("x-amz-request-id").filter(id -> !id.isBlank()).isPresent();
    }
}
