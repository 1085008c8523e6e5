package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StoredObjectTest {

    private static final Instant TIME = Instant.parse("2026-10-21T07:28:00Z");

    private static StoredObject object(String key, long size, @Nullable String etag) {
        return new StoredObject(ObjectKey.of(key), size, etag, TIME, null);
    }

    @Test
    @DisplayName("A time of 1970 or before is no time (H22)")
    void epochIsNoTime() {
        for (Instant time :
                new Instant[] {Instant.EPOCH, Instant.EPOCH.plusMillis(999), Instant.EPOCH.minusSeconds(1)}) {
            assertThat(new StoredObject(ObjectKey.of("k"), 1, "e", time, null).lastModified())
                    .isNull();
        }
        assertThat(object("k", 1, "e").lastModified()).isEqualTo(TIME);
    }

    @Test
    void negativeSizeIsRefused() {
        assertThatThrownBy(() -> object("k", -1, "e"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void sameStateIsSameKeySizeAndKnownEtag() {
        assertThat(object("k", 1, "e").isSameStateAs(object("k", 1, "e"))).isTrue();
        assertThat(object("k", 1, "e").isSameStateAs(object("k", 1, "f"))).isFalse();
        assertThat(object("k", 1, "e").isSameStateAs(object("k", 2, "e"))).isFalse();
        assertThat(object("k", 1, "e").isSameStateAs(object("l", 1, "e"))).isFalse();
        assertThat(object("k", 1, null).isSameStateAs(object("k", 1, null)))
                .as("an unknown ETag proves nothing")
                .isFalse();
    }

    @Test
    @DisplayName("A directory marker is empty and ends in a slash (H42)")
    void directoryMarkerIsEmptyAndEndsInASlash() {
        assertThat(object("a/", 0, "e").isDirectoryMarker()).isTrue();
        assertThat(object("a/", 1, "e").isDirectoryMarker()).isFalse();
        assertThat(object("a", 0, "e").isDirectoryMarker()).isFalse();
    }
}
