package dev.reconcile.store.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A part of an object's content, and every answer that isn't it. */
class ContentAnswerTest {

    private static final StoredObject OBJECT = new StoredObject(ObjectKey.of("a"), 10, "abc", null, null);

    private static HttpAnswer answer(int status, String... headers) {
        Map<String, List<String>> all = new TreeMap<>();
        all.put("ETag", List.of("\"abc\""));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return new HttpAnswer(status, all);
    }

    private static byte[] part(HttpAnswer answer, String body, long offset, int length) {
        return ContentAnswer.part(answer, body.getBytes(StandardCharsets.UTF_8), OBJECT, offset, length);
    }

    private static void assertRefused(Doubt doubt, HttpAnswer answer, String body, long offset, int length) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> part(answer, body, offset, length))
                .satisfies(refused -> assertThat(refused.doubt()).isEqualTo(doubt));
    }

    @Test
    void partThatWasAskedForIsTaken() {
        assertThat(part(answer(206, "Content-Range", "bytes 3-5/10"), "345", 3, 3))
                .asString()
                .isEqualTo("345");
        assertThat(part(answer(206, "Content-Range", "bytes 0-9/10"), "0123456789", 0, 10))
                .hasSize(10);
    }

    @Test
    void wholeObjectIsTakenWhereAllOfItWasAskedFor() {
        assertThat(part(answer(200), "0123456789", 0, 10)).hasSize(10);
        assertRefused(Doubt.MALFORMED, answer(200), "0123456789", 0, 5);
        assertRefused(Doubt.MALFORMED, answer(200), "01234", 0, 5);
    }

    @Test
    void anotherPartOrAnotherLengthIsRefused() {
        assertRefused(Doubt.MALFORMED, answer(206, "Content-Range", "bytes 4-6/10"), "345", 3, 3);
        assertRefused(Doubt.MALFORMED, answer(206, "Content-Range", "bytes 3-5/11"), "345", 3, 3);
        assertRefused(Doubt.MALFORMED, answer(206, "Content-Range", "bytes 3-5/10"), "34", 3, 3);
        assertRefused(Doubt.MALFORMED, answer(206, "Content-Range", "bytes 3-5/10"), "3456", 3, 3);
        assertRefused(Doubt.MALFORMED, answer(206), "345", 3, 3);
        assertRefused(Doubt.MALFORMED, answer(203, "Content-Range", "bytes 3-5/10"), "345", 3, 3);
    }

    @Test
    @DisplayName("H54: a store that ignores If-Match doesn't pass another object's bytes off as this one's")
    void anotherObjectIsRefused() {
        assertRefused(
                Doubt.INCOMPARABLE, answer(206, "Content-Range", "bytes 3-5/10", "ETag", "\"other\""), "345", 3, 3);
    }

    @Test
    @DisplayName("H17: archived, changed and forbidden are three things")
    void refusalsAreTold() {
        assertThat(ContentAnswer.doubt(403, "InvalidObjectState", Doubt.FORBIDDEN))
                .isEqualTo(Doubt.ARCHIVED);
        assertThat(ContentAnswer.doubt(403, "AccessDenied", Doubt.FORBIDDEN)).isEqualTo(Doubt.FORBIDDEN);
        assertThat(ContentAnswer.doubt(412, "PreconditionFailed", Doubt.MALFORMED))
                .isEqualTo(Doubt.INCOMPARABLE);
        assertThat(ContentAnswer.doubt(404, "NoSuchKey", Doubt.MALFORMED)).isEqualTo(Doubt.INCOMPARABLE);
        assertThat(ContentAnswer.doubt(416, "InvalidRange", Doubt.MALFORMED)).isEqualTo(Doubt.INCOMPARABLE);
        assertThat(ContentAnswer.doubt(500, "InternalError", Doubt.UNAVAILABLE)).isEqualTo(Doubt.UNAVAILABLE);
        assertThat(ContentAnswer.doubt(404, "NoSuchBucket", Doubt.WRONG_ENDPOINT))
                .as("a bucket that is gone says nothing of an object")
                .isEqualTo(Doubt.WRONG_ENDPOINT);
    }

    @Test
    void objectWithoutAnETagIsntRead() {
        StoredObject nameless = new StoredObject(ObjectKey.of("a"), 10, null, null, null);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> ContentAnswer.ifMatch(nameless))
                .satisfies(refused -> assertThat(refused.doubt()).isEqualTo(Doubt.INCOMPARABLE));
    }
}
