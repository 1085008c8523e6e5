package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrphanRulesTest {

    private static final Instant FOUND = NOW.minus(Duration.ofDays(1));
    private static final Duration GRACE = Duration.ofDays(3);
    private static final StoredObject WHOLE = imagined("a", 1, "0cc175b9c0f1b6a831c399e269772661", LONG_AGO);
    private static final StoredObject IN_PARTS = imagined("a", 1, "0cc175b9c0f1b6a831c399e269772661-12", LONG_AGO);

    private static ReconcileRequest.Builder request(OrphanPolicy policy) {
        return ReconcileRequest.builder().orphanGrace(GRACE).orphans(policy);
    }

    private static @Nullable String against(
            OrphanPolicy policy, boolean confirmed, StoredObject object, @Nullable Instant first) {
        return new OrphanRules(request(policy).build(), FOUND, NOW, confirmed).against(object, first);
    }

    @Test
    @DisplayName("H82: what was seen once, or twice within four hours, is never deleted")
    void deletionWantsTwoSightingsHoursApart() {
        Instant border = FOUND.minus(Duration.ofHours(4));
        assertThat(against(OrphanPolicy.DELETE, true, WHOLE, null)).contains("no complete run saw", "4 hours");
        assertThat(against(OrphanPolicy.DELETE, true, WHOLE, border.plusNanos(1)))
                .contains("no complete run saw");
        assertThat(against(OrphanPolicy.DELETE, true, WHOLE, border)).isNull();
        assertThat(against(OrphanPolicy.DELETE, true, WHOLE, LONG_AGO)).isNull();
    }

    @Test
    @DisplayName("Deletion wants a person's confirmation, however old the orphan is")
    void nothingIsDeletedUnconfirmed() {
        assertThat(against(OrphanPolicy.DELETE, false, WHOLE, LONG_AGO)).contains("isn't confirmed");
    }

    @Test
    void automaticDeletionWaitsForItsAge() {
        Duration age = Duration.ofDays(20);
        OrphanRules rules = new OrphanRules(
                request(OrphanPolicy.DELETE).autoDeleteAfter(age).build(), FOUND, NOW, false);
        assertThat(rules.against(WHOLE, NOW.minus(age))).isNull();
        assertThat(rules.against(WHOLE, NOW.minus(age).minusNanos(1))).isNull();
        assertThat(rules.against(WHOLE, NOW.minus(age).plusNanos(1))).contains("isn't confirmed");
    }

    @ParameterizedTest
    @EnumSource(
            value = OrphanPolicy.class,
            names = {"QUARANTINE", "TAG", "DELETE"})
    @DisplayName(
            "H23: an object uploaded in parts is dated when its upload began, so its age runs from the first sighting")
    void objectUploadedInPartsIsntOlderThanItsFirstSighting(OrphanPolicy policy) {
        assertThat(against(policy, true, IN_PARTS, null)).contains("uploaded in parts");
        assertThat(against(policy, true, IN_PARTS, NOW.minus(GRACE).plusNanos(1)))
                .contains("uploaded in parts");
        assertThat(against(policy, true, IN_PARTS, NOW.minus(GRACE))).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = OrphanPolicy.class,
            names = {"QUARANTINE", "TAG", "ADOPT"})
    void whatCanBeTakenBackNeedsNeitherSightingsNorConfirmation(OrphanPolicy policy) {
        assertThat(against(policy, false, WHOLE, null)).isNull();
        assertThat(against(policy, false, imagined("a", 1, null, LONG_AGO), null))
                .isNull();
    }

    @Test
    void adoptingTakesNothingAwaySoThatAgesDontMatter() {
        assertThat(against(OrphanPolicy.ADOPT, false, IN_PARTS, null)).isNull();
    }
}
