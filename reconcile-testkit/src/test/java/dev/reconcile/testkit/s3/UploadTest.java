package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Multipart uploads, through the real client and raw (H23, H24). */
class UploadTest {

    private static final int PART = 5 << 20;
    private static final Instant BEGUN = Instant.parse("2026-10-21T07:28:00Z");

    private Instant now = BEGUN;
    private S3Server server;
    private S3Bucket bucket;
    private S3Client client;

    @BeforeEach
    void start() {
        server = S3Server.builder()
                .buckets("bucket")
                .anonymousAllowed()
                .clock(() -> now)
                .start();
        bucket = server.bucket("bucket");
        client = Sdk.builder(server.endpoint(), S3Server.SECRET_KEY)
                .credentialsProvider(AnonymousCredentialsProvider.create()) // not the clock's
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private String begin(String key) {
        return client.createMultipartUpload(r -> r.bucket("bucket")
                        .key(key)
                        .contentType("image/png")
                        .metadata(Map.of("owner", "somebody"))
                        .tagging("state=new"))
                .uploadId();
    }

    private CompletedPart send(String key, String id, int number, byte[] content) {
        String etag = client.uploadPart(
                        r -> r.bucket("bucket").key(key).uploadId(id).partNumber(number),
                        RequestBody.fromBytes(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private CompletedPart copy(String source, String key, String id, int number, long first, long last) {
        String etag = client.uploadPartCopy(r -> r.sourceBucket("bucket")
                        .sourceKey(source)
                        .destinationBucket("bucket")
                        .destinationKey(key)
                        .uploadId(id)
                        .partNumber(number)
                        .copySourceRange("bytes=" + first + "-" + last))
                .copyPartResult()
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private void complete(String key, String id, CompletedPart... parts) {
        client.completeMultipartUpload(
                r -> r.bucket("bucket").key(key).uploadId(id).ifNoneMatch("*").multipartUpload(u -> u.parts(parts)));
    }

    private static byte[] filled(int size, int value) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) value);
        return content;
    }

    @Test
    void partsBecomeAnObjectAsOldAsTheUpload() {
        String id = begin("key");
        now = BEGUN.plusSeconds(3600);
        CompletedPart first = send("key", id, 1, filled(PART, 1));
        CompletedPart second = send("key", id, 2, new byte[] {2});
        assertThat(bucket.keys()).as("before it is completed").isEmpty();

        complete("key", id, first, second);

        S3Object object = bucket.object("key").orElseThrow();
        assertThat(object.size()).isEqualTo(PART + 1);
        assertThat(object.content()).startsWith(1, 1).endsWith(1, 2);
        assertThat(object.etag()).endsWith("-2");
        assertThat(object.lastModified()).as("H23").isEqualTo(BEGUN);
        assertThat(object.attributes().headers())
                .containsEntry("x-amz-meta-owner", "somebody")
                .containsEntry("content-type", "image/png");
        assertThat(object.attributes().tags()).containsEntry("state", "new");
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void partsAreCopiedFromRanges() {
        byte[] content = filled(PART + 10, 7);
        content[PART] = 8;
        bucket.put("a b+c", content);
        String id = begin("key");

        complete("key", id, copy("a b+c", "key", id, 1, 0, PART - 1), copy("a b+c", "key", id, 2, PART, PART + 9));

        assertThat(bucket.object("key").orElseThrow().content()).isEqualTo(content);
    }

    @Test
    void objectsOfWhichOnlyTheSizeIsKeptAreCopiedToo() {
        long size = 6L << 30;
        bucket.putEmpty("huge", size, BEGUN);
        String id = begin("key");

        complete(
                "key",
                id,
                copy("huge", "key", id, 1, 0, (3L << 30) - 1),
                copy("huge", "key", id, 2, 3L << 30, size - 1));

        assertThat(bucket.object("key").orElseThrow().size()).isEqualTo(size);
        assertThat(bucket.object("key").orElseThrow().etag()).matches("[0-9a-f]{32}-2");
    }

    @Test
    void copiedPartIsOnlyOfTheExpectedSourceAndWithinIt() {
        String etag = bucket.put("source", filled(10, 1)).etag();
        String id = begin("key");
        String target = "/bucket/key?partNumber=1&uploadId=" + id;

        assertThat(part(target, "\"other\"", "bytes=0-9").status()).isEqualTo(412);
        assertThat(part(target, etag, "bytes=0-10").status()).isEqualTo(400);
        assertThat(part(target, etag, "bytes=5-4").status()).isEqualTo(400);
        assertThat(part(target, etag, "0-9").status()).isEqualTo(400);
        assertThat(part("/bucket/key?partNumber=0&uploadId=" + id, etag, "bytes=0-9")
                        .status())
                .isEqualTo(400);
        assertThat(part("/bucket/key?partNumber=1&uploadId=none", etag, "bytes=0-9")
                        .status())
                .isEqualTo(404);
        assertThat(part(target, etag, "bytes=0-9").body()).contains("<CopyPartResult");
        bucket.putEmpty("huge", 6L << 30, BEGUN);
        assertThat(Wire.request("PUT", target)
                        .unsigned()
                        .header("x-amz-copy-source", "bucket/huge")
                        .send(server)
                        .status())
                .as("a part of more than 5 GiB")
                .isEqualTo(400);
    }

    private Wire.Reply part(String target, String etag, String range) {
        return Wire.request("PUT", target)
                .unsigned()
                .header("x-amz-copy-source", "bucket/source")
                .header("x-amz-copy-source-if-match", etag)
                .header("x-amz-copy-source-range", range)
                .send(server);
    }

    @Test
    void whatDoesNotFitTogetherIsNotCompleted() {
        String id = begin("key");
        CompletedPart small = send("key", id, 1, new byte[] {1});
        CompletedPart last = send("key", id, 2, new byte[] {2});
        CompletedPart wrong =
                CompletedPart.builder().partNumber(2).eTag("\"x\"").build();
        CompletedPart none =
                CompletedPart.builder().partNumber(3).eTag(last.eTag()).build();

        assertThat(code(id, small, last)).isEqualTo("EntityTooSmall");
        assertThat(code(id, wrong)).isEqualTo("InvalidPart");
        assertThat(code(id, none)).isEqualTo("InvalidPart");
        assertThat(code(id, last, small)).isEqualTo("InvalidPartOrder");
        assertThat(code(id)).isEqualTo("MalformedXML");
        assertThat(code("none", last)).isEqualTo("NoSuchUpload");
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.unfinishedUploads()).hasSize(1);
    }

    private String code(String id, CompletedPart... parts) {
        S3Exception refused = catchThrowableOfType(S3Exception.class, () -> complete("key", id, parts));
        return refused.awsErrorDetails().errorCode();
    }

    @Test
    void takenKeyIsNotCompletedOverAndTheUploadStays() {
        String id = begin("key");
        CompletedPart part = send("key", id, 1, new byte[] {1});
        bucket.put("key", new byte[3]);

        assertThat(code(id, part)).isEqualTo("PreconditionFailed");

        assertThat(bucket.object("key").orElseThrow().size()).isEqualTo(3);
        assertThat(bucket.unfinishedUploads()).hasSize(1);
    }

    @Test
    void completedUploadIsAVersion() {
        bucket.versioning(Versioning.ENABLED);
        bucket.put("key", new byte[3]);
        String id = begin("key");
        CompletedPart part = send("key", id, 1, new byte[] {1});

        String version = client.completeMultipartUpload(
                        r -> r.bucket("bucket").key("key").uploadId(id).multipartUpload(u -> u.parts(part)))
                .versionId();

        assertThat(bucket.versions("key"))
                .extracting(S3Object::versionId)
                .hasSize(2)
                .first()
                .isEqualTo(version);
    }

    @Test
    void abortedUploadIsGone() {
        String id = begin("key");

        client.abortMultipartUpload(r -> r.bucket("bucket").key("key").uploadId(id));

        assertThat(bucket.unfinishedUploads()).isEmpty();
        assertThatExceptionOfType(NoSuchUploadException.class)
                .isThrownBy(() -> client.abortMultipartUpload(
                        r -> r.bucket("bucket").key("key").uploadId(id)));
    }

    @Test
    void unfinishedUploadsAreListedPageByPage() {
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(bucket.beginUpload("u/a b+c", BEGUN.plusSeconds(i)).id());
        }
        for (String key : List.of("u/b", "u/caf\u00e9", "u/d\u0001")) {
            begun.add(bucket.beginUpload(key, BEGUN).id());
        }
        bucket.beginUpload("v", BEGUN);
        List<MultipartUpload> listed = new ArrayList<>();

        for (ListMultipartUploadsResponse page : client.listMultipartUploadsPaginator(
                r -> r.bucket("bucket").prefix("u/").encodingType("url").maxUploads(2))) {
            assertThat(page.bucket()).isEqualTo("bucket");
            assertThat(page.prefix()).isEqualTo("u/");
            assertThat(page.uploads()).hasSizeLessThanOrEqualTo(2);
            listed.addAll(page.uploads());
        }

        assertThat(listed).extracting(MultipartUpload::uploadId).containsExactlyElementsOf(begun);
        assertThat(listed)
                .extracting(MultipartUpload::key)
                .containsExactly("u/a b+c", "u/a b+c", "u/a b+c", "u/b", "u/caf\u00e9", "u/d\u0001");
        assertThat(listed.get(2).initiated()).isEqualTo(BEGUN.plusSeconds(2));
    }

    @Test
    void keyMarkerAloneLeavesOutAllUploadsOfThatKey() {
        bucket.beginUpload("a", BEGUN);
        String id = bucket.beginUpload("b", BEGUN).id();

        assertThat(list("key-marker=a")).contains("<UploadId>" + id).doesNotContain("<Key>a");
        assertThat(list("upload-id-marker=zzz")).as("no meaning alone").contains("<Key>a");
        assertThat(list("max-uploads=0")).contains("<Code>InvalidArgument</Code>");
        assertThat(list("delimiter=/")).contains("<Code>NotImplemented</Code>");
        assertThat(list("encoding-type=other")).contains("<Code>InvalidArgument</Code>");
    }

    @Test
    void withoutEncodingKeysComeRaw() {
        bucket.beginUpload("a b", BEGUN);

        assertThat(list("")).contains("<Key>a b</Key>").doesNotContain("EncodingType");
        assertThat(list("encoding-type=url"))
                .contains("<Key>a+b</Key>", "<EncodingType>url</EncodingType>")
                .contains("<IsTruncated>false</IsTruncated>");
    }

    private String list(String query) {
        return Wire.request("GET", "/bucket?uploads&" + query)
                .unsigned()
                .send(server)
                .body();
    }

    @Test
    void uploadIsPartOfNoListingOfObjects() {
        bucket.beginUpload("key", BEGUN);

        assertThat(client.listObjectsV2(r -> r.bucket("bucket")).contents()).isEmpty();
        assertThat(bucket.unfinishedUploads()).hasSize(1);
    }
}
