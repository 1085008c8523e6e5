package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.WritableObjectStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a page of a listing: H1, H2, H5 to H7, H10 to H12, H21, H22, H27, H31, H35 to H37, H100. */
public abstract class ListAnswerContract extends WireContract {

    private static final String LAST = "<IsTruncated>false</IsTruncated>";
    private static final String MORE =
            "<IsTruncated>true</IsTruncated><NextContinuationToken>t2</NextContinuationToken>";

    /** A listing of the scripted bucket that declares its encoding. */
    static String listing(String inside) {
        return raw("<Name>bkt</Name><Prefix></Prefix><EncodingType>url</EncodingType>" + inside);
    }

    private static String raw(String inside) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult"
                + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + inside + "</ListBucketResult>";
    }

    private static String entry(String key) {
        return "<Contents><Key>" + key + "</Key><LastModified>2026-10-21T07:28:00.000Z</LastModified>"
                + "<ETag>&quot;e&quot;</ETag><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents>";
    }

    private static List<String> keys(ListPage page) {
        return page.objects().stream().map(object -> object.key().value()).toList();
    }

    private static ListRequest continued(String after, String token) {
        return ListRequest.of("").continued(ObjectKey.of(after), token);
    }

    @Test
    void wholeAnswerIsAPage() {
        server().answers(200, listing(MORE + "<KeyCount>2</KeyCount>" + entry("a") + entry("b")));
        ListPage page = store().list(ListRequest.of("").maxKeys(2));
        assertThat(keys(page)).containsExactly("a", "b");
        assertThat(page.objects().get(0).etag()).isEqualTo("e");
        assertThat(page.next()).isEqualTo(new ListRequest("", ObjectKey.of("b"), "t2", 2));
        assertThat(sent()).containsExactly("GET /bkt?encoding-type=url&list-type=2&max-keys=2");
    }

    @Test
    void firstPageStartsAfterAKeyAndLaterOnesContinueWithTheToken() {
        server().answers(200, listing(LAST));
        store().list(ListRequest.of("").after(ObjectKey.of("a b+c")));
        store().list(continued("x", "the/token="));
        assertThat(sent())
                .containsExactly(
                        "GET /bkt?encoding-type=url&list-type=2&max-keys=1000&start-after=a%20b%2Bc",
                        "GET /bkt?continuation-token=the%2Ftoken%3D&encoding-type=url&list-type=2&max-keys=1000");
    }

    @Test
    void keyOutsideThePrefixIsNotSent() {
        server().answers(200, raw("<Name>bkt</Name><Prefix>p/</Prefix><EncodingType>url</EncodingType>" + LAST));
        store().list(ListRequest.of("p/").after(ObjectKey.of("a")));
        assertThat(server().requestLines().get(0)).doesNotContain("start-after");
        server().answers(500, "");
        assertThat(store().list(ListRequest.of("p/").after(ObjectKey.of("q"))).isLast())
                .as("nothing under the prefix can follow, whatever the store says")
                .isTrue();
        assertThat(server().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Welcome</body></html>",
                "<ListAllMyBucketsResult><Owner/></ListAllMyBucketsResult>",
                "<ListBucketResult>",
                "{}",
                "<?xml version=\"1.0\"?><ListBucketResult/>"
            })
    @DisplayName("A 200 that is no listing is no empty page (H5, H7)")
    void answerThatIsNoListingIsNoEmptyPage(String body) {
        server().answers(200, body, REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    void listingCutShortIsNoPage() {
        String whole = listing(LAST + entry("a"));
        server().answersHead(200, whole.substring(0, whole.length() - 30), "Content-Length: " + whole.length());
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
    }

    @Test
    @DisplayName("A listing of another bucket or prefix is no page (H5)")
    void listingOfAnotherPlaceIsNoPage() {
        server().answers(200, raw("<Name>other</Name><Prefix/><EncodingType>url</EncodingType>" + LAST));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("another bucket");
        server().answers(200, listing(LAST));
        assertThat(failure(ListRequest.of("p/"))).hasMessageContaining("another prefix");
        server().answers(200, raw("<Name>bkt</Name><EncodingType>url</EncodingType>" + LAST));
        assertThat(failure(ListRequest.of("p/"))).hasMessageContaining("another prefix");
        server().answers(
                        200,
                        raw("<Name>bkt</Name><Prefix>p/</Prefix><EncodingType>url</EncodingType>" + LAST + entry("q")));
        assertThat(failure(ListRequest.of("p/"))).hasMessageContaining("under the prefix");
    }

    @Test
    @DisplayName("A listing that doesn't plainly say whether more follows is no page (H6)")
    void listingThatDoesNotSayWhetherMoreFollowsIsNoPage() {
        server().answers(200, listing(entry("a")));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("more follows");
        server().answers(200, listing("<IsTruncated>true</IsTruncated>" + entry("a")));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("more follows");
        server().answers(200, listing(LAST + "<NextContinuationToken>t</NextContinuationToken>" + entry("a")));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("more follows");
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    @DisplayName("A listing that doesn't advance is no page (H6)")
    void listingThatDoesNotAdvanceIsNoPage() {
        server().answers(200, listing(MORE + entry("b")));
        assertThat(failure(continued("a", "t2"))).hasMessageContaining("leads to itself");
        assertThat(failure(continued("b", "t1"))).hasMessageContaining("key again");
        assertThat(failure(continued("c", "t1")).doubt()).isEqualTo(Doubt.DISORDERED);
        server().answers(200, listing(MORE));
        assertThat(failure(continued("a", "t1"))).hasMessageContaining("advance");
    }

    @Test
    @DisplayName("A store without order is followed by token alone (H31)")
    void storeWithoutOrderIsFollowedByTokenAlone() {
        server().answers(200, listing(MORE + entry("b") + entry("a")));
        try (WritableObjectStore unordered = store(Options.DEFAULT.listOrder(ListOrder.NONE))) {
            assertThat(keys(unordered.list(continued("z", "t1")))).containsExactly("b", "a");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<KeyCount>2</KeyCount><Contents><Key>a</Key><Size>1</Size></Contents> | key count",
                "<Contents><Key>a</Key></Contents> | lacks its key or size",
                "<Contents><Size>1</Size></Contents> | lacks its key or size",
                "<Contents><Key>a</Key><Size>-1</Size></Contents> | lacks its key or size",
                "<Contents><Key></Key><Size>1</Size></Contents> | it is empty",
                "<Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>a</Key><Size>1</Size></Contents> | twice",
                "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes> | common prefixes",
                "<Contents><Key>100%.csv</Key><Size>1</Size></Contents> | url-encoded",
                "<Contents><Key>a%2</Key><Size>1</Size></Contents> | url-encoded",
                "<Contents><Key>a%zz</Key><Size>1</Size></Contents> | url-encoded",
                "<Contents><Key>a%FF</Key><Size>1</Size></Contents> | url-encoded"
            })
    @DisplayName("A listing with an entry that can't be is no page (H5, H21, H37)")
    void entryThatCannotBeSpoilsThePage(String inside, String reason) {
        server().answers(200, listing(LAST + inside));
        StoreException failure = failure(ListRequest.of(""));
        assertThat(failure).hasMessageContaining(reason);
        assertThat(failure.doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    void entryThatIsNoNumberSpoilsThePage() {
        server().answers(200, listing(LAST + "<Contents><Key>a</Key><Size>many</Size></Contents>"));
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    void moreKeysThanAskedForAreNoPage() {
        server().answers(200, listing(LAST + entry("a") + entry("b")));
        assertThat(failure(ListRequest.of("").maxKeys(1))).hasMessageContaining("more keys");
    }

    @Test
    @DisplayName("A listing that doesn't declare its encoding is no page (H35)")
    void listingWithoutEncodingIsNoPage() {
        server().answers(200, raw("<Name>bkt</Name><Prefix/>" + LAST + entry("a%2Bb")));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("url-encoded");
        server().answers(200, raw("<Name>bkt</Name><Prefix/><EncodingType>none</EncodingType>" + LAST));
        assertThat(failure(ListRequest.of(""))).hasMessageContaining("url-encoded");
    }

    @Test
    @DisplayName("Keys are decoded once, strictly (H36)")
    void keysAreDecodedOnce() {
        server().answers(
                        200,
                        listing(LAST
                                + entry("a+b")
                                + entry("a%20c")
                                + entry("a%2Bb")
                                + entry("a%252Bb")
                                + entry("a%0D%0A%01")
                                + entry("caf%C3%A9")
                                + entry("café!")));
        assertThat(keys(store().list(ListRequest.of(""))))
                .containsExactly("a b", "a c", "a+b", "a%2Bb", "a\r\n\u0001", "café", "café!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%.csv", "100%25.csv"})
    @DisplayName("A prefix echoed raw or encoded is the one that was asked for (H37)")
    void prefixMayBeEchoedRaw(String echo) {
        server().answers(
                        200,
                        raw("<Name>bkt</Name><Prefix>" + echo
                                + "</Prefix><StartAfter>5%</StartAfter><EncodingType>url</EncodingType>" + LAST
                                + entry("100%25.csv")));
        assertThat(keys(store().list(ListRequest.of("100%.csv")))).containsExactly("100%.csv");
    }

    @Test
    void entryWithoutTimeHasNone() {
        server().answers(200, listing(LAST + "<Contents><Key>a</Key><Size>1</Size></Contents>"));
        assertThat(store().list(ListRequest.of("")).objects().get(0).lastModified())
                .isNull();
        server().answers(
                        200,
                        listing(LAST + "<Contents><Key>a</Key><Size>1</Size>"
                                + "<LastModified>1970-01-01T00:00:00.000Z</LastModified></Contents>"));
        assertThat(store().list(ListRequest.of("")).objects().get(0).lastModified())
                .isNull(); // H22
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket, WRONG_ENDPOINT",
        "301, PermanentRedirect, WRONG_ENDPOINT",
        "400, AuthorizationHeaderMalformed, WRONG_ENDPOINT",
        "403, AccessDenied, FORBIDDEN",
        "400, ExpiredToken, FORBIDDEN",
        "400, ExpiredRequest, FORBIDDEN",
        "403, RequestTimeTooSkewed, FORBIDDEN",
        "403, SignatureDoesNotMatch, FORBIDDEN",
        "503, SlowDown, THROTTLED",
        "503, SlowDownRead, THROTTLED",
        "503, ServiceUnavailable, UNAVAILABLE",
        "429, TooManyRequests, THROTTLED",
        "400, RequestTimeout, UNAVAILABLE",
        "200, InternalError, UNAVAILABLE",
        "200, SlowDown, THROTTLED",
        "200, Surprise, MALFORMED",
        "501, NotImplemented, UNAVAILABLE"
    })
    @DisplayName("An error code says whose turn it is, and its text stays out (H1, H2, H10 to H12, H100)")
    void errorCodeSaysWhoseTurnItIs(int status, String code, Doubt doubt) {
        server().answers(
                        status,
                        "<?xml version=\"1.0\"?><Error><Code>" + code
                                + "</Code><Message>vendor text AKIASECRET</Message></Error>",
                        REQUEST_ID,
                        "Content-Type: application/xml");
        StoreException failure = failure(ListRequest.of("p/"));
        assertThat(failure.doubt()).isEqualTo(doubt);
        assertThat(failure)
                .hasMessageContaining(code)
                .hasMessageContaining("REQ1")
                .hasMessageContaining("p/");
        assertThat(failure.getMessage()).doesNotContain("vendor text", "AKIASECRET");
        assertThat(server().requests()).hasSize(1);
    }

    @Test
    @DisplayName("A cached listing is no page (H27)")
    void cachedListingIsNoPage() {
        server().answers(200, listing(LAST), "Age: 3");
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult>@</ListBucketResult>",
                "<ListBucketResult>@</ListBucketResult>",
                "<ListBucketResult xmlns=\"urn:other\">@</ListBucketResult>",
                "<ListBucketResult xmlns:x=\"urn:x\" x:y=\"z\" >@</ListBucketResult >",
                "<?xml version=\"1.0\"?>\r\n<!-- a comment --><ListBucketResult>\r\n@\t</ListBucketResult>\n<?end?>",
                "<ListBucketResult>@<Later><Key>not this one</Key><Deep><Deeper/></Deep></Later></ListBucketResult>",
                "<ListBucketResult><MaxKeys>9</MaxKeys><Delimiter/><StartAfter></StartAfter>@</ListBucketResult>"
            })
    @DisplayName("A listing is the same page in whatever way XML can say it")
    void listingIsTheSamePageInWhateverWayXmlSaysIt(String document) {
        String named = "<EncodingType>url</EncodingType><Prefix/>" + LAST + "<Name>bkt</Name>";
        for (String entry : List.of(
                entry("a%26b"),
                "<Contents><StorageClass>STANDARD</StorageClass><Size>5</Size><ETag>e</ETag><Key>a%26b</Key>"
                        + "<LastModified>2026-10-21T07:28:00Z</LastModified></Contents>",
                entry("a&amp;b"),
                entry("a&#38;b"),
                entry("<![CDATA[a&b]]>"),
                entry("a<![CDATA[&]]>b"),
                entry("a&#x26;b"),
                entry("a&amp;b")
                        .replace(
                                "</Contents>", "<Owner><ID>a&lt;b</ID><DisplayName>é</DisplayName></Owner></Contents>"),
                entry("a%26b").replace("<Size>", "\n  <Size>").replace("</Contents>", "\r\n</Contents>"))) {
            server().answers(200, document.replace("@", named + entry));
            ListPage page = store().list(ListRequest.of(""));
            assertThat(page.objects())
                    .as(entry)
                    .containsExactly(new StoredObject(
                            ObjectKey.of("a&b"), 5, "e", Instant.parse("2026-10-21T07:28:00Z"), "STANDARD"));
            assertThat(page.isLast()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "more @",
                "</ListBucketResult>@",
                "<Error>@</Error>",
                "<Other>@</Other>",
                "<?xml version=\"1.0\" encoding=\"no-such-encoding\"?>@"
            })
    @DisplayName("What is wrapped around a listing, or comes before it, spoils it (H5)")
    void whatIsAroundAListingSpoilsIt(String document) {
        String whole = "<ListBucketResult><Name>bkt</Name><Prefix/><EncodingType>url</EncodingType>" + LAST + entry("a")
                + "</ListBucketResult>";
        server().answers(200, document.replace("@", whole), REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Contents><Key>a</Size><Size>1</Key></Contents>",
                "<Contents><Key>a</Key><Size>1</Size>",
                "<Contents><Key>a</key><Size>1</Size></Contents>",
                "<Contents><Key>a&b</Key><Size>1</Size></Contents>",
                "<Contents><Key>a&nbsp;b</Key><Size>1</Size></Contents>",
                "<Contents><Key>a&#1;b</Key><Size>1</Size></Contents>",
                "<Contents><Key>a\u0001b</Key><Size>1</Size></Contents>",
                "<Contents><Key>a]]>b</Key><Size>1</Size></Contents>",
                "<Contents><Key>a<b</Key><Size>1</Size></Contents>",
                "<Contents a=\"1\" a=\"2\"><Key>a</Key><Size>1</Size></Contents>",
                "<Contents><Key>a</Key><Size>1</Size></Contents></Contents>",
                "<Contents><Key>a</Key><Size>9223372036854775808</Size></Contents>",
                "<Contents><Key>a</Key><Size>1</Size><LastModified>yesterday</LastModified></Contents>"
            })
    @DisplayName("What is no XML, or no value, is no page (H5, H104)")
    void whatIsNoXmlIsNoPage(String inside) {
        server().answers(200, listing(LAST + inside), REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    @DisplayName("An answer beyond all bounds is no page, and isn't kept to its end (H104)")
    void answerBeyondAllBoundsIsNoPage() {
        server().answers(200, listing(LAST + " ".repeat(16 << 20)), REQUEST_ID);
        assertThat(failure(ListRequest.of("")).doubt().isTransient()).isTrue();
        server().answers(200, listing(LAST + " ".repeat(1 << 20) + entry("a")), REQUEST_ID);
        assertThat(keys(store().list(ListRequest.of("")))).containsExactly("a");
    }

    @Test
    void compressedListingThatNobodyAskedForIsNoPage() {
        server().answers(200, "\u001f\u008b\b\u0000\u0000", REQUEST_ID, "Content-Encoding: gzip");
        assertThat(failure(ListRequest.of(""))).isNotNull();
    }
}
