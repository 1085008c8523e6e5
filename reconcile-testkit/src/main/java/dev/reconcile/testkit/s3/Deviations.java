package dev.reconcile.testkit.s3;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How a server differs from AWS S3: the order of its listing, the features it lacks and its quirks. Immutable; every method
 * answers a changed copy.
 */
public final class Deviations {

    private static final Deviations AWS =
            new Deviations(KeyOrder.UTF8, Map.of(Feature.DELETE_IF_SIZE_AND_TIME, Support.REFUSED), Set.of());

    private final KeyOrder order;
    private final Map<Feature, Support> support;
    private final Set<Quirk> quirks;

    private Deviations(KeyOrder order, Map<Feature, Support> support, Set<Quirk> quirks) {
        this.order = order;
        this.support = Map.copyOf(support);
        this.quirks = Set.copyOf(quirks);
    }

    /** None: AWS S3, a general purpose bucket. */
    public static Deviations none() {
        return AWS;
    }

    /** An AWS directory bucket: no order, no start-after, no versions. */
    public static Deviations directoryBucket() {
        return AWS.order(KeyOrder.SHUFFLED)
                .honouring(Feature.DELETE_IF_SIZE_AND_TIME)
                .refusing(Feature.START_AFTER, Feature.VERSIONING, Feature.TAGGING, Feature.OBJECT_LOCK);
    }

    /** MinIO, from its source. */
    public static Deviations minio() {
        return AWS.ignoring(Feature.DELETE_IF_MATCH, Feature.COPY_TARGET_PRECONDITIONS)
                .with(
                        Quirk.HIDES_KEYS_UNDER_AN_OBJECT,
                        Quirk.REJECTS_EMPTY_SEGMENTS,
                        Quirk.REJECTS_DOT_SEGMENTS,
                        Quirk.REJECTS_LONG_SEGMENTS);
    }

    /** Cloudflare R2, from its documentation: the target of a copy has headers of R2's own. */
    public static Deviations r2() {
        return AWS.ignoring(Feature.DELETE_IF_MATCH, Feature.COPY_TARGET_PRECONDITIONS)
                .refusing(Feature.VERSIONING, Feature.TAGGING, Feature.OBJECT_LOCK, Feature.EXPECTED_BUCKET_OWNER)
                .with(Quirk.NORMALISES_TO_NFC, Quirk.THROTTLES_WITH_429);
    }

    /** Ceph RGW, as its own conformance suite expects it, which asks nothing of the target of a copy. */
    public static Deviations ceph() {
        return AWS.ignoring(Feature.COPY_TARGET_PRECONDITIONS).with(Quirk.DELETE_IF_MATCH_OF_ABSENT_IS_204);
    }

    /** Ceph RGW 16, as measured in production. */
    public static Deviations ceph16() {
        return AWS.ignoring(Feature.DELETE_IF_MATCH, Feature.COPY_TARGET_PRECONDITIONS)
                .with(Quirk.ECHOES_PARAMETERS_RAW, Quirk.PUT_IF_MATCH_REFUSES_QUOTES);
    }

    public Deviations order(KeyOrder newOrder) {
        return new Deviations(newOrder, support, quirks);
    }

    public Deviations honouring(Feature... features) {
        return supporting(Support.HONOURED, features);
    }

    public Deviations ignoring(Feature... features) {
        return supporting(Support.IGNORED, features);
    }

    public Deviations refusing(Feature... features) {
        return supporting(Support.REFUSED, features);
    }

    public Deviations with(Quirk... added) {
        Set<Quirk> all = EnumSet.noneOf(Quirk.class);
        all.addAll(quirks);
        all.addAll(Set.of(added));
        return new Deviations(order, support, all);
    }

    private Deviations supporting(Support level, Feature... features) {
        Map<Feature, Support> all = new EnumMap<>(Feature.class);
        all.putAll(support);
        for (Feature feature : features) {
            all.put(feature, level);
        }
        return new Deviations(order, all, quirks);
    }

    public KeyOrder order() {
        return order;
    }

    public Support support(Feature feature) {
        return support.getOrDefault(feature, Support.HONOURED);
    }

    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** Whether the feature is to be honoured. */
    boolean honours(Feature feature) {
        Support level = support(feature);
        if (level == Support.REFUSED) {
            throw S3Error.notImplemented("This store has no " + feature);
        }
        return level == Support.HONOURED;
    }
}
