package dev.reconcile.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulator once found, shrunk. A script's choices that nobody asks for any more do nothing. */
class RegressionTest {

    /** The witness spoke for another bucket, in which the same keys were. */
    private static final String SWAPPED_AFTER_THE_FIRST_LOOK = """
            deeds=1
            another request=1
            strategy#2=1
            around stat original/r2.jpg=1
            around stat original/r2.jpg which=1
            not in the twin staged/r1.jpg=1
            """;

    /** A run of yesterday, resumed today, counted as a sighting of yesterday. */
    private static final String RESUMED_SIGHTING = """
            page size=1
            rows=5
            strays=2
            deeds=2
            does something about orphans=1
            policy=2
            deletes by itself=1
            fault of list  after staged/r6.jpg=1
            pause#2=3
            deed=9
            """;

    /** The same bytes were uploaded again between the last look and the removal. */
    private static final String UPLOADED_AGAIN = """
            strays=3
            does something about orphans=1
            act at remove original/x3.jpg if e15565=1
            act at remove original/x3.jpg if e15565 which=19
            """;

    /** The host's adopter was called after the lease had run out. */
    private static final String ADOPTED_WITHOUT_THE_LEASE = """
            journal in a database=1
            rows=8
            state of r5=1
            state of r11=1
            strays=2
            kind of stray 1=3
            campaign=1
            campaign which=3
            does something about orphans=1
            policy=4
            pause=4
            act at end of write Intended#4=1
            act at end of write Intended which=22
            """;

    /** A row with the key in capitals was made between the intent and the tag. */
    private static final String TWIN_BEFORE_THE_TAG = """
            strays=1
            campaign=1
            campaign which=1
            which policy=1
            act at end of sync#5=1
            act at end of sync#6=1
            act at end of sync which#2=17
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                SWAPPED_AFTER_THE_FIRST_LOOK,
                RESUMED_SIGHTING,
                UPLOADED_AGAIN,
                ADOPTED_WITHOUT_THE_LEASE,
                TWIN_BEFORE_THE_TAG
            })
    @DisplayName("What was once found isn't so any more")
    void scriptsViolateNothing(String script) {
        assertThat(Simulation.of(Script.parse(script)).failure()).isEmpty();
    }
}
