package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** The server against the real AWS SDK for Java 2. */
class AwsSdkTest {

    private S3Server server;
    private S3Bucket bucket;
    private S3Client client;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket");
        bucket = server.bucket("bucket");
        client = Sdk.client(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @FieldSource("dev.reconcile.testkit.s3.HostileKeys#ALL")
    void everyKeyMakesTheRoundTrip(String key) {
        client.putObject(r -> r.bucket("bucket").key(key), RequestBody.fromString("content"));

        assertThat(bucket.keys()).containsExactly(key);
        HeadObjectResponse head = client.headObject(r -> r.bucket("bucket").key(key));
        assertThat(head.contentLength()).isEqualTo(7);
        assertThat(client.getObjectAsBytes(r -> r.bucket("bucket").key(key)).asUtf8String())
                .isEqualTo("content");
        client.deleteObject(r -> r.bucket("bucket").key(key).ifMatch(head.eTag()));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void hostileKeysAreListedInOrderPageByPage() {
        HostileKeys.ALL.forEach(key -> bucket.put(key, new byte[0]));

        List<String> keys = new ArrayList<>();
        for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                r -> r.bucket("bucket").encodingType(EncodingType.URL).maxKeys(5))) {
            assertThat(page.name()).isEqualTo("bucket");
            page.contents().stream().map(S3Object::key).forEach(keys::add);
        }

        assertThat(keys).isEqualTo(bucket.keys());
    }

    @Test
    void prefixAndStartAfterComeBackDecoded() {
        bucket.put("a b+c/1", new byte[0]);
        bucket.put("a b+c/2", new byte[0]);

        ListObjectsV2Response page = client.listObjectsV2(r -> r.bucket("bucket")
                .encodingType(EncodingType.URL)
                .prefix("a b+c/")
                .startAfter("a b+c/1")
                .delimiter("/"));

        assertThat(page.prefix()).isEqualTo("a b+c/");
        assertThat(page.startAfter()).isEqualTo("a b+c/1");
        assertThat(page.contents()).extracting(S3Object::key).containsExactly("a b+c/2");
        assertThat(page.isTruncated()).isFalse();
        assertThat(page.keyCount()).isEqualTo(1);
    }

    @Test
    void uploadsInEveryChecksumModeArrive() {
        for (RequestChecksumCalculation mode : RequestChecksumCalculation.values()) {
            for (boolean chunked : new boolean[] {true, false}) {
                try (S3Client each = Sdk.builder(server.endpoint(), S3Server.SECRET_KEY)
                        .requestChecksumCalculation(mode)
                        .serviceConfiguration(c -> c.chunkedEncodingEnabled(chunked))
                        .build()) {
                    each.putObject(r -> r.bucket("bucket").key("key"), RequestBody.fromString(mode + " " + chunked));
                }
                assertThat(bucket.object("key").orElseThrow().content())
                        .isEqualTo((mode + " " + chunked).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void checksumsAreCheckedKeptAndShown() {
        for (ChecksumAlgorithm algorithm :
                List.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            client.putObject(
                    r -> r.bucket("bucket").key("key").checksumAlgorithm(algorithm), RequestBody.fromString("content"));
        }

        HeadObjectResponse head =
                client.headObject(r -> r.bucket("bucket").key("key").checksumMode(ChecksumMode.ENABLED));

        assertThat(head.checksumSHA256()).isEqualTo("7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=");
        assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(client.headObject(r -> r.bucket("bucket").key("key")).checksumSHA256())
                .isNull();
    }

    @Test
    void metadataContentTypeAndTagsAreKept() {
        client.putObject(
                r -> r.bucket("bucket")
                        .key("key")
                        .contentType("image/png")
                        .metadata(java.util.Map.of("owner", "somebody"))
                        .tagging("state=new&kind=a%20b"),
                RequestBody.fromString("content"));

        HeadObjectResponse head = client.headObject(r -> r.bucket("bucket").key("key"));
        assertThat(head.contentType()).isEqualTo("image/png");
        assertThat(head.metadata()).containsEntry("owner", "somebody");
        assertThat(client.getObjectTagging(r -> r.bucket("bucket").key("key")).tagSet())
                .extracting(Tag::key, Tag::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("kind", "a b"),
                        org.assertj.core.groups.Tuple.tuple("state", "new"));

        client.putObjectTagging(r -> r.bucket("bucket")
                .key("key")
                .tagging(t -> t.tagSet(Tag.builder().key("state").value("old").build())));
        assertThat(bucket.object("key").orElseThrow().attributes().tags()).containsOnlyKeys("state");

        client.deleteObjectTagging(r -> r.bucket("bucket").key("key"));
        assertThat(bucket.object("key").orElseThrow().attributes().tags()).isEmpty();
    }

    @Test
    void absenceHasTheExceptionsThatApplicationsCatch() {
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(() -> client.headObject(r -> r.bucket("bucket").key("absent")));
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(
                        () -> client.getObjectAsBytes(r -> r.bucket("bucket").key("absent")));
        assertThatExceptionOfType(NoSuchBucketException.class)
                .isThrownBy(() -> client.listObjectsV2(r -> r.bucket("absent")));
        assertThatExceptionOfType(NoSuchBucketException.class)
                .isThrownBy(() -> client.headBucket(r -> r.bucket("absent")));
        assertThatExceptionOfType(NoSuchKeyException.class)
                .as("H1: a missing bucket looks like a missing key")
                .isThrownBy(() -> client.headObject(r -> r.bucket("absent").key("key")));
    }

    @Test
    void errorsCarryCodeStatusAndRequestId() {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> client.putObject(
                        r -> r.bucket("bucket").key("key").ifMatch("\"x\""), RequestBody.fromString("content")))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(404);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
                    assertThat(e.requestId()).isNotEmpty();
                });
    }

    @Test
    void wrongSecretIsRefused() {
        try (S3Client stranger = Sdk.builder(server.endpoint(), "wrong").build()) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> stranger.listObjectsV2(r -> r.bucket("bucket")))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch"));
        }
    }

    @Test
    void copyIsConditionalAndReplacesMetadata() {
        String etag = '"' + bucket.put("a b+c", new byte[] {1}).etag() + '"';

        client.copyObject(r -> r.sourceBucket("bucket")
                .sourceKey("a b+c")
                .destinationBucket("bucket")
                .destinationKey("copy")
                .copySourceIfMatch(etag)
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(java.util.Map.of("from", "elsewhere")));

        assertThat(bucket.object("copy").orElseThrow().attributes().headers())
                .containsEntry("x-amz-meta-from", "elsewhere");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> client.copyObject(r -> r.sourceBucket("bucket")
                        .sourceKey("a b+c")
                        .destinationBucket("bucket")
                        .destinationKey("other")
                        .copySourceIfMatch("\"x\"")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(bucket.object("other")).isEmpty();
    }

    @Test
    void versionsAreToldInTheSdksWords() {
        client.putBucketVersioning(
                r -> r.bucket("bucket").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        assertThat(client.getBucketVersioning(r -> r.bucket("bucket")).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        String version = client.putObject(r -> r.bucket("bucket").key("key"), RequestBody.fromString("content"))
                .versionId();

        DeleteObjectResponse deleted =
                client.deleteObject(r -> r.bucket("bucket").key("key"));

        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(client.headObject(r -> r.bucket("bucket").key("key").versionId(version))
                        .versionId())
                .isEqualTo(version);
    }

    /** H77. */
    @Test
    void bulkDeleteAccountsForEveryKey() {
        String etag = bucket.put("right", new byte[] {1}).etag();
        bucket.put("wrong", new byte[] {1});
        bucket.put("locked/a", new byte[] {1});
        bucket.lock("locked/");

        DeleteObjectsResponse answer = client.deleteObjects(r -> r.bucket("bucket")
                .delete(d -> d.objects(
                        identifier("right", etag),
                        identifier("wrong", "\"x\""),
                        identifier("locked/a", null),
                        identifier("absent", null))));

        assertThat(answer.deleted()).extracting(DeletedObject::key).containsExactly("right", "absent");
        assertThat(answer.errors())
                .extracting(S3Error::key, S3Error::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("wrong", "PreconditionFailed"),
                        org.assertj.core.groups.Tuple.tuple("locked/a", "AccessDenied"));
        assertThat(bucket.keys()).containsExactly("locked/a", "wrong");
    }

    @Test
    void bucketsAreMadeFoundAndRemoved() {
        client.createBucket(r -> r.bucket("another"));

        assertThat(client.listBuckets().buckets()).extracting("name").containsExactly("another", "bucket");
        assertThat(client.headBucket(r -> r.bucket("another")).bucketRegion()).isEqualTo("us-east-1");
        assertThat(client.getBucketLocation(r -> r.bucket("another")).locationConstraintAsString())
                .isNullOrEmpty();
        client.deleteBucket(r -> r.bucket("another"));
        assertThatExceptionOfType(NoSuchBucketException.class)
                .isThrownBy(() -> client.headBucket(r -> r.bucket("another")));
    }

    private static ObjectIdentifier identifier(String key, String etag) {
        return ObjectIdentifier.builder().key(key).eTag(etag).build();
    }
}
