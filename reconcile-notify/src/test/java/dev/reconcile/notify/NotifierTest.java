package dev.reconcile.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When who is told what; how it gets there is for the channels' own tests. */
class NotifierTest {

    @TempDir
    Path directory;

    private final LocalHttp server = new LocalHttp();
    private volatile Instant now = Images.NOW;

    @AfterEach
    void stop() {
        server.close();
    }

    private Notifier.Builder builder() {
        return Notifier.builder("images")
                .channel(SlackWebhook.to(server.address()))
                .clock(() -> now)
                .waiting(duration -> {})
                .closing(Duration.ofMinutes(5));
    }

    /** Each report is told by a process of its own, which ends after it. */
    private void tell(RunReport report) {
        tell(report, same -> same);
    }

    private void tell(RunReport report, UnaryOperator<Notifier.Builder> settings) {
        try (Notifier notifier =
                settings.apply(builder().memory(directory.resolve("told.json"))).build()) {
            notifier.finished(report);
        }
    }

    private List<String> headlines() {
        return server.posted().stream()
                .map(post -> post.get("text").asText().lines().findFirst().orElse(""))
                .toList();
    }

    @Test
    void aCleanRunIsNotTold() {
        tell(Images.missing(0));
        tell(Images.orphans(3));

        assertThat(server.bodies()).isEmpty();
    }

    @Test
    void whatIsMissingIsToldWithItsCounts() {
        tell(Images.missing(2));

        assertThat(headlines()).containsExactly(":warning: Reconcile images: 2 MISSING");
        assertThat(server.posted().get(0).get("text").asText())
                .contains(
                        "checked 50, missing 2, mismatched 0",
                        "record 0: MISSING original original/0",
                        "dry run, COMPLETE");
    }

    @Test
    void theSameStateOfAffairsIsToldOnceInTheInterval() {
        tell(Images.missing(2));
        now = Images.NOW.plus(Duration.ofHours(23));
        tell(Images.missing(2));
        assertThat(headlines()).hasSize(1);

        now = Images.NOW.plus(Duration.ofHours(24));
        tell(Images.missing(2));
        assertThat(headlines()).hasSize(2);
    }

    @Test
    void aChangeIsToldAtOnce() {
        tell(Images.missing(1));
        tell(Images.missing(2));

        assertThat(headlines())
                .containsExactly(":warning: Reconcile images: 1 MISSING", ":warning: Reconcile images: 2 MISSING");
    }

    @Test
    void aRecoveryIsToldAtOnceAndOnce() {
        tell(Images.missing(1));
        tell(Images.missing(0));
        tell(Images.missing(0));

        assertThat(headlines())
                .containsExactly(
                        ":warning: Reconcile images: 1 MISSING",
                        ":white_check_mark: Reconcile images: resolved, no limit is exceeded any more");
    }

    @Test
    void aRecoveryNobodyWantsIsForgotten() {
        tell(Images.missing(1), Notifier.Builder::withoutRecovery);
        tell(Images.missing(0), Notifier.Builder::withoutRecovery);
        tell(Images.missing(1), Notifier.Builder::withoutRecovery);

        assertThat(headlines())
                .as("the second time is news again")
                .containsExactly(":warning: Reconcile images: 1 MISSING", ":warning: Reconcile images: 1 MISSING");
    }

    @Test
    void aRunThatSawNothingIsNoRecovery() {
        UnaryOperator<Notifier.Builder> onlyMissing = builder -> builder.when(Threshold.count(FindingKind.MISSING, 1));
        tell(Images.missing(1), onlyMissing);
        RunReport blind = Images.blind();
        assertThat(blind.state()).isEqualTo(RunState.INCOMPLETE);

        tell(blind, onlyMissing);

        assertThat(headlines()).hasSize(1);
    }

    @Test
    void aRunThatCouldNotLookIsTold() {
        tell(Images.blind());

        assertThat(headlines()).containsExactly(":warning: Reconcile images: the run ended INCOMPLETE");
    }

    @Test
    void aRunThatWouldHaltIsToldWithTheLimits() {
        tell(Images.missing(20));

        assertThat(headlines().get(0))
                .contains("guardrails: 20 findings of role original among 50")
                .contains("20 MISSING");
    }

    @Test
    void countsUnderTheLimitAreNotTold() {
        tell(Images.missing(2), builder -> builder.when(Threshold.count(FindingKind.MISSING, 3)));
        assertThat(headlines()).isEmpty();
        tell(Images.missing(3), builder -> builder.when(Threshold.count(FindingKind.MISSING, 3)));
        assertThat(headlines()).containsExactly(":warning: Reconcile images: 3 MISSING");
    }

    @Test
    void growthIsOverTheLastRun() {
        UnaryOperator<Notifier.Builder> growth = builder -> builder.when(Threshold.growth(FindingKind.ORPHAN, 3));
        tell(Images.orphans(9), growth);
        assertThat(headlines()).as("there is nothing to compare with").isEmpty();
        tell(Images.orphans(11), growth);
        assertThat(headlines()).isEmpty();
        tell(Images.blind(), growth);
        tell(Images.orphans(14), growth);
        assertThat(headlines()).containsExactly(":warning: Reconcile images: ORPHAN grew from 11 to 14");
    }

    @Test
    void statesAndUnknownsHaveLimitsToo() {
        RunReport blind = Images.blind();
        assertThat(Threshold.state(RunState.CANCELLED).exceeded(blind, Map.of()))
                .isEmpty();
        assertThat(Threshold.unknown(1).exceeded(Images.missing(1), Map.of())).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.unknown(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.count(FindingKind.MISSING, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Threshold.growth(FindingKind.MISSING, -1));
    }

    @Test
    void anApplyThatDoesNotEndCompleteIsToldEachTime() {
        Images images = Images.lacking(20);
        var engine = images.engine(RunListener.NONE);
        RunReport found = engine.run(ReconcileRequest.dryRun());
        RunReport halted = engine.apply(found.runId());
        assertThat(halted.state()).isEqualTo(RunState.HALTED);

        tell(halted);
        tell(halted);

        assertThat(headlines())
                .containsExactly(
                        ":warning: Reconcile images: the APPLY ended HALTED",
                        ":warning: Reconcile images: the APPLY ended HALTED");
    }

    @Test
    void anApplyThatDoesIsNot() {
        Images images = Images.lacking(2);
        var engine = images.engine(RunListener.NONE);
        RunReport found = engine.run(ReconcileRequest.builder()
                .guardrails(Guardrails.DEFAULT.maxRatio(1))
                .build());

        tell(engine.apply(found.runId()));

        assertThat(headlines()).isEmpty();
    }

    @Test
    void withoutAFileTheMemoryIsTheProcesss() {
        try (Notifier notifier = builder().build()) {
            notifier.finished(Images.missing(1));
            notifier.finished(Images.missing(1));
            notifier.finished(Images.missing(0));
        }

        assertThat(headlines()).hasSize(2);
    }

    @Test
    void aDamagedMemoryTellsAgain() throws Exception {
        tell(Images.missing(1));
        Files.writeString(
                directory.resolve("told.json"), "{\"told\":{\"slack\":{\"affairs\":\"1 MISSING\",\"at\":\"yes");

        tell(Images.missing(1));

        assertThat(headlines()).hasSize(2);
    }

    @Test
    void whatCouldNotBeSentIsToldByTheNextRun() {
        server.answers(404);
        tell(Images.missing(1));
        tell(Images.missing(1));

        assertThat(headlines()).as("the first wasn't taken").hasSize(2);
    }

    @Test
    void oneChannelsTroubleIsNotAnothers() {
        try (LocalHttp other = new LocalHttp()) {
            Notifier notifier = builder()
                    .channel(SlackWebhook.to(other.address(), "second", Duration.ofSeconds(10)))
                    .build();
            server.answers(410);
            notifier.finished(Images.missing(1));
            notifier.close();

            assertThat(other.bodies()).hasSize(1);
            assertThat(notifier.delivered()).isEqualTo(1);
            assertThat(notifier.failed()).isEqualTo(1);
        }
    }

    @Test
    void aRunIsNotHeldUpByASlowChannel() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        server.answers(exchange -> {
            arrived.countDown();
            answer.await();
            exchange.sendResponseHeaders(200, -1);
        });
        Notifier notifier = builder().build();
        RunReport report = Images.lacking(1).engine(notifier).run(ReconcileRequest.dryRun());
        arrived.await();

        assertThat(report.missing()).as("of a run that has ended").isEqualTo(1);
        assertThat(notifier.delivered()).isZero();
        answer.countDown();
        notifier.close();
        assertThat(notifier.delivered()).isEqualTo(1);
    }

    @Test
    void theOldestGivesWayWhenTheQueueIsFull() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        server.answers(exchange -> {
            arrived.countDown();
            answer.await();
            exchange.sendResponseHeaders(200, -1);
        });
        Notifier notifier = builder().capacity(1).build();
        notifier.finished(Images.missing(1));
        arrived.await();
        notifier.finished(Images.missing(2));
        notifier.finished(Images.missing(3));
        assertThat(notifier.waiting()).isEqualTo(1);
        answer.countDown();
        notifier.close();

        assertThat(notifier.dropped()).isEqualTo(1);
        assertThat(headlines())
                .containsExactly(":warning: Reconcile images: 1 MISSING", ":warning: Reconcile images: 3 MISSING");
    }

    @Test
    void closingGivesUpAfterItsBound() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<String> sent = new CopyOnWriteArrayList<>();
        Channel stuck = new Channel() {
            @Override
            public String name() {
                return "stuck";
            }

            @Override
            public void send(Notice notice) throws InterruptedException {
                arrived.countDown();
                never.await();
                sent.add(notice.name());
            }
        };
        Notifier notifier = Notifier.builder("images")
                .channel(stuck)
                .closing(Duration.ofMillis(1))
                .build();
        notifier.finished(Images.missing(1));
        arrived.await();

        notifier.close();
        notifier.finished(Images.missing(2));

        assertThat(sent).isEmpty();
        assertThat(notifier.dropped()).as("what came after closing").isEqualTo(1);
    }

    @Test
    void aBrokenThresholdOrChannelStopsNothing() {
        Channel broken = new Channel() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void send(Notice notice) {
                throw new NullPointerException(LocalHttp.SECRET);
            }
        };
        int[] runs = new int[1];
        try (Log log = new Log()) {
            try (Notifier notifier = builder()
                    .channel(broken)
                    .when((report, before) -> {
                        if (runs[0]++ == 0) {
                            throw new NullPointerException(LocalHttp.SECRET);
                        }
                        return Optional.of("broken");
                    })
                    .build()) {
                notifier.finished(Images.missing(1));
                notifier.finished(Images.missing(1));
            }
            assertThat(headlines()).containsExactly(":warning: Reconcile images: broken");
            assertThat(log.warnings()).hasSize(2);
            assertThat(log.text()).doesNotContain(LocalHttp.SECRET);
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Notifier.builder("images").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder().channel(SlackWebhook.to(server.address())).build())
                .withMessageContaining("same name");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().capacity(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().attempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().closing(Duration.ZERO));
    }
}
