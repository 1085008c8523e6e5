package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.WritableObjectStore;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a page of unfinished uploads: H4 to H6, H21, H22, H24, H35 to H37. */
public abstract class UploadsAnswerContract extends WireContract {

    private static final String LAST = "<IsTruncated>false</IsTruncated>";
    private static final String MORE =
            "<IsTruncated>true</IsTruncated><NextKeyMarker>p/b</NextKeyMarker><NextUploadIdMarker>u2</NextUploadIdMarker>";

    private static String listing(String inside) {
        return document("<Bucket>bkt</Bucket><Prefix>p/</Prefix><KeyMarker/><EncodingType>url</EncodingType>" + inside);
    }

    private static String document(String inside) {
        return "<ListMultipartUploadsResult>" + inside + "</ListMultipartUploadsResult>";
    }

    private static String upload(String key, String id) {
        return "<Upload><Key>" + key + "</Key><UploadId>" + id
                + "</UploadId><Initiated>2026-10-21T07:28:00.000Z</Initiated></Upload>";
    }

    private static UploadRequest request() {
        return UploadRequest.of("p/").maxUploads(2);
    }

    private static UploadRequest second() {
        return request().continued(new Upload(ObjectKey.of("p/b"), "u2", null));
    }

    private UploadPage page(UploadRequest request, String body) {
        server().answers(200, body, REQUEST_ID);
        return store().uploads(request);
    }

    private StoreException failing(UploadRequest request, String body) {
        server().answers(200, body, REQUEST_ID);
        return failing(request);
    }

    private StoreException failing(UploadRequest request) {
        StoreException failure = catchThrowableOfType(StoreException.class, () -> store().uploads(request));
        assertThat(failure).as("a listing that fails").isNotNull();
        assertThat(failure).as("the client's exceptions stay inside (H100)").hasNoCause();
        return failure;
    }

    @Test
    void wholePageIsAPage() {
        UploadPage page = page(request(), listing(MORE + upload("p/a+b%2Bc", "u1") + upload("p/b", "u2")));
        assertThat(page.uploads())
                .containsExactly(
                        new Upload(ObjectKey.of("p/a b+c"), "u1", Instant.parse("2026-10-21T07:28:00Z")),
                        new Upload(ObjectKey.of("p/b"), "u2", Instant.parse("2026-10-21T07:28:00Z")));
        assertThat(page.next()).isEqualTo(second());
        assertThat(sent()).containsExactly("GET /bkt?encoding-type=url&max-uploads=2&prefix=p%2F&uploads");
    }

    @Test
    void markersLeadOn() {
        UploadPage page = page(second(), listing(LAST + upload("p/b", "u3") + upload("p/c", "u1")));
        assertThat(page.uploads()).hasSize(2);
        assertThat(page.next()).isNull();
        assertThat(server().requestLines().get(0)).contains("key-marker=p%2Fb").contains("upload-id-marker=u2");
    }

    @Test
    @DisplayName("A time that is missing or can't be is no time, which counts as too young (H22)")
    void timeThatCannotBeIsNoTime() {
        assertThat(page(request(), listing(LAST + "<Upload><Key>p/a</Key><UploadId>u</UploadId></Upload>"))
                        .uploads())
                .containsExactly(new Upload(ObjectKey.of("p/a"), "u", null));
        String epoch = upload("p/a", "u").replace("2026-10-21T07:28", "1970-01-01T00:00");
        assertThat(page(request(), listing(LAST + epoch)).uploads())
                .containsExactly(new Upload(ObjectKey.of("p/a"), "u", null));
    }

    static String[] noPages() {
        return new String[] {
            "",
            "<html>Welcome</html>",
            "<Other/>",
            "<Error><Code>InternalError</Code></Error>",
            document(LAST),
            listing(LAST + upload("p/a", "u")).replace("</ListMultipartUploadsResult>", ""),
            listing(LAST).replace("bkt", "other"),
            listing(LAST).replace("p/", "q/"),
            listing(LAST).replace("<Prefix>p/</Prefix>", ""),
            listing(LAST).replace("<EncodingType>url</EncodingType>", ""),
            listing(""),
            listing("<IsTruncated>maybe</IsTruncated><CommonPrefixes><Prefix>p/x/</Prefix></CommonPrefixes>"),
            listing(MORE),
            listing("<IsTruncated>true</IsTruncated>" + upload("p/a", "u1")),
            listing(MORE.replace("<NextUploadIdMarker>u2</NextUploadIdMarker>", "") + upload("p/b", "u2")),
            listing(MORE.replace("<NextKeyMarker>p/b</NextKeyMarker>", "") + upload("p/b", "u2")),
            listing(LAST + upload("q/a", "u1")),
            listing(LAST + upload("p/100%", "u1")),
            listing(LAST + upload("p/%FF", "u1")),
            listing(LAST + upload("", "u1")),
            listing(LAST + upload("p/a", "")),
            listing(LAST + "<Upload><UploadId>u</UploadId></Upload>"),
            listing(LAST + "<Upload><Key>p/a</Key></Upload>"),
            listing(LAST + upload("p/a", "u1") + upload("p/a", "u2") + upload("p/a", "u3"))
        };
    }

    @ParameterizedTest
    @MethodSource("noPages")
    @DisplayName("What isn't a whole page of this bucket and prefix is none (H5, H6, H35 to H37)")
    void whatIsNotAPageIsNone(String body) {
        StoreException failure = failing(request(), body);
        assertThat(failure.doubt()).isIn(Doubt.MALFORMED, Doubt.UNAVAILABLE);
        assertThat(failure.getMessage())
                .contains("unfinished uploads", "127.0.0.1", "prefix 'p/'")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MORE + "<Upload><Key>p/b</Key><UploadId>u3</UploadId></Upload>", // leads to where it began
                LAST + "<Upload><Key>p/b</Key><UploadId>u2</UploadId></Upload>", // shows the last one again
                LAST + "<Upload><Key>p/a</Key><UploadId>u1</UploadId></Upload>" // begins anew
            })
    @DisplayName("A page that doesn't advance is none (H6)")
    void pageThatDoesNotAdvanceIsNone(String inside) {
        assertThat(failing(second(), listing(inside)).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    void whereThereIsNoOrderAPageMayGoBack() {
        try (WritableObjectStore unordered = store(Options.DEFAULT.listOrder(ListOrder.NONE))) {
            server().answers(200, listing(LAST + upload("p/a", "u1")), REQUEST_ID);
            assertThat(unordered.uploads(second()).uploads()).hasSize(1);
            server().answers(200, listing(MORE + upload("p/a", "u1")), REQUEST_ID);
            assertThat(catchThrowableOfType(StoreException.class, () -> unordered.uploads(second())))
                    .isNotNull();
        }
    }

    @Test
    @DisplayName("Only a 200 of the store itself is a page (H3, H4, H10, H12)")
    void onlyA200IsAPage() {
        for (int status : new int[] {201, 204, 301, 307, 400, 403, 404, 405, 412, 429, 500, 501, 503}) {
            server().answers(status, status == 204 ? "" : listing(LAST), REQUEST_ID);
            assertThat(failing(request()).getMessage()).contains("status");
            assertThat(server().requests()).hasSize(1);
        }
        server().answers(200, listing(LAST));
        failing(request());
        server().answers(403, "", REQUEST_ID);
        assertThat(failing(request()).getMessage()).contains("s3:ListBucketMultipartUploads");
        server().answersRaw(WireServer.RESET);
        assertThat(failing(request()).doubt()).isEqualTo(Doubt.UNAVAILABLE);
    }
}
