package dev.reconcile.store.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as plain; that it is read as a whole parser would is shown by the adapters' tests. */
class PlainListingTest {

    private static Optional<ListAnswer.Listing> read(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return PlainListing.read(bytes, bytes.length);
    }

    private static final String AWS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>p/</Prefix>\
            <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>\
            <KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
            <Contents><Key>p/a+b%2Bc</Key><LastModified>2026-10-21T07:28:00.000Z</LastModified>\
            <ETag>&quot;900150983cd24fb0d6963f7d28e17f72&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>\
            <ChecksumType>FULL_OBJECT</ChecksumType><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>\
            <Contents><Key>p/d</Key><LastModified>2026-10-22T23:59:59.000Z</LastModified><ETag>&quot;0-2&quot;</ETag>\
            <Size>5368709121</Size><Owner><ID>1</ID><DisplayName>o &amp; o</DisplayName></Owner>\
            <StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>\
            </RestoreStatus></Contents></ListBucketResult>""";

    @Test
    void listingsAsAwsWritesThemArePlain() {
        assertThat(read(AWS))
                .contains(new ListAnswer.Listing(
                        "b",
                        "p/",
                        "url",
                        true,
                        2,
                        false,
                        List.of(
                                new ListAnswer.Entry(
                                        "p/a+b%2Bc",
                                        3L,
                                        "\"900150983cd24fb0d6963f7d28e17f72\"",
                                        Instant.parse("2026-10-21T07:28:00Z"),
                                        "STANDARD"),
                                new ListAnswer.Entry(
                                        "p/d",
                                        5368709121L,
                                        "\"0-2\"",
                                        Instant.parse("2026-10-22T23:59:59Z"),
                                        "GLACIER")),
                        "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM="));
    }

    @Test
    void commonPrefixesAreSeen() {
        assertThat(read("<ListBucketResult><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>\n")
                        .orElseThrow())
                .isEqualTo(new ListAnswer.Listing(null, null, null, null, null, true, List.of(), null));
    }

    @Test
    void partOfAListingIsNone() {
        for (int length = 0; length < AWS.length(); length++) {
            assertThat(read(AWS.substring(0, length))).as("%d", length).isEmpty();
        }
    }

    @Test
    void everyByteCounts() {
        byte[] bytes = AWS.getBytes(StandardCharsets.US_ASCII);
        ListAnswer.Listing whole = read(AWS).orElseThrow();
        for (int at = 0; at < bytes.length; at++) {
            byte before = bytes[at];
            for (byte other : new byte[] {0, '\r', '<', '&', '>', (byte) 0xC3}) {
                bytes[at] = other;
                boolean same = before == other;
                assertThat(PlainListing.read(bytes, bytes.length).isPresent())
                        .as("%d at %d", other, at)
                        .isEqualTo(same);
            }
            bytes[at] = before;
        }
        assertThat(PlainListing.read(bytes, bytes.length)).contains(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ListBucketResult/>",
                "<Error><Code>SlowDown</Code></Error>",
                "<html></html>",
                "<!DOCTYPE x><ListBucketResult></ListBucketResult>",
                "<ListBucketResult></ListBucketResult><!-- -->",
                "<ListBucketResult><Contents/></ListBucketResult>",
                "<ListBucketResult><Contents a='b'></Contents></ListBucketResult>",
                "<ListBucketResult><x:Name>a</x:Name></ListBucketResult>",
                "<ListBucketResult><Name>a</Name><Name>a</Name></ListBucketResult>",
                "<ListBucketResult><Name>a<b></b></Name></ListBucketResult>",
                "<ListBucketResult><Name>&#97;</Name></ListBucketResult>",
                "<ListBucketResult><Name><![CDATA[a]]></Name></ListBucketResult>",
                "<ListBucketResult><IsTruncated>1</IsTruncated></ListBucketResult>",
                "<ListBucketResult><KeyCount>-1</KeyCount></ListBucketResult>",
                "<ListBucketResult><KeyCount>1000000000</KeyCount></ListBucketResult>",
                "<ListBucketResult>a<Name>a</Name></ListBucketResult>",
                "<ListBucketResult xmlns=\"urn:x\"><Name>a</Name></ListBucketResult>"
            })
    void whateverElseThereIsIsNotPlain(String body) {
        assertThat(read(body)).isEmpty();
    }

    @Test
    @DisplayName("Depth is limited (H104)")
    void depthIsLimited() {
        assertThat(read("<ListBucketResult>" + "<a>".repeat(7) + "</a>".repeat(7) + "</ListBucketResult>"))
                .isPresent();
        assertThat(read("<ListBucketResult>" + "<a>".repeat(8) + "</a>".repeat(8) + "</ListBucketResult>"))
                .isEmpty();
    }
}
