package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.WritableObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What every store over the S3 protocol has to make of the bytes on its wire. The contracts that extend this run the real client
 * against a {@link WireServer}, which answers whatever it is told to: extend each of them, and say how to get a store.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WireContract {

    /** What a store is to be built with; none of it must show in a message. */
    protected static final String ACCESS_KEY = "wire-access-key";

    /** As {@link #ACCESS_KEY}. */
    protected static final String SECRET_KEY = "wire-secret-key";

    private @Nullable WireServer server;
    private @Nullable WritableObjectStore store;

    /**
     * A store of the bucket {@link WireServer#BUCKET} at an endpoint, in path style, with {@link #ACCESS_KEY} and
     * {@link #SECRET_KEY} for credentials.
     */
    protected abstract WritableObjectStore storeAt(URI endpoint, Options options);

    /**
     * How the store is to be set up.
     *
     * @param callTimeout how long a call may take in all
     * @param requireRequestId whether only an answer with a request id is the store's own
     * @param keyRules which keys the store keeps apart; null for what the adapter takes by default
     */
    public record Options(
            Duration callTimeout,
            boolean requireRequestId,
            ListOrder listOrder,
            @Nullable KeyRules keyRules) {

        static final Options DEFAULT = new Options(Duration.ofSeconds(30), true, ListOrder.UTF8, null);

        Options callTimeout(Duration limit) {
            return new Options(limit, requireRequestId, listOrder, keyRules);
        }

        Options withoutRequestIds() {
            return new Options(callTimeout, false, listOrder, keyRules);
        }

        Options listOrder(ListOrder order) {
            return new Options(callTimeout, requireRequestId, order, keyRules);
        }

        Options keyRules(KeyRules rules) {
            return new Options(callTimeout, requireRequestId, listOrder, rules);
        }
    }

    @BeforeAll
    void start() {
        server = new WireServer();
        store = storeAt(server.endpoint(), Options.DEFAULT);
    }

    @AfterAll
    void stop() {
        store().close();
        server().close();
    }

    /** Serves all tests of a class, one after another. */
    protected final WireServer server() {
        return Objects.requireNonNull(server);
    }

    /** As {@link #server()}. */
    protected final WritableObjectStore store() {
        return Objects.requireNonNull(store);
    }

    /** Another store at the same server. */
    final WritableObjectStore store(Options options) {
        return storeAt(server().endpoint(), options);
    }

    final Presence stat(String key) {
        return store().stat(ObjectKey.of(key));
    }

    final Presence.Unknown unknown(String key) {
        return unknown(stat(key));
    }

    static Presence.Unknown unknown(Presence presence) {
        assertThat(presence).isInstanceOf(Presence.Unknown.class);
        return (Presence.Unknown) presence;
    }

    final StoreException failure(ListRequest request) {
        return failure(store(), request);
    }

    static StoreException failure(WritableObjectStore asked, ListRequest request) {
        StoreException failure = catchThrowableOfType(StoreException.class, () -> asked.list(request));
        assertThat(failure).as("a listing that fails").isNotNull();
        assertThat(failure).as("the client's exceptions stay inside (H100)").hasNoCause();
        return failure;
    }

    /** The requests since the last script, {@code GET /bkt?list-type=2}, with parameters sorted and an empty one's = left out. */
    final List<String> sent() {
        return server().requestLines().stream().map(WireContract::plain).toList();
    }

    private static String plain(String requestLine) {
        String[] parts = requestLine.split(" ", 3);
        int question = parts[1].indexOf('?');
        if (question < 0) {
            return parts[0] + " " + parts[1];
        }
        String parameters = List.of(parts[1].substring(question + 1).split("&")).stream()
                .map(parameter -> parameter.endsWith("=") ? parameter.substring(0, parameter.length() - 1) : parameter)
                .sorted()
                .reduce((one, other) -> one + "&" + other)
                .orElse("");
        return parts[0] + " " + parts[1].substring(0, question) + "?" + parameters;
    }
}
