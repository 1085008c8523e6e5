package dev.reconcile.examples.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run in a process of its own is killed with SIGKILL and resumed by others, at moments that the test can choose as it sees every call.
 * {@code -Dkills=N} kills so often in all, {@code -Dkills.seed=N} at other moments.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledRunTest {

    /** Some two minutes of processor time; each more takes some five seconds. */
    private static final int KILLS = Integer.getInteger("kills", 12);

    private static final long SEED = Long.getLong("kills.seed", 1);
    private static final String RUN_ID = "\\d{8}T\\d{6}Z-[0-9a-f]{8}";
    private static final double KILLED_AGAIN = 0.75;
    private static final List<String> ITS_OWN =
            List.of("run_id", "of", "store", "catalog", "started_at", "took", "timings", "requests", "digest");

    private final Random random = new Random(SEED);
    private final Map<Mode, Tally> tallies = new EnumMap<>(Mode.class);
    private Servers servers;
    private Path directory;
    private int sites;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        servers = Servers.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        print(Tally.table("Killed with SIGKILL and resumed, seed " + SEED, tallies));
        servers.close();
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @DisplayName("H63, H78, H83, H84: killed at any moment and resumed, a run ends as if nothing had been")
    void killedRunsEndLikeAnUninterruptedOne(Mode mode) throws Exception {
        SoftAssertions expect = new SoftAssertions();
        Tally tally = new Tally();
        tallies.put(mode, tally);
        Scenario.End measure = play(mode, calls -> Moment.NEVER, tally, expect);
        int wanted = (KILLS + Mode.values().length - 1) / Mode.values().length;
        while (tally.kills() < wanted) {
            int before = tally.kills();
            Scenario.End end = play(
                    mode,
                    calls -> tally.kills() < wanted && (tally.kills() == before || random.nextDouble() < KILLED_AGAIN)
                            ? Moment.drawn(left(measure, calls), random)
                            : Moment.NEVER,
                    tally,
                    expect);
            expect.assertThat(counts(end)).as("report of run %s", end.run()).isEqualTo(counts(measure));
            expect.assertThat(messages(end)).as("messages of run %s", end.run()).isEqualTo(messages(measure));
        }
        tally.differs(expect.errorsCollected().size());
        expect.assertAll();
        assertThat(tally.kills()).isEqualTo(wanted);
    }

    private Scenario.End play(
            Mode mode, Function<Map<String, Integer>, Moment> moments, Tally tally, SoftAssertions expect)
            throws Exception {
        String name = "site" + ++sites;
        Path place = directory.resolve(name);
        String journal = mode.inDatabase ? "" : place.resolve("journal").toString();
        Site site = new Site(servers.s3().endpoint(), servers.url(), name, journal);
        return new Scenario(mode, site, servers, place, tally, expect).play(moments);
    }

    /** What an uninterrupted run calls, less what was called already. */
    private static Map<String, Integer> left(Scenario.End measure, Map<String, Integer> calls) {
        Map<String, Integer> left = new TreeMap<>(measure.calls());
        left.keySet().removeIf(call -> call.equals("line resumed") || call.equals("line ended"));
        left.replaceAll((call, count) -> Math.max(1, count - calls.getOrDefault(call, 0)));
        return left;
    }

    private static String counts(Scenario.End end) {
        JsonNode report = end.report().deepCopy();
        if (report instanceof ObjectNode fields) {
            fields.remove(ITS_OWN);
            ArrayNode inAnyOrder = fields.withArray("not_applied");
            List<JsonNode> sorted = new ArrayList<>();
            inAnyOrder.forEach(sorted::add);
            sorted.sort(Comparator.comparing(JsonNode::toString));
            inAnyOrder.removeAll().addAll(sorted);
        }
        return report.toPrettyString().replaceAll(RUN_ID, "RUN");
    }

    private static Map<Integer, String> messages(Scenario.End end) {
        Map<Integer, String> messages = new TreeMap<>();
        end.after()
                .rows()
                .forEach((id, row) ->
                        messages.put(id, String.valueOf(row.message()).replaceAll(RUN_ID, "RUN")));
        return messages;
    }
}
