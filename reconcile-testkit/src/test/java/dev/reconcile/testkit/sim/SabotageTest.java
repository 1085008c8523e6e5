package dev.reconcile.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Each guard is taken out, and has to be missed: a guard that nobody misses is untested. {@code -Dguards=20000} says how many seeds it may take. */
class SabotageTest {

    @Test
    @DisplayName("G4: every guard is a method of its own, and there are at least thirty")
    void everyGuardIsThere() {
        assertThat(Guards.ALL).hasSizeGreaterThanOrEqualTo(30).allSatisfy(Sabotage::load);
    }

    @Test
    @EnabledIfSystemProperty(named = "guards", matches = "\\d+", disabledReason = "takes minutes: mvn -Psimulate")
    @DisplayName("G4: whatever guard is taken out, some seed shows it")
    void everyGuardIsMissed() {
        long most = Long.getLong("guards", 20_000);
        List<String> unmissed = new ArrayList<>();
        print("Sabotage: guard, seeds until it was missed, what showed it");
        for (Sabotage guard : Guards.ALL) {
            Caught caught = Caught.search(guard, most);
            print(String.format("  %-62s %s", guard.name(), caught));
            if (caught.violation().isEmpty()) {
                unmissed.add(guard.name());
            }
        }
        assertThat(unmissed).as("guards that nobody missed").isEmpty();
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }
}
