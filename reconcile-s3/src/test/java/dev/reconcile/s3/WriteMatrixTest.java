package dev.reconcile.s3;

import static dev.reconcile.s3.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Every status there is for every change there is: H1 to H4, H10 to H12, H16, H63. */
class WriteMatrixTest extends WireTest {

    private static final String[] WHOLE = {REQUEST_ID, "ETag: \"e2\"", "Location: http://127.0.0.1:1/portal"};
    private static final String COPIED =
            "<CopyObjectResult><ETag>&quot;e2&quot;</ETag><LastModified>2026-10-21T07:28:00.000Z</LastModified>"
                    + "</CopyObjectResult>";

    static Stream<Arguments> cells() {
        return IntStream.rangeClosed(200, 599)
                .boxed()
                .flatMap(status -> Arrays.stream(Changes.values()).map(change -> Arguments.of(change, status)));
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>scripted</Message></Error>";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    @DisplayName("A status alone is a success, a conflict or a refusal only if it is plainly one, in one request")
    void statusAlone(Changes change, int status) {
        server.answers(status, change == Changes.COPY && status == 200 ? COPIED : "", WHOLE);
        Written written = change.in(store);
        assertThat(written.kind()).as(written.detail()).isEqualTo(expected(change, status));
        assertThat(server.requestLines()).containsExactly(change.requestLine());
        if (!written.isApplied()) {
            assertThat(written.detail())
                    .contains("status " + status, "'key'", "127.0.0.1")
                    .doesNotContain("scripted");
        }
    }

    private static Kind expected(Changes change, int status) {
        boolean writes = change == Changes.CREATE || change == Changes.COPY;
        return switch (status) {
            case 200 -> Kind.APPLIED;
            case 204 -> writes ? Kind.UNKNOWN : Kind.APPLIED;
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
        for (Changes change : Changes.values()) {
            server.answers(status, error(code), REQUEST_ID);
            Written written = change.in(store);
            assertThat(written.kind()).as("%s: %s", change, written.detail()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("An answer without a request id is somebody else's, and proves nothing (H4)")
    void answerWithoutARequestIdProvesNothing(Changes change) {
        for (int status : new int[] {200, 204, 400, 403, 405, 412, 501}) {
            server.answers(status, status == 200 && change == Changes.COPY ? COPIED : "", "ETag: \"e2\"");
            assertThat(change.in(store).kind()).as("%s %s", change, status).isEqualTo(Kind.UNKNOWN);
        }
        server.answers(404, error("NoSuchKey"));
        assertThat(change.in(store).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    void answerWithoutARequestIdCountsWhereTheStoreNeverSendsOne(Changes change) {
        try (S3ObjectStore lenient = S3ObjectStore.connect(server.connection(), WireServer.BUCKET)
                .requireRequestId(false)
                .build()) {
            server.answers(200, change == Changes.COPY ? COPIED : "", "ETag: \"e2\"");
            assertThat(change.in(lenient).kind()).isEqualTo(Kind.APPLIED);
            server.answers(404, error("NoSuchKey"));
            assertThat(change.in(lenient).kind()).isEqualTo(Kind.ABSENT);
        }
    }
}
