package dev.reconcile.minio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.s3.Attributes;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects that are copied in parts: H16, H63, H78. */
class MultipartCopyTest {

    private static final int PART = 5 << 20;
    private static final ObjectKey KEY = ObjectKey.of("files/a b+c.bin");
    private static final ObjectKey TARGET = ObjectKey.of("kept/a b+c.bin");

    private final S3Server server = S3Server.start("bucket");
    private final S3Bucket bucket = server.bucket("bucket");
    private final MinioObjectStore store = MinioObjectStore.connect(
                    MinioConnection.to(server.endpoint()).credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                    "bucket")
            .copying(PART, PART)
            .build();

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private StoredObject put(Attributes attributes) {
        byte[] content = new byte[2 * PART + 17];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + (i >> 11));
        }
        bucket.put(S3Object.of(KEY.value(), content, Instant.now()).withAttributes(attributes));
        return ((Presence.Present) store.stat(KEY)).object();
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
        StoredObject source = put(attributes);

        Written written = store.copy(source, TARGET);

        assertThat(written.isApplied()).as(written.detail()).isTrue();
        S3Object copy = bucket.object(TARGET.value()).orElseThrow();
        assertThat(copy.content())
                .isEqualTo(bucket.object(KEY.value()).orElseThrow().content());
        assertThat(copy.attributes()).isEqualTo(attributes);
        assertThat(copy.etag()).isEqualTo(written.etag()).endsWith("-3");
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @Test
    void sourceThatChangedIsNotCopied() {
        StoredObject source = put(Attributes.NONE);
        bucket.put(KEY.value(), new byte[PART + 1]);
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertNothingLeft();
    }

    @Test
    void targetThatIsTakenStays() {
        StoredObject source = put(Attributes.NONE);
        bucket.put(TARGET.value(), new byte[] {1});
        assertThat(store.copy(source, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(bucket.object(TARGET.value()).orElseThrow().content()).containsExactly(1);
        assertThat(bucket.unfinishedUploads()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"HEAD", "GET_TAGS", "CREATE_UPLOAD", "UPLOAD_PART_COPY", "COMPLETE_UPLOAD"})
    @DisplayName("Whatever fails, nothing is at the target and no upload is left (H63)")
    void whateverFailsNothingIsLeft(Operation operation) {
        StoredObject source = put(Attributes.NONE);
        server.faults().inject(When.when(operation), Fault.status(503));
        Written written = store.copy(source, TARGET);
        assertThat(written.kind()).as(written.detail()).isEqualTo(Kind.UNKNOWN);
        assertNothingLeft();
    }
}
