package dev.reconcile.s3;

import static dev.reconcile.s3.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.Presence;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status there is: H1 to H4, H10 to H12. */
class StatusMatrixTest extends WireTest {

    private static final String[] WHOLE = {
        REQUEST_ID, "ETag: \"e\"", "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT", "Location: http://127.0.0.1:1/portal"
    };

    static int[] statuses() {
        return IntStream.rangeClosed(200, 599).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    @DisplayName("A look is Present for 200, Absent for 404 and Unknown for everything else, in one request")
    void look(int status) {
        server.answers(status, "", WHOLE);
        Presence presence = stat("key");
        assertThat(presence.kind())
                .isEqualTo(
                        status == 200
                                ? Presence.Kind.PRESENT
                                : status == 404 ? Presence.Kind.ABSENT : Presence.Kind.UNKNOWN);
        assertThat(server.requestLines()).containsExactly("HEAD /bkt/key HTTP/1.1");
        if (presence instanceof Presence.Unknown unknown) {
            assertThat(unknown.doubt()).isEqualTo(expected(status));
            assertThat(unknown.detail()).contains("status " + status).contains("'key'");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    @DisplayName("A listing fails for every status but 200, in one request")
    void listing(int status) {
        server.answers(status, ListAnswerWireTest.listing("<IsTruncated>false</IsTruncated>"), WHOLE);
        if (status == 200) {
            assertThat(store.list(ListRequest.of("")).isLast()).isTrue();
        } else {
            Doubt doubt = failure(ListRequest.of("")).doubt();
            assertThat(doubt).isEqualTo(status == 404 ? Doubt.WRONG_ENDPOINT : expected(status));
        }
        assertThat(server.requests()).hasSize(1);
    }

    private static Doubt expected(int status) {
        return switch (status) {
            case 401, 403, 407 -> Doubt.FORBIDDEN;
            case 300, 301, 302, 303, 305, 306, 307, 308, 410, 421 -> Doubt.WRONG_ENDPOINT;
            case 408, 429 -> Doubt.UNAVAILABLE;
            default -> status >= 500 ? Doubt.UNAVAILABLE : Doubt.MALFORMED;
        };
    }
}
