package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ListingTest {

    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07Z");

    private S3Server server;
    private S3Bucket bucket;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket");
        bucket = server.bucket("bucket");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pageLooksAsAwsWritesIt() {
        bucket.put(S3Object.of("a b+c/d~e*f", "content".getBytes(StandardCharsets.UTF_8), TIME));

        String page = list("prefix=a%20b&start-after=a%20&encoding-type=url&max-keys=10");

        assertThat(page)
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bucket</Name>"
                        + "<Prefix>a+b</Prefix><StartAfter>a+</StartAfter><KeyCount>1</KeyCount><MaxKeys>10</MaxKeys>"
                        + "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                        + "<Contents><Key>a+b%2Bc/d%7Ee*f</Key><LastModified>2026-03-04T05:06:07.000Z</LastModified>"
                        + "<ETag>&quot;9a0364b9e99bb480dd25e1f0284c8555&quot;</ETag><Size>7</Size>"
                        + "<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>");
    }

    /** H31, H32: emoji sort behind U+E000 and U+FFFD in UTF-8, before them in UTF-16. */
    @Test
    void keysComeInTheOrderOfTheirUtf8Bytes() {
        HostileKeys.ALL.forEach(key -> bucket.putEmpty(key, 1, TIME));
        List<String> expected = HostileKeys.ALL.stream()
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertThat(allKeys("", 7)).isEqualTo(expected);
    }

    @Test
    void pagesOfEverySizeTogetherAreTheBucket() {
        HostileKeys.ALL.forEach(key -> bucket.putEmpty(key, 1, TIME));
        List<String> whole = allKeys("", 1000);

        for (int size : new int[] {1, 2, 3, whole.size() - 1, whole.size(), whole.size() + 1}) {
            assertThat(allKeys("", size)).as("pages of " + size).isEqualTo(whole);
        }
    }

    @Test
    void startAfterContinuesBehindAnyKeyThereOrNot() {
        for (String key : List.of("a", "b", "b/1", "b/2", "c", "\ud83d\ude00")) {
            bucket.putEmpty(key, 1, TIME);
        }

        assertThat(keys(list("start-after=b"))).containsExactly("b/1", "b/2", "c", "\ud83d\ude00");
        assertThat(keys(list("start-after=b/15"))).containsExactly("b/2", "c", "\ud83d\ude00");
        assertThat(keys(list("start-after=a&prefix=b/"))).containsExactly("b/1", "b/2");
        assertThat(keys(list("start-after=b/1&prefix=b/"))).containsExactly("b/2");
        assertThat(keys(list("start-after=d&prefix=b/"))).isEmpty();
        assertThat(keys(list("start-after=%F0%9F%98%80"))).isEmpty();
    }

    @Test
    void lastPageSaysSoEvenWhenItIsFull() {
        bucket.putEmpty("a", 1, TIME);
        bucket.putEmpty("b", 1, TIME);

        String page = list("max-keys=2");

        assertThat(page).contains("<IsTruncated>false</IsTruncated>").doesNotContain("NextContinuationToken");
        assertThat(list("max-keys=1"))
                .contains("<IsTruncated>true</IsTruncated>")
                .contains("<KeyCount>1</KeyCount>")
                .contains("<NextContinuationToken>");
        assertThat(list("max-keys=0"))
                .contains("<IsTruncated>false</IsTruncated>")
                .contains("<KeyCount>0</KeyCount>");
    }

    @Test
    void maxKeysIsCappedAtAThousand() {
        DataSet.of(1500, "k/%05d").fill(bucket);

        String page = list("max-keys=5000");

        assertThat(keys(page)).hasSize(1000);
        assertThat(page).contains("<MaxKeys>1000</MaxKeys>").contains("<KeyCount>1000</KeyCount>");
    }

    @Test
    void delimiterGathersCommonPrefixes() {
        for (String key : List.of("a", "dir/1", "dir/2", "dir/sub/3", "dirx", "e/1", "f")) {
            bucket.putEmpty(key, 1, TIME);
        }

        assertThat(entries(list("delimiter=/"))).containsExactly("a", "dirx", "f", "[dir/]", "[e/]");
        assertThat(entries(list("delimiter=/&prefix=dir/"))).containsExactly("dir/1", "dir/2", "[dir/sub/]");
        assertThat(list("delimiter=/")).contains("<KeyCount>5</KeyCount>").contains("<Delimiter>/</Delimiter>");
    }

    @Test
    void delimitedPagesRepeatAndSkipNothing() {
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                bucket.putEmpty("d" + i + "/" + j, 1, TIME);
            }
            bucket.putEmpty("d" + i, 1, TIME);
        }

        for (int size = 1; size <= 11; size++) {
            List<String> entries = new ArrayList<>();
            String token = null;
            do {
                String page =
                        list("delimiter=/&max-keys=" + size + (token == null ? "" : "&continuation-token=" + token));
                entries.addAll(entries(page));
                token = element(page, "NextContinuationToken");
            } while (token != null);
            assertThat(entries)
                    .as("pages of " + size)
                    .containsExactlyInAnyOrder(
                            "d0", "[d0/]", "d1", "[d1/]", "d2", "[d2/]", "d3", "[d3/]", "d4", "[d4/]");
        }
    }

    /** H35. */
    @Test
    void controlCharactersWithoutEncodingAreNoXml() {
        bucket.putEmpty("a\u0001b", 1, TIME);

        assertThat(Wire.request("GET", "/bucket?list-type=2").send(server).body())
                .contains("<Key>a&#x1;b</Key>");
        assertThat(keys(list("encoding-type=url"))).containsExactly("a\u0001b");
    }

    @Test
    void badParametersAreRefused() {
        for (String query : List.of("max-keys=-1", "max-keys=x", "continuation-token=%00", "encoding-type=base64")) {
            Wire.Reply reply =
                    Wire.request("GET", "/bucket?list-type=2&" + query).send(server);

            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.body()).contains("<Code>InvalidArgument</Code>");
        }
    }

    @Test
    void tokenOutweighsStartAfter() {
        DataSet.of(4, "%d").fill(bucket);
        String token = element(list("max-keys=2"), "NextContinuationToken");

        assertThat(keys(list("start-after=2&continuation-token=" + token))).containsExactly("2", "3");
    }

    @Test
    void absentBucketCannotBeListed() {
        Wire.Reply reply = Wire.request("GET", "/nobucket?list-type=2").send(server);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).contains("<Code>NoSuchBucket</Code>");
    }

    @Test
    void objectsWithoutContentAreListedWithTheirSizeAndTime() {
        bucket.putEmpty("big", 5_000_000_000_000L, TIME);

        String page = list("");

        assertThat(page)
                .contains("<Size>5000000000000</Size>")
                .contains("<LastModified>2026-03-04T05:06:07.000Z</LastModified>")
                .containsPattern("<ETag>&quot;[0-9a-f]{32}&quot;</ETag>");
        assertThat(Wire.request("HEAD", "/bucket/big").send(server).header("Content-Length"))
                .isEqualTo("5000000000000");
    }

    private List<String> allKeys(String prefix, int pageSize) {
        List<String> keys = new ArrayList<>();
        String token = null;
        do {
            String page = list("encoding-type=url&prefix=" + prefix + "&max-keys=" + pageSize
                    + (token == null ? "" : "&continuation-token=" + token));
            keys.addAll(keys(page));
            token = element(page, "NextContinuationToken");
        } while (token != null);
        return keys;
    }

    private String list(String query) {
        String all = "list-type=2" + (query.isEmpty() ? "" : "&" + query);
        Wire.Reply reply =
                Wire.request("GET", "/bucket?" + all.replace("/", "%2F")).send(server);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    static List<String> keys(String page) {
        return texts(page, "Contents", "Key");
    }

    private static List<String> entries(String page) {
        List<String> entries = new ArrayList<>(keys(page));
        texts(page, "CommonPrefixes", "Prefix").forEach(prefix -> entries.add("[" + prefix + "]"));
        return entries;
    }

    static String element(String page, String name) {
        List<Element> found = XmlInput.children(root(page), name);
        return found.isEmpty() ? null : found.get(0).getTextContent();
    }

    private static List<String> texts(String page, String parent, String child) {
        boolean encoded = "url".equals(element(page, "EncodingType"));
        return XmlInput.children(root(page), parent).stream()
                .map(element -> XmlInput.text(element, child))
                .map(text -> encoded ? PercentCoding.decodeForm(text) : text)
                .toList();
    }

    private static Element root(String page) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError("No XML: " + page, e);
        }
    }
}
