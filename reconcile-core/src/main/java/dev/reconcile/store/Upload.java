package dev.reconcile.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload that was begun and not finished. It isn't listed as an object, and costs like one (H24).
 *
 * @param id the store's own name for it
 * @param initiated when it was begun; null if the store didn't say, which counts as too young
 */
public record Upload(ObjectKey key, String id, @Nullable Instant initiated) {}
