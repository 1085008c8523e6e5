package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The versions of the keys that were written or deleted since versioning was enabled, newest first. Guarded by its bucket. */
final class VersionHistory {

    /** The id of the version that was there before versioning, or written while it is suspended. */
    static final String NULL = "null";

    private final Map<ObjectKey, List<S3Object>> versions = new HashMap<>();
    private long written;

    /**
     * Adds a version on top.
     *
     * @param before what was current until now; it becomes the null version of a key not known yet
     */
    S3Object add(ObjectKey key, S3Object object, @Nullable S3Object before, Versioning versioning) {
        List<S3Object> all = versions.computeIfAbsent(key, unknown -> new ArrayList<>());
        if (all.isEmpty() && before != null) {
            all.add(before.withVersion(NULL));
        }
        String id = versioning == Versioning.SUSPENDED ? NULL : nextId();
        all.removeIf(version -> id.equals(version.versionId()));
        S3Object added = object.withVersion(id);
        all.add(0, added);
        return added;
    }

    private String nextId() {
        written++;
        return String.format("v%031x", written);
    }

    /** Whether an id could be one of this server's; any other is refused rather than not found, as in S3. */
    static boolean isWellFormed(String id) {
        return id.equals(NULL) || id.length() == 32;
    }

    boolean knows(ObjectKey key) {
        return versions.containsKey(key);
    }

    List<S3Object> all(ObjectKey key) {
        return List.copyOf(versions.getOrDefault(key, List.of()));
    }

    @Nullable
    S3Object latest(ObjectKey key) {
        List<S3Object> all = versions.getOrDefault(key, List.of());
        return all.isEmpty() ? null : all.get(0);
    }

    @Nullable
    S3Object remove(ObjectKey key, String id) {
        List<S3Object> all = versions.getOrDefault(key, new ArrayList<>());
        for (S3Object version : all) {
            if (id.equals(version.versionId())) {
                all.remove(version);
                return version;
            }
        }
        return null;
    }

    void replace(ObjectKey key, S3Object changed) {
        versions.computeIfPresent(key, (k, all) -> {
            all.replaceAll(version -> Objects.equals(version.versionId(), changed.versionId()) ? changed : version);
            return all;
        });
    }
}
