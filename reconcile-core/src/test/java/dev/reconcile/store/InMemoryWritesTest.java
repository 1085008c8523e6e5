package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.Written.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InMemoryWritesTest {

    private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");
    private static final ObjectKey KEY = ObjectKey.of("k");
    private static final ObjectKey TARGET = ObjectKey.of("target");

    private final InMemoryObjectStore store = new InMemoryObjectStore("test", InstantSource.fixed(NOW));

    @Test
    void createdObjectIsThereAndItsKeyIsTaken() {
        Written created = store.create(KEY, bytes("one"));
        assertThat(created.isApplied()).isTrue();
        assertThat(store.stat(KEY))
                .isEqualTo(Presence.present(new StoredObject(KEY, 3, created.etag(), NOW, "STANDARD")));
        assertThat(store.create(KEY, bytes("two")).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(store.content("k")).contains(bytes("one"));
    }

    @Test
    @DisplayName("A copy has everything of its source, its ETag too (H78)")
    void copyHasEverythingOfItsSource() {
        StoredObject source = store.put("k", bytes("content"), Map.of("owner", "somebody"));
        store.tag(KEY, Map.of("state", "new"));
        Written copied = store.copy(source, TARGET);
        assertThat(copied.etag()).isEqualTo(source.etag());
        assertThat(store.content("target")).contains(bytes("content"));
        assertThat(store.metadata("target")).containsExactlyEntriesOf(Map.of("owner", "somebody"));
        assertThat(store.tags(TARGET)).isEqualTo(Tags.of(Map.of("state", "new")));
        assertThat(store.content("k")).as("the source stays").contains(bytes("content"));
    }

    @Test
    void copyIsOnlyOfTheObjectThatWasSeenAndToAFreeKey() {
        StoredObject seen = store.put("k", bytes("one"));
        store.put("k", bytes("two"));
        assertThat(store.copy(seen, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        store.remove("k");
        assertThat(store.copy(seen, TARGET).kind()).isEqualTo(Kind.ABSENT);
        assertThat(store.stat(TARGET)).isEqualTo(Presence.absent());
        StoredObject other = store.put("k", bytes("three"));
        store.put("target", bytes("taken"));
        assertThat(store.copy(other, TARGET).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(store.content("target")).contains(bytes("taken"));
    }

    @Test
    @DisplayName("Only the object that was seen is removed (H75)")
    void onlyTheObjectThatWasSeenIsRemoved() {
        StoredObject seen = store.put("k", bytes("one"));
        StoredObject newer = store.put("k", bytes("one"));
        assertThat(store.remove(seen).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(store.stat(KEY)).isEqualTo(Presence.present(newer));
        assertThat(store.remove(newer).kind()).isEqualTo(Kind.APPLIED);
        assertThat(store.stat(KEY)).isEqualTo(Presence.absent());
        assertThat(store.remove(newer).kind()).isEqualTo(Kind.ABSENT);
    }

    @Test
    void withoutItsEtagNothingIsChanged() {
        StoredObject seen = store.put("k", bytes("one"));
        StoredObject unknown = new StoredObject(KEY, seen.size(), null, seen.lastModified(), null);
        assertThat(store.remove(unknown).kind()).isEqualTo(Kind.REFUSED);
        assertThat(store.copy(unknown, TARGET).kind()).isEqualTo(Kind.REFUSED);
        assertThat(store.stat(KEY)).isEqualTo(Presence.present(seen));
    }

    @Test
    void unsafeRemoveTakesWhateverIsThere() {
        store.put("k", bytes("one"));
        assertThat(store.unsafeRemove(KEY).isApplied()).isTrue();
        assertThat(store.stat(KEY)).isEqualTo(Presence.absent());
        assertThat(store.unsafeRemove(KEY).isApplied())
                .as("as S3 answers 204 for nothing")
                .isTrue();
    }

    @Test
    @DisplayName("Removing from a versioned bucket leaves a marker, and taking that away brings the object back (H15)")
    void removingFromAVersionedBucketLeavesAMarker() {
        StoredObject before = store.put("k", bytes("before"));
        store.versioning(Versioning.ENABLED);
        StoredObject object = store.put("k", bytes("content"));
        Written removed = store.remove(object);
        assertThat(removed.version()).isNotNull();
        assertThat(store.stat(KEY)).isEqualTo(Presence.absent());
        assertThat(store.versions("k")).containsExactly(object, before);
        assertThat(store.remove(object).kind()).isEqualTo(Kind.ABSENT);

        assertThat(store.removeMarker(KEY, String.valueOf(removed.version())).isApplied())
                .isTrue();
        assertThat(store.stat(KEY)).isEqualTo(Presence.present(object));
        assertThat(store.content("k")).contains(bytes("content"));
        assertThat(store.removeMarker(KEY, String.valueOf(removed.version())).kind())
                .isEqualTo(Kind.ABSENT);
    }

    @Test
    void onlyAMarkerThatIsTheLatestIsTakenAway() {
        store.versioning(Versioning.ENABLED);
        Written created = store.create(KEY, bytes("one"));
        Written removed = store.unsafeRemove(KEY);
        store.put("k", bytes("two"));
        assertThat(store.removeMarker(KEY, String.valueOf(removed.version())).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(store.removeMarker(KEY, String.valueOf(created.version())).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(store.versions("k")).hasSize(2);
        store.unsafeRemove(KEY);
        store.unsafeRemove(KEY);
        assertThat(store.stat(KEY)).isEqualTo(Presence.absent());
        assertThat(store.versions("k")).hasSize(2);
    }

    @Test
    @DisplayName("While versioning is suspended a removed object is gone if it had no version of its own (H15)")
    void suspendedVersioningLosesTheVersionWithoutAnId() {
        store.versioning(Versioning.SUSPENDED);
        StoredObject object = store.put("k", bytes("one"));
        Written removed = store.remove(object);
        assertThat(removed.version()).isEqualTo("null");
        assertThat(store.versions("k")).isEmpty();
        assertThat(store.removeMarker(KEY, "null").isApplied()).isTrue();
        assertThat(store.stat(KEY)).isEqualTo(Presence.absent());
        assertThat(store.versioning()).isEqualTo(Versioning.SUSPENDED);
    }

    @Test
    void versioningCannotBeSwitchedOffAgain() {
        store.versioning(Versioning.ENABLED);
        assertThatThrownBy(() -> store.versioning(Versioning.OFF)).hasMessageContaining("OFF");
        assertThat(store.versioning()).isEqualTo(Versioning.ENABLED);
    }

    @Test
    void tagsAreReplacedAndChangeNothingElse() {
        StoredObject object = store.put("k", bytes("one"));
        assertThat(store.tags(KEY)).isEqualTo(Tags.of(Map.of()));
        assertThat(store.tag(KEY, Map.of("a", "1", "b", "2")).isApplied()).isTrue();
        assertThat(store.tag(KEY, Map.of("b", "3")).isApplied()).isTrue();
        assertThat(store.tags(KEY)).isEqualTo(Tags.of(Map.of("b", "3")));
        assertThat(store.stat(KEY)).isEqualTo(Presence.present(object));
        assertThat(store.tag(TARGET, Map.of("a", "1")).kind()).isEqualTo(Kind.ABSENT);
        assertThat(store.tags(TARGET).known()).isEmpty();
        Map<String, String> tooMany = new java.util.HashMap<>();
        IntStream.range(0, 11).forEach(i -> tooMany.put("tag" + i, ""));
        assertThat(store.tag(KEY, tooMany).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void uploadsAreListedPageByPageAndAborted() {
        List<Upload> begun = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            begun.add(store.beginUpload("u/" + i / 2));
        }
        store.beginUpload("other");
        List<Upload> listed = new ArrayList<>();
        UploadRequest request = UploadRequest.of("u/").maxUploads(3);
        while (request != null) {
            UploadPage page = store.uploads(request);
            assertThat(page.uploads()).hasSizeLessThanOrEqualTo(3);
            listed.addAll(page.uploads());
            request = page.next();
        }
        assertThat(listed).containsExactlyElementsOf(begun);
        assertThat(store.abort(begun.get(3)).isApplied()).isTrue();
        assertThat(store.abort(begun.get(3)).kind()).isEqualTo(Kind.ABSENT);
        assertThat(store.uploads(UploadRequest.of("u/")).uploads()).hasSize(6).doesNotContain(begun.get(3));
    }

    @Test
    @DisplayName("An interrupted thread changes nothing and stays interrupted (H91)")
    void interruptedThreadChangesNothing() {
        StoredObject object = store.put("k", bytes("one"));
        Upload upload = store.beginUpload("u");
        Thread.currentThread().interrupt();
        try {
            assertThat(List.of(
                            store.create(TARGET, bytes("x")),
                            store.copy(object, TARGET),
                            store.remove(object),
                            store.unsafeRemove(KEY),
                            store.removeMarker(KEY, "v"),
                            store.tag(KEY, Map.of("a", "1")),
                            store.abort(upload)))
                    .allSatisfy(written -> assertThat(written.kind()).isEqualTo(Kind.UNKNOWN));
            assertThat(store.versioning()).isEqualTo(Versioning.UNKNOWN);
            assertThat(store.tags(KEY).known()).isEmpty();
            assertThatThrownBy(() -> store.uploads(UploadRequest.of(""))).isInstanceOf(StoreException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(store.stat(KEY)).isEqualTo(Presence.present(object));
        assertThat(store.tags(KEY)).isEqualTo(Tags.of(Map.of()));
        assertThat(store.uploads(UploadRequest.of("")).uploads()).containsExactly(upload);
    }

    @Test
    void ofManyThatChangeTheSameObjectOneSucceeds() throws Exception {
        StoredObject object = store.put("k", bytes("one"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Written>> changes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                changes.add(() -> store.remove(object));
            }
            int applied = 0;
            for (Future<Written> change : threads.invokeAll(changes)) {
                applied += change.get().isApplied() ? 1 : 0;
            }
            assertThat(applied).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @DisplayName("No ETag looks like a multipart upload's (H19)")
    void etagsDoNotLookLikeAMultipartUploads() {
        assertThat(store.put("k", 1).etag()).doesNotContain("-");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
