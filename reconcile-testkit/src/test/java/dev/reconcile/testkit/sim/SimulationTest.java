package dev.reconcile.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many seeds, each a life of an application with an engine in it. How many is said by {@code -Dseeds=1000000}, from {@code -DfirstSeed=1} on. */
class SimulationTest {

    private static final long FEW = 2000;

    @Test
    @DisplayName("G1, G2: whatever goes wrong, nothing is changed that mustn't be, and in the end everything is told")
    void noSeedViolatesAnything() {
        long first = Long.getLong("firstSeed", 1);
        long count = Long.getLong("seeds", FEW);

        Seeds seeds = Seeds.run(first, count);

        print("Simulation: seeds " + first + " to " + (first + count - 1) + ", violations " + seeds.failed() + "\n"
                + seeds.counts());
        seeds.failures().forEach((seed, failure) -> {
            Simulation shrunk = Simulation.traced(failure.shrunk());
            print("Seed " + seed + ": " + failure.failure().orElse("") + "\nshrunk to:\n" + shrunk.script() + "\n"
                    + shrunk.trace());
        });
        assertThat(seeds.run()).isEqualTo(count);
        assertThat(seeds.failures().keySet()).as("seeds that failed").isEmpty();
    }

    @Test
    @DisplayName("I10, G3: the same seed gives the same trace, byte for byte")
    void aSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(Simulation.traced(seed).trace())
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .isEqualTo(Simulation.traced(seed).trace());
        }
    }

    @Test
    @DisplayName("I10, G3: a thousand traces have one hash, to be compared between JDKs")
    void tracesHaveAHash() {
        long hash = LongStream.rangeClosed(1, 1000)
                .map(seed -> Simulation.of(seed).hash())
                .reduce(17, (all, one) -> all * 31 + one);

        print("Simulation: hash of the traces of seeds 1 to 1000 on Java "
                + Runtime.version().feature() + ": " + Long.toHexString(hash));
        assertThat(LongStream.rangeClosed(1, 1000)
                        .map(seed -> Simulation.of(seed).hash())
                        .reduce(17, (all, one) -> all * 31 + one))
                .isEqualTo(hash);
    }

    @Test
    @DisplayName("Neighbouring seeds have nothing in common")
    void neighbouringSeedsDiffer() {
        LongSummaryStatistics rows = LongStream.rangeClosed(1, 200)
                .map(seed -> Choices.of(seed).pick("rows", 1000))
                .summaryStatistics();

        assertThat(rows.getMax()).isGreaterThan(900);
        assertThat(rows.getMin()).isLessThan(100);
    }

    @Test
    @DisplayName("The script of a seed replays to the trace of the seed")
    void aScriptReplaysItsSeed() {
        for (long seed = 1; seed <= 50; seed++) {
            Simulation life = Simulation.traced(seed);

            assertThat(Simulation.traced(Script.parse(life.script().toString())).trace())
                    .as("seed %d", seed)
                    .isEqualTo(life.trace());
        }
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }
}
