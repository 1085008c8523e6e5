package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.Presence;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status there is, for every request there is: H1 to H4, H10 to H12, H16, H63. Only the 404 of a HEAD, with a request id, is Absent. */
public abstract class StatusMatrixContract extends WireContract {

    private static final String[] WHOLE = {
        REQUEST_ID, "ETag: \"e\"", "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT", "Location: http://127.0.0.1:1/portal"
    };

    private static final String COPIED =
            "<CopyObjectResult><ETag>&quot;e2&quot;</ETag><LastModified>2026-10-21T07:28:00.000Z</LastModified>"
                    + "</CopyObjectResult>";

    static int[] statuses() {
        return IntStream.rangeClosed(200, 599).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    @DisplayName("A look is Present for 200, Absent for 404 and Unknown for everything else, in one request")
    void look(int status) {
        server().answers(status, "", WHOLE);
        Presence presence = stat("key");
        assertThat(presence.kind())
                .isEqualTo(
                        status == 200
                                ? Presence.Kind.PRESENT
                                : status == 404 ? Presence.Kind.ABSENT : Presence.Kind.UNKNOWN);
        assertThat(server().requestLines()).containsExactly("HEAD /bkt/key HTTP/1.1");
        if (presence instanceof Presence.Unknown unknown) {
            assertThat(unknown.doubt()).isEqualTo(expected(status));
            assertThat(unknown.detail()).contains("status " + status).contains("'key'");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statuses")
    @DisplayName("A listing fails for every status but 200, in one request")
    void listing(int status) {
        server().answers(status, ListAnswerContract.listing("<IsTruncated>false</IsTruncated>"), WHOLE);
        if (status == 200) {
            assertThat(store().list(ListRequest.of("")).isLast()).isTrue();
        } else {
            Doubt doubt = failure(ListRequest.of("")).doubt();
            assertThat(doubt).isEqualTo(status == 404 ? Doubt.WRONG_ENDPOINT : expected(status));
        }
        assertThat(server().requests()).hasSize(1);
    }

    private static Doubt expected(int status) {
        return switch (status) {
            case 401, 403, 407 -> Doubt.FORBIDDEN;
            case 300, 301, 302, 303, 305, 306, 307, 308, 410, 421 -> Doubt.WRONG_ENDPOINT;
            case 429, 503 -> Doubt.THROTTLED; // a HEAD has no body to say SlowDown in
            case 408 -> Doubt.UNAVAILABLE;
            default -> status >= 500 ? Doubt.UNAVAILABLE : Doubt.MALFORMED;
        };
    }

    static Stream<Arguments> cells() {
        return IntStream.rangeClosed(200, 599)
                .boxed()
                .flatMap(status -> Arrays.stream(WireChange.values()).map(change -> Arguments.of(change, status)));
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>scripted</Message></Error>";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    @DisplayName("A status alone is a success, a conflict or a refusal only if it is plainly one, in one request")
    void statusAlone(WireChange change, int status) {
        server().answers(status, change == WireChange.COPY && status == 200 ? COPIED : "", WHOLE);
        Written written = change.in(store());
        assertThat(written.kind()).as(written.detail()).isEqualTo(expectedOf(change, status));
        assertThat(sent()).containsExactly(change.request());
        if (!written.isApplied()) {
            assertThat(written.detail())
                    .contains("status " + status, "'key'", "127.0.0.1")
                    .doesNotContain("scripted");
        }
    }

    private static Kind expectedOf(WireChange change, int status) {
        return switch (status) {
            case 200 -> Kind.APPLIED;
            case 204 -> change.writes() ? Kind.UNKNOWN : Kind.APPLIED;
            case 400, 403, 405, 501 -> Kind.REFUSED;
            case 412 -> Kind.CONFLICT;
            default -> Kind.UNKNOWN; // 404 among them: it doesn't name what isn't there
        };
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "404, NoSuchKey, ABSENT",
        "404, NoSuchUpload, ABSENT",
        "404, NoSuchVersion, ABSENT",
        "404, NoSuchBucket, REFUSED",
        "404, NoSuchTagSet, UNKNOWN",
        "404, NotFound, UNKNOWN",
        "409, ConditionalRequestConflict, CONFLICT",
        "409, OperationAborted, UNKNOWN",
        "409, BucketNotEmpty, UNKNOWN",
        "412, PreconditionFailed, CONFLICT",
        "400, RequestTimeout, UNKNOWN",
        "400, InvalidRequest, REFUSED",
        "400, ExpiredToken, REFUSED",
        "403, AccessDenied, REFUSED",
        "403, ObjectLockedByBucketPolicy, REFUSED",
        "403, RequestTimeTooSkewed, REFUSED",
        "501, NotImplemented, REFUSED",
        "500, InternalError, UNKNOWN",
        "503, SlowDown, UNKNOWN",
        "503, NoSuchKey, UNKNOWN"
    })
    void statusWithItsCode(int status, String code, Kind expected) {
        for (WireChange change : WireChange.values()) {
            server().answers(status, error(code), REQUEST_ID);
            Written written = change.in(store());
            assertThat(written.kind()).as("%s: %s", change, written.detail()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("An answer without a request id is somebody else's, and proves nothing (H4)")
    void answerWithoutARequestIdProvesNothing(WireChange change) {
        for (int status : new int[] {200, 204, 400, 403, 405, 412, 501}) {
            server().answers(status, status == 200 && change == WireChange.COPY ? COPIED : "", "ETag: \"e2\"");
            assertThat(change.in(store()).kind()).as("%s %s", change, status).isEqualTo(Kind.UNKNOWN);
        }
        server().answers(404, error("NoSuchKey"));
        assertThat(change.in(store()).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    void answerWithoutARequestIdCountsWhereTheStoreNeverSendsOne(WireChange change) {
        try (WritableObjectStore lenient = store(Options.DEFAULT.withoutRequestIds())) {
            server().answers(200, change == WireChange.COPY ? COPIED : "", "ETag: \"e2\"");
            assertThat(change.in(lenient).kind()).isEqualTo(Kind.APPLIED);
            server().answers(404, error("NoSuchKey"));
            assertThat(change.in(lenient).kind()).isEqualTo(Kind.ABSENT);
        }
    }
}
