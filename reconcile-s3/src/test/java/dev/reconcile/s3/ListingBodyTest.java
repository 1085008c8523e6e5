package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.StoreException;
import dev.reconcile.testkit.WireContract;
import dev.reconcile.testkit.WireServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A listing that is read here is the one that the SDK reads: H5, H35 to H37, H104. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListingBodyTest {

    private static final WireContract.Options OPTIONS =
            new WireContract.Options(Duration.ofSeconds(30), true, ListOrder.NONE, null);

    private final WireServer server = new WireServer();
    private final S3ObjectStore here = WireStores.at(server.endpoint(), OPTIONS, true);
    private final S3ObjectStore bySdk = WireStores.at(server.endpoint(), OPTIONS, false);

    @AfterAll
    void stop() {
        here.close();
        bySdk.close();
        server.close();
    }

    private static String entry(String key, int size, String time) {
        return "<Contents><Key>" + key + "</Key><LastModified>" + time + "</LastModified><ETag>&quot;" + size
                + "&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><Size>" + size
                + "</Size><StorageClass>STANDARD</StorageClass></Contents>";
    }

    private static String listing(String contents) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult"
                + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bkt</Name><Prefix></Prefix>"
                + "<NextContinuationToken>1/a&amp;b==</NextContinuationToken><MaxKeys>1000</MaxKeys>"
                + "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>" + contents + "</ListBucketResult>";
    }

    private static final String WHOLE = listing(entry("a/1.jpg", 0, "2026-10-21T07:28:00.000Z")
            + entry("a/%252+%C3%A9", 77, "2026-10-21T07:28:59.123456789Z")
            + entry("b&lt;&apos;", 1234567, "1969-12-31T23:59:59Z"));

    private Object outcome(S3ObjectStore store) {
        try {
            ListPage page = store.list(ListRequest.of(""));
            return page;
        } catch (StoreException e) {
            return e.doubt();
        }
    }

    private Object sameOutcome(String body) {
        server.answers(200, body, WireServer.REQUEST_ID);
        Object expected = outcome(bySdk);
        assertThat(outcome(here)).as(body).isEqualTo(expected);
        return expected;
    }

    @Test
    void wholeListingIsTheSamePage() {
        assertThat(sameOutcome(WHOLE)).isInstanceOf(ListPage.class);
    }

    @Test
    @DisplayName("Cut anywhere, both ways fail alike (H5)")
    void cutAnywhereBothWaysFailAlike() {
        for (int kept = 0; kept < WHOLE.length(); kept += 31) {
            assertThat(sameOutcome(WHOLE.substring(0, kept))).isNotInstanceOf(ListPage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @DisplayName("Whatever has become of a listing on its way, both ways make the same of it (H5, H104)")
    void whateverHasBecomeOfAListingBothWaysMakeTheSameOfIt(long seed) {
        Random random = new Random(seed);
        int pages = 0;
        for (int i = 0; i < 150; i++) {
            StringBuilder body = new StringBuilder(WHOLE);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(body.length());
                int until = Math.min(body.length(), at + random.nextInt(30));
                switch (random.nextInt(5)) {
                    case 0 -> body.setCharAt(at, (char) random.nextInt(128));
                    case 1 -> body.setCharAt(at, (char) (body.charAt(at) ^ 1 << random.nextInt(7)));
                    case 2 -> body.delete(at, until);
                    case 3 -> body.insert(at, body.substring(at, until));
                    default -> body.insert(at, " \r\n\t<>&;/\u00e9".charAt(random.nextInt(10)));
                }
            }
            pages += sameOutcome(body.toString()) instanceof ListPage ? 1 : 0;
        }
        assertThat(pages).as("pages among the 150").isBetween(5, 145);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ListBucketResult/>",
                "<Key/>",
                "<Key></Key>",
                "<Key> a </Key>",
                "<Key>a b</Key>",
                "<Key>a\tb</Key>",
                "<Key>a\nb</Key>",
                "<Key>é</Key>",
                "<Key>a</Key><Key>b</Key>",
                "<Key>a<Key>b</Key></Key>",
                "<Key>a</Key><ETag/>",
                "<Key>a</Key><ETag></ETag>",
                "<Key>a</Key><ETag>\"\"x\"\"</ETag>",
                "<Key>a</Key><StorageClass/>",
                "<Key>a</Key><StorageClass></StorageClass>",
                "<Key>a</Key><Size/>",
                "<Key>a</Key><Size>007</Size>",
                "<Key>a</Key><Size>+7</Size>",
                "<Key>a</Key><Size> 7</Size>",
                "<Key>a</Key><Size>999999999999999999</Size>",
                "<Key>a</Key><LastModified/>",
                "<Key>a</Key><LastModified>2026-10-21T07:28:00+01:00</LastModified>",
                "<Key>a</Key><LastModified>2026-10-21T24:00:00Z</LastModified>",
                "<Key>a</Key><LastModified>2026-10-21T07:28:60Z</LastModified>",
                "<Key>a</Key><LastModified>2024-02-29T07:28:00.1Z</LastModified>",
                "<Key>a</Key><LastModified>2023-02-29T07:28:00.1Z</LastModified>",
                "<Key>a</Key><LastModified>0000-01-01T00:00:00Z</LastModified>",
                "<Key>a</Key><LastModified>1792567680</LastModified>"
            })
    void unusualValuesAreTheSameBothWays(String inside) {
        String plain = listing("<Contents>" + inside + "</Contents>");
        sameOutcome(plain);
        sameOutcome(plain.replace("</Contents>", "<Size>3</Size></Contents>"));
        sameOutcome(plain.replace("<Prefix></Prefix>", "<Prefix/>").replace("true", "TRUE"));
        sameOutcome(plain.replace("<MaxKeys>1000</MaxKeys>", "<KeyCount>1</KeyCount><Contents/>"));
    }

    @Test
    @DisplayName("Hostile keys are the same both ways (H35 to H37)")
    void hostileKeysAreTheSameBothWays() {
        List<String> entries = new ArrayList<>();
        for (int c = 1; c < 256; c++) {
            entries.add(entry(String.format("k%%%02X", c < 128 ? c : 127), c, "2026-10-21T07:28:00Z"));
            sameOutcome(listing(entry(String.format("k%%%02X", c), c, "2026-10-21T07:28:00Z")));
        }
        sameOutcome(listing(String.join("", entries.subList(0, 127))));
        for (String key : List.of(
                "..", "a//b", "/", "%00", "a%2", "%F0%9F%98%80", "%ED%A0%80", "a&amp;amp;b", "x".repeat(1025))) {
            sameOutcome(listing(entry(key, 1, "2026-10-21T07:28:00Z")));
        }
    }

    /** Notes how many objects the SDK itself has read. */
    private static class Watching implements ExecutionInterceptor {

        int read;

        @Override
        public void afterUnmarshalling(Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
            read = ((ListObjectsV2Response) context.response()).contents().size();
        }
    }

    /** Hides the objects of other tenants, say. */
    private static final class Changing extends Watching {

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            ListObjectsV2Response page = (ListObjectsV2Response) context.response();
            List<S3Object> kept = page.contents().stream()
                    .filter(each -> each.key().startsWith("a"))
                    .toList();
            return page.toBuilder().contents(kept).build();
        }
    }

    private ListPage list(ExecutionInterceptor interceptor) {
        server.answers(200, WHOLE, WireServer.REQUEST_ID);
        try (S3Client client = WireStores.connection(server.endpoint()).open();
                S3Client own = S3Client.builder()
                        .endpointOverride(server.endpoint())
                        .forcePathStyle(true)
                        .region(client.serviceClientConfiguration().region())
                        .credentialsProvider(client.serviceClientConfiguration().credentialsProvider())
                        .overrideConfiguration(config -> config.addExecutionInterceptor(interceptor))
                        .build()) {
            return S3ObjectStore.of(own, "bkt").list(ListRequest.of(""));
        }
    }

    @Test
    void listingsAreReadHereBesideAnInterceptorThatOnlyWatches() {
        Watching watching = new Watching();
        assertThat(list(watching).objects()).hasSize(3);
        assertThat(watching.read).isZero();
    }

    @Test
    void interceptorThatMayChangeAnswersSeesThemAsTheyCame() {
        Changing changing = new Changing();
        assertThat(list(changing).objects()).hasSize(2);
        assertThat(changing.read).isEqualTo(3);
    }
}
