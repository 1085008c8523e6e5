package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.s3.Attributes;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Feature;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Objects that are copied in parts: H16, H23, H63, H78, H91. */
class MultipartCopyTest {

    private static final int PART = 5 << 20;
    private static final ObjectKey KEY = ObjectKey.of("files/a b+c.bin");
    private static final ObjectKey TARGET = ObjectKey.of("kept/a b+c.bin");

    private S3Server server;
    private S3Bucket bucket;
    private S3ObjectStore store;

    @BeforeEach
    void start() {
        start(Deviations.none());
    }

    private void start(Deviations deviations) {
        server = S3Server.builder().buckets("bucket").deviations(deviations).start();
        bucket = server.bucket("bucket");
        store = S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), server.region())
                                .credentials(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY))),
                        "bucket")
                .copying(PART, PART)
                .build();
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 31 + (i >> 11));
        }
        return content;
    }

    private StoredObject put(byte[] content, Attributes attributes) {
        bucket.put(S3Object.of(KEY.value(), content, Instant.now()).withAttributes(attributes));
        return seen(KEY);
    }

    private StoredObject seen(ObjectKey key) {
        Presence presence = store.stat(key);
        assertThat(presence).isInstanceOf(Presence.Present.class);
        return ((Presence.Present) presence).object();
    }

    private void assertNothingLeft() {
        assertThat(bucket.object(TARGET.value())).isEmpty();
        assertThat(bucket.unfinishedUploads()).as("unfinished uploads").isEmpty();
    }

    @Test
    @DisplayName("Content, metadata, tags and storage class are the source's (H78)")
    void copyHasEverythingOfItsSource() {
        Attributes attributes = Attributes.NONE
                .header("content-type", "image/png")
                .header("content-disposition", "attachment; filename=\"a\"")
                .header("content-language", "de")
                .header("content-encoding", "gzip")
                .header("cache-control", "no-store")
                .header("expires", "never")
                .header("x-amz-meta-owner", "somebody")
                .tags(Map.of("state", "new", "a b", "c=d&e+f"))
                .storageClass("STANDARD_IA");
        byte[] content = content(2 * PART + 17);
        StoredObject source = put(content, attributes);

        Written written = store.copy(source, TARGET);

        assertThat(written.isApplied()).as(written.detail()).isTrue();
        S3Object copy = bucket.object(TARGET.value()).orElseThrow();
        assertThat(copy.content()).isEqualTo(content);
        assertThat(copy.attributes()).isEqualTo(attributes);
        assertThat(copy.etag()).isEqualTo(written.etag()).endsWith("-3");
        assertThat(seen(KEY)).as("the source").isEqualTo(source);
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void thereAndBackIsByteForByteTheSame() {
        byte[] content = content(PART + 1);
        StoredObject source = put(content, Attributes.NONE.header("x-amz-meta-owner", "somebody"));
        assertThat(store.copy(source, TARGET).isApplied()).isTrue();
        bucket.remove(KEY.value());
        assertThat(store.copy(seen(TARGET), KEY).isApplied()).isTrue();
        S3Object back = bucket.object(KEY.value()).orElseThrow();
        assertThat(back.content()).isEqualTo(content);
        assertThat(back.attributes().headers()).containsEntry("x-amz-meta-owner", "somebody");
    }

    @Test
    void sizeDecidesBetweenOneRequestAndParts() {
        assertThat(store.copy(put(content(PART), Attributes.NONE), TARGET).isApplied())
                .isTrue();
        assertThat(server.requests().count(Operation.COPY)).isEqualTo(1);
        assertThat(server.requests().count(Operation.CREATE_UPLOAD)).isZero();
    }

    @Test
    void objectOfMoreThan5GiBIsCopiedByDefault() {
        long size = (5L << 30) + 1;
        bucket.putEmpty(KEY.value(), size, Instant.now());
        try (S3ObjectStore usual = S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), server.region())
                                .credentials(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY))),
                        "bucket")
                .build()) {
            assertThat(usual.copy(seen(KEY), TARGET).isApplied()).isTrue();
        }
        assertThat(bucket.object(TARGET.value()).orElseThrow().size()).isEqualTo(size);
        assertThat(server.requests().count(Operation.UPLOAD_PART_COPY)).isEqualTo(11);
    }

    @Test
    void hugeObjectHasNoMorePartsThanThereMayBe() {
        long size = 10_001L * PART;
        bucket.putEmpty(KEY.value(), size, Instant.now());
        server.faults().inject(When.when(Operation.UPLOAD_PART_COPY).after(1), Fault.status(403));
        store.copy(seen(KEY), TARGET);
        long part = size / 10_000 + 1;
        assertThat(server.requests().last(Operation.UPLOAD_PART_COPY).get(0).header("x-amz-copy-source-range"))
                .isEqualTo("bytes=0-" + (part - 1));
        assertNothingLeft();
    }

    @Test
    void changedSourceIsAConflict() {
        StoredObject source = put(content(PART + 1), Attributes.NONE);
        put(content(PART + 2), Attributes.NONE);
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertNothingLeft();
    }

    @Test
    void sourceThatChangesBetweenTwoPartsIsAConflict() {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        server.faults()
                .inject(
                        When.when(Operation.UPLOAD_PART_COPY).nth(2),
                        Fault.meanwhile("uploaded again", () -> bucket.put(KEY.value(), content(2 * PART + 1))));
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertNothingLeft();
    }

    @Test
    void sourceThatVanishesBetweenTwoPartsIsAbsent() {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        server.faults()
                .inject(
                        When.when(Operation.UPLOAD_PART_COPY).nth(2),
                        Fault.meanwhile("removed", () -> bucket.remove(KEY.value())));
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.ABSENT);
        assertNothingLeft();
    }

    @Test
    void absentSourceIsAbsent() {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        bucket.remove(KEY.value());
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.ABSENT);
        assertNothingLeft();
    }

    @Test
    @DisplayName("A missing bucket is no absent source (H1)")
    void missingBucketIsNoAbsentSource() {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        server.removeBucket("bucket");
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void takenTargetIsAConflictAndStays() {
        StoredObject source = put(content(PART + 1), Attributes.NONE);
        server.faults()
                .inject(
                        When.when(Operation.COMPLETE_UPLOAD),
                        Fault.meanwhile("taken", () -> bucket.put(TARGET.value(), new byte[] {1})));
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(bucket.object(TARGET.value()).orElseThrow().size()).isEqualTo(1);
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    @DisplayName("A store without tags has its objects copied without them (H79)")
    void storeWithoutTagsHasItsObjectsCopied() {
        stop();
        start(Deviations.none().refusing(Feature.TAGGING));
        assertThat(store.copy(put(content(PART + 1), Attributes.NONE), TARGET).isApplied())
                .isTrue();
    }

    @Test
    void tagsThatCannotBeReadAreNotLeftBehind() {
        StoredObject source = put(content(PART + 1), Attributes.NONE.tags(Map.of("a", "b")));
        server.deny(Operation.GET_TAGS);
        Written written = store.copy(source, TARGET);
        assertThat(written.kind()).isEqualTo(Kind.REFUSED);
        assertThat(written.detail()).contains("s3:GetObjectTagging");
        assertNothingLeft();
    }

    static Stream<Arguments> steps() {
        List<Operation> operations = List.of(
                Operation.GET_TAGS,
                Operation.HEAD,
                Operation.CREATE_UPLOAD,
                Operation.UPLOAD_PART_COPY,
                Operation.COMPLETE_UPLOAD);
        List<Fault> faults = List.of(
                Fault.status(500),
                Fault.status(503),
                Fault.status(403),
                Fault.status(404),
                Fault.proxy404(),
                Fault.redirect(307, "/elsewhere"),
                Fault.resetBefore(),
                Fault.emptyBody(),
                Fault.htmlPage(),
                Fault.otherRoot(),
                Fault.errorDocument());
        return operations.stream().flatMap(operation -> faults.stream().map(fault -> Arguments.of(operation, fault)));
    }

    @ParameterizedTest(name = "{0} meets {1}")
    @MethodSource("steps")
    @DisplayName("Whatever step fails, nothing is at the target, no upload is left, and it isn't called applied")
    void failedStepLeavesNothing(Operation operation, Fault fault) {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        server.faults().inject(When.when(operation), fault);
        Written written = store.copy(source, TARGET);
        assertThat(written.isApplied()).isFalse();
        assertThat(written.detail()).contains("Copying to '" + TARGET + "'").doesNotContainPattern("\\p{Cntrl}");
        assertNothingLeft();
        assertThat(bucket.object(KEY.value()).orElseThrow().size()).isEqualTo(2 * PART);
    }

    @Test
    @DisplayName("A completion whose answer was lost is unknown, and what it made stays (H63)")
    void completionWhoseAnswerWasLostIsUnknown() {
        StoredObject source = put(content(PART + 1), Attributes.NONE);
        server.faults().inject(When.when(Operation.COMPLETE_UPLOAD), Fault.resetAfter());
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(bucket.object(TARGET.value()).orElseThrow().size()).isEqualTo(PART + 1);
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    @DisplayName("An upload that couldn't even be aborted is listed (H24)")
    void uploadThatCouldNotBeAbortedIsListed() {
        StoredObject source = put(content(PART + 1), Attributes.NONE);
        server.deny(Operation.UPLOAD_PART_COPY, Operation.ABORT_UPLOAD);
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.REFUSED);
        assertThat(bucket.unfinishedUploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.key()).isEqualTo(TARGET));
    }

    @Test
    @DisplayName("An interrupt between two parts ends the copy, leaves no upload, and stays set (H91)")
    void interruptEndsTheCopy() {
        StoredObject source = put(content(2 * PART), Attributes.NONE);
        Thread copying = Thread.currentThread();
        server.faults()
                .inject(
                        When.when(Operation.UPLOAD_PART_COPY).nth(2),
                        Fault.meanwhile("interrupted", copying::interrupt));
        try {
            assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertNothingLeft();
    }

    @Test
    @DisplayName("A target that no answer could name is refused before anything is begun (H35)")
    void targetThatNoAnswerCouldNameIsRefused() {
        StoredObject source = put(content(PART + 1), Attributes.NONE);
        server.requests().clear();
        assertThat(store.copy(source, ObjectKey.of("kept/\u0001")).kind()).isEqualTo(Kind.REFUSED);
        assertThat(server.requests().total()).isZero();
    }
}
