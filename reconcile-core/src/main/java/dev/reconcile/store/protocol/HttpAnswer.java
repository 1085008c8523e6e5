package dev.reconcile.store.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
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

    /** When the store gave this answer, by its own clock (H61); empty if it doesn't say, or a cache's answer is older. */
    public Optional<Instant> now(boolean requireRequestId) {
        boolean isFresh = first("Age").isEmpty() && (!requireRequestId || hasRequestId());
        try {
            return isFresh
                    ? first("Date").map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
