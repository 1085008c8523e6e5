package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H1: what a 404 means is said by an object that was seen before and is still there after it. */
class WitnessTest {

    private final Surroundings at = new Surroundings();
    private final Witness witness = new Witness(at.calls, "p/");

    @Test
    void nobodyIsNoWitness() {
        assertThat(witness.testimony()).isNull();
        assertThat(witness.witnesses()).isEmpty();
    }

    @Test
    void firstOneThatIsStillThereTestifies() {
        witness.recall(List.of(at.object("p/1", 1), at.object("p/2", 1)));
        at.store.real.remove("p/1");
        assertThat(witness.testimony()).isEqualTo(ObjectKey.of("p/2"));
        at.store.real.remove("p/2");
        assertThat(witness.testimony()).isNull();
    }

    @Test
    @DisplayName("H70: a witness that can't be looked at says nothing")
    void unansweredLookIsNoTestimony() {
        witness.recall(List.of(at.object("p/1", 1)));
        at.store.looking = (key, answer) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        assertThat(witness.whyNot()).as("nobody was asked yet").isEmpty();
        assertThat(witness.testimony()).isNull();
        assertThat(witness.whyNot()).isEqualTo(". 503");
    }

    @Test
    @DisplayName("H72: an object of the same key in another state belongs to another bucket, for all that is known")
    void objectInAnotherStateDoesntTestify() {
        StoredObject seen = imagined("p/1", 5, "x", LONG_AGO);
        witness.recall(List.of(seen));
        assertThat(testimonyOf(seen)).isEqualTo(seen.key());
        assertThat(testimonyOf(imagined("p/1", 6, "x", LONG_AGO))).isNull();
        assertThat(testimonyOf(imagined("p/1", 5, "y", LONG_AGO))).isNull();
        assertThat(testimonyOf(imagined("p/1", 5, null, LONG_AGO))).isNull();
        assertThat(testimonyOf(imagined("p/1", 5, "x", LONG_AGO.plusSeconds(1))))
                .isNull();
        assertThat(testimonyOf(imagined("p/1", 5, "x", null))).isNull();
        assertThat(testimonyOf(imagined("p/1", 5, "x", LONG_AGO.plusMillis(999))))
                .as("a listing gives times more exactly than a look")
                .isEqualTo(seen.key());
    }

    private ObjectKey testimonyOf(StoredObject now) {
        at.store.looking = (key, answer) -> Presence.present(now);
        return witness.testimony();
    }

    @Test
    @DisplayName("H72: who can't be known again is no witness")
    void objectWithoutTokenAndTimeIsNoWitness() {
        witness.recall(List.of(imagined("p/1", 5, null, null)));
        assertThat(witness.witnesses()).isEmpty();
        witness.recall(List.of(imagined("p/2", 5, null, LONG_AGO)));
        witness.recall(List.of(imagined("p/3", 5, "x", null)));
        assertThat(witness.witnesses()).hasSize(2);
    }

    @Test
    void witnessesComeFromOneListingUnderThePrefixAndOnlyIfNobodyIsKnown() {
        at.object("other/1", 1);
        at.object("p/1", 1);
        witness.begin();
        witness.begin();
        assertThat(at.trace).containsExactly("list p/ 12");
        assertThat(witness.witnesses()).extracting(one -> one.key().value()).containsExactly("p/1");
    }

    @Test
    @DisplayName("H72: a resumed run asks those who were there when it began, and nobody else")
    void resumedRunKnowsItsWitnessesAlready() {
        at.object("p/1", 1);
        StoredObject recalled = imagined("p/2", 5, "x", LONG_AGO);
        witness.recall(List.of(recalled));
        witness.begin();
        assertThat(witness.witnesses()).containsExactly(recalled);
        assertThat(at.trace).isEmpty();
    }

    @Test
    @DisplayName("H70: a listing that fails makes no witness, and no other harm")
    void failedListingLeavesNobodyToTestify() {
        at.store.listing = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        witness.begin();
        assertThat(witness.testimony()).isNull();
    }
}
