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

    /** A run whose clock was put back by days took its own findings for those of another run, days before. */
    private static final String CLOCK_PUT_BACK_BETWEEN_PARTS = """
            journal in a database=1
            clocks are wrong=1
            skew of jvm=3
            strays=1
            deeds=1
            pause=4
            does something about orphans=1
            policy=2
            deletes by itself=1
            around stat reconcile-quarantine/probe/20261109T081500Z-0007db06-e80dc14b4d02d7b7/object#6=1
            around stat reconcile-quarantine/probe/20261109T081500Z-0007db06-e80dc14b4d02d7b7/object which=8
            around entries#6=1
            around entries which=7
            skew of jump=1
            """;

    /** A clock that was put back by days right after the start made everything that much older. */
    private static final String CLOCK_PUT_BACK_AT_THE_START = """
            clocks are wrong=1
            skew of jvm=3
            state of r2=1
            state of r2 which=4
            around stat reconcile-preflight-3592b327c6784579=1
            around stat reconcile-preflight-3592b327c6784579 which=7
            skew of jump=1
            """;

    /** A mark whose end nobody had noted was written over, and the report of the resumed run knew of no attempt. */
    private static final String WRITTEN_OVER_BEFORE_IT_WAS_NOTED = """
            journal in a database=1
            campaign=1
            campaign which=3
            ages don't matter=1
            act at stat reconcile-preflight-3592b327c6784579=1
            act at write Done=1
            act at write Done which=22
            act at pause=1
            act at pause#3=1
            act at pause which#2=4
            deeds=1
            deed=8
            an earlier run#2=1
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                SWAPPED_AFTER_THE_FIRST_LOOK,
                RESUMED_SIGHTING,
                UPLOADED_AGAIN,
                ADOPTED_WITHOUT_THE_LEASE,
                TWIN_BEFORE_THE_TAG,
                CLOCK_PUT_BACK_BETWEEN_PARTS,
                CLOCK_PUT_BACK_AT_THE_START,
                WRITTEN_OVER_BEFORE_IT_WAS_NOTED
            })
    @DisplayName("What was once found isn't so any more")
    void scriptsViolateNothing(String script) {
        assertThat(Simulation.of(Script.parse(script)).failure()).isEmpty();
    }
}
