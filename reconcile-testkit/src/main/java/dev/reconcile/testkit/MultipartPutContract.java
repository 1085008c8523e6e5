package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of objects that are too large for one request, and are sent in parts, over the wire. */
public abstract class MultipartPutContract {

    private static final int PART = 5 << 20;
    private static final ObjectKey KEY = ObjectKey.of("files/a b+c.bin");

    private final S3Server server = S3Server.start("bucket");
    private final S3Bucket bucket = server.bucket("bucket");
    private WritableObjectStore store;

    /**
     * A store over the bucket of this name.
     *
     * @param part the largest object that it sends at once, and the size of each part of a larger one
     */
    protected abstract WritableObjectStore store(S3Server at, String bucketName, int part);

    @BeforeEach
    void connect() {
        store = store(server, "bucket", PART);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private static byte[] bytes() {
        byte[] content = new byte[2 * PART + 17];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + (i >> 11));
        }
        return content;
    }

    private static NewObject object(Content content) {
        return new NewObject(KEY, content, "image/png", Map.of("owner", "somebody"));
    }

    private void assertNothingLeft() {
        assertThat(bucket.object(KEY.value())).isEmpty();
        assertThat(bucket.unfinishedUploads()).as("unfinished uploads").isEmpty();
    }

    @Test
    void theObjectHasContentTypeAndMetadata() {
        Written written = store.put(object(Content.of(bytes())));

        assertThat(written.isApplied()).as(written.detail()).isTrue();
        S3Object object = bucket.object(KEY.value()).orElseThrow();
        assertThat(object.content()).isEqualTo(bytes());
        assertThat(object.etag()).isEqualTo(written.etag());
        assertThat(store.describe(KEY))
                .isInstanceOfSatisfying(
                        Presence.Present.class,
                        present -> assertThat(present.details().metadata()).containsEntry("owner", "somebody"));
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void aTakenKeyStaysAsItIs() {
        bucket.put(KEY.value(), new byte[] {1});
        Written written = store.put(object(Content.of(bytes())));
        assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.CONFLICT);
        assertThat(bucket.object(KEY.value()).orElseThrow().content()).containsExactly(1);
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE_UPLOAD", "UPLOAD_PART", "COMPLETE_UPLOAD"})
    void aRefusalAtAnyRequestLeavesNothing(Operation operation) {
        server.deny(operation);
        Written written = store.put(object(Content.of(bytes())));
        assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.REFUSED);
        assertNothingLeft();
    }

    @Test
    void aPartThatGetsNoAnswerLeavesNothing() {
        server.faults().inject(When.when(Operation.UPLOAD_PART).nth(2), Fault.resetBefore());
        assertThat(store.put(object(Content.of(bytes()))).kind()).isEqualTo(Kind.UNKNOWN);
        assertNothingLeft();
    }

    @Test
    void aLostAnswerToTheLastRequestIsUnknown() {
        server.faults().inject(When.when(Operation.COMPLETE_UPLOAD), Fault.resetAfter());
        assertThat(store.put(object(Content.of(bytes()))).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(bucket.object(KEY.value()).orElseThrow().content()).isEqualTo(bytes());
    }

    @Test
    void otherContentThanDeclaredIsNotWritten() {
        byte[] changed = bytes();
        changed[PART + 3]++;
        Content content = Content.of(
                () -> new ByteArrayInputStream(changed),
                changed.length,
                Content.of(bytes()).sha256());
        assertThat(store.put(object(content)).kind()).isEqualTo(Kind.REFUSED);
        assertNothingLeft();
    }

    @Test
    void contentThatEndsTooSoonIsNotWritten() {
        byte[] whole = bytes();
        Content content = Content.of(
                () -> new ByteArrayInputStream(whole, 0, PART + 9),
                whole.length,
                Content.of(whole).sha256());
        assertThat(store.put(object(content)).kind()).isEqualTo(Kind.REFUSED);
        assertNothingLeft();
    }
}
