package dev.reconcile.engine;

import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which orphans may be changed, beyond being orphans. Decides on times and counts alone. */
final class OrphanRules {

    /** Between two sightings, so that they aren't one and the same moment of an upload (H82). */
    static final Duration BETWEEN_SIGHTINGS = Duration.ofHours(4);

    private static final Pattern MULTIPART = Pattern.compile(".*-\\d+");

    private final ReconcileRequest request;
    private final Instant found;
    private final Instant now;
    private final boolean confirmed;

    /**
     * @param found when the run began that found them, by the store's clock
     * @param now when the run began that changes them, by the same
     * @param confirmed whether a person has confirmed the deletion of exactly this plan
     */
    OrphanRules(ReconcileRequest request, Instant found, Instant now, boolean confirmed) {
        this.request = request;
        this.found = found;
        this.now = now;
        this.confirmed = confirmed;
    }

    /**
     * Why this orphan is left alone; null if it may be changed.
     *
     * @param first when it was first seen as an orphan
     */
    @Nullable
    String against(StoredObject object, @Nullable Instant first) {
        if (request.orphanPolicy() == OrphanPolicy.ADOPT) {
            return null;
        }
        if (isMultipart(object) && !isOldEnough(first)) {
            return "it was uploaded in parts, so that its age is only known since it was first seen, which isn't longer ago than "
                    + request.orphanGrace();
        }
        if (request.orphanPolicy() != OrphanPolicy.DELETE) {
            return null;
        }
        if (!isSeenTwice(first)) {
            return "no complete run saw this very object as an orphan at least " + BETWEEN_SIGHTINGS.toHours()
                    + " hours before";
        }
        if (!confirmed && !isDueForAutomaticDeletion(first)) {
            return "its deletion isn't confirmed; apply the plan with confirmDeletion";
        }
        return null;
    }

    /** H23: such an object is dated when its upload began, and may have come into being a moment ago. */
    private static boolean isMultipart(StoredObject object) {
        return object.etag() != null && MULTIPART.matcher(object.etag()).matches();
    }

    private boolean isOldEnough(@Nullable Instant first) {
        return first != null && !first.isAfter(now.minus(request.orphanGrace()));
    }

    private boolean isSeenTwice(@Nullable Instant first) {
        return first != null && !first.isAfter(found.minus(BETWEEN_SIGHTINGS));
    }

    private boolean isDueForAutomaticDeletion(@Nullable Instant first) {
        return first != null
                && request.autoDeleteAfter()
                        .filter(age -> !first.isAfter(now.minus(age)))
                        .isPresent();
    }
}
