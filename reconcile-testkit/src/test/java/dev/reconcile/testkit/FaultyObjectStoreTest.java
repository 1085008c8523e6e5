package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.FileSystemObjectStore;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyObjectStoreTest {

    private static final Written LOST = Written.not(Kind.UNKNOWN, "the answer was lost");
    private static final ObjectKey KEY = ObjectKey.of("k");

    private final InMemoryObjectStore real = new InMemoryObjectStore();
    private final FaultyObjectStore store = FaultyObjectStore.over(real);

    @Test
    void withoutFaultsChangesArePassedOn() {
        StoredObject object = real.put("k", new byte[] {1});
        assertThat(store.tag(KEY, Map.of("a", "1")).isApplied()).isTrue();
        assertThat(store.tags(KEY)).isEqualTo(Tags.of(Map.of("a", "1")));
        assertThat(store.copy(object, ObjectKey.of("copy")).isApplied()).isTrue();
        assertThat(store.remove(object).isApplied()).isTrue();
        assertThat(store.create(KEY, new byte[0]).isApplied()).isTrue();
        assertThat(store.unsafeRemove(KEY).isApplied()).isTrue();
        assertThat(store.removeMarker(KEY, "v").kind()).isEqualTo(Kind.ABSENT);
        assertThat(store.abort(real.beginUpload("u")).isApplied()).isTrue();
        assertThat(store.uploads(UploadRequest.of(""))).isEqualTo(new UploadPage(List.of(), null));
        assertThat(store.versioning()).isEqualTo(Versioning.OFF);
        assertThat(store.writes()).isEqualTo(7);
        assertThat(real.content("copy")).contains(new byte[] {1});
    }

    @Test
    @DisplayName("A change can be made and its answer lost (H63)")
    void changeCanBeMadeAndItsAnswerLost() {
        StoredObject object = real.put("k", 1);
        store.onRemove(Fault.<StoredObject, Written>answering(LOST).afterTheFact());
        assertThat(store.remove(object)).isEqualTo(LOST);
        assertThat(real.stat(KEY)).isEqualTo(Presence.absent());
    }

    @Test
    void changeCanBeLostBeforeItIsMade() {
        StoredObject object = real.put("k", 1);
        store.onWrite(Fault.<ObjectKey, Written>answering(LOST).onCall(2));
        assertThat(store.copy(object, ObjectKey.of("first")).isApplied()).isTrue();
        assertThat(store.remove(object)).isEqualTo(LOST);
        assertThat(store.remove(object).isApplied()).isTrue();
        assertThat(real.stat(ObjectKey.of("first")).kind()).isEqualTo(Presence.Kind.PRESENT);
    }

    @Test
    void eachKindOfChangeCountsForItself() {
        StoredObject object = real.put("k", 1);
        store.onCopy(Fault.<FaultyObjectStore.Copy, Written>answering(LOST).onCall(1));
        store.onUnsafeRemove(Fault.<ObjectKey, Written>answering(LOST).when(KEY::equals));
        assertThat(store.create(ObjectKey.of("new"), new byte[0]).isApplied()).isTrue();
        assertThat(store.copy(object, ObjectKey.of("copy"))).isEqualTo(LOST);
        assertThat(store.copy(object, ObjectKey.of("copy")).isApplied()).isTrue();
        assertThat(store.unsafeRemove(KEY)).isEqualTo(LOST);
        assertThat(store.unsafeRemove(ObjectKey.of("new")).isApplied()).isTrue();
        assertThat(real.stat(KEY)).isEqualTo(Presence.present(object));
    }

    @Test
    void whatIsReadCanBeWrong() {
        real.put("k", 1);
        store.onVersioning(Fault.answering(Versioning.ENABLED));
        store.onTags(Fault.answering(Tags.unknown("no answer")));
        store.onUploads(Fault.failing(() -> new IllegalStateException("down")));
        assertThat(store.versioning()).isEqualTo(Versioning.ENABLED);
        assertThat(store.tags(KEY).known()).isEmpty();
        assertThatThrownBy(() -> store.uploads(UploadRequest.of(""))).hasMessage("down");
    }

    @Test
    void overAStoreThatCanOnlyBeReadChangesAreUnsupported(@TempDir Path directory) {
        FaultyObjectStore readable = FaultyObjectStore.over(FileSystemObjectStore.of(directory));
        assertThat(readable.stat(KEY)).isEqualTo(Presence.absent());
        assertThatThrownBy(() -> readable.unsafeRemove(KEY)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(readable::versioning).isInstanceOf(UnsupportedOperationException.class);
    }
}
