package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandsTest {

    private static final List<Integer> MANY = IntStream.range(0, 1000).boxed().toList();

    private final ExecutorService pool = Executors.newFixedThreadPool(7);
    private final StopSignal stop = new StopSignal(InstantSource.system(), null);

    @AfterEach
    void end() throws InterruptedException {
        Thread.interrupted();
        pool.shutdownNow();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES))
                .as("no helper is left")
                .isTrue();
    }

    private static void assertAnswered(Map<Integer, Integer> answers) {
        assertThat(answers)
                .hasSize(1000)
                .allSatisfy((question, answer) -> assertThat(answer).isEqualTo(-question));
    }

    @Test
    @DisplayName(
            "Idle threads help: each question waits until eight are asked at once, so that fewer than eight would never end")
    void idleThreadsHelp() {
        CyclicBarrier eight = new CyclicBarrier(8);
        assertAnswered(new Hands(pool, 8, stop).ask(MANY, question -> {
            meet(eight);
            return -question;
        }));
    }

    @Test
    @DisplayName("Two batches at once are helped by no more threads than there are workers")
    void batchesShareTheirHelpers() throws Exception {
        Hands hands = new Hands(pool, 4, stop);
        AtomicInteger asking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);
        Runnable batch = () -> {
            meet(both);
            assertAnswered(hands.ask(MANY, question -> {
                most.accumulateAndGet(asking.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                asking.decrementAndGet();
                return -question;
            }));
        };
        var one = pool.submit(batch);
        var other = pool.submit(batch);
        one.get();
        other.get();
        assertThat(most.get()).as("two that ask and three that help").isLessThanOrEqualTo(5);
    }

    @Test
    void anExecutorWithoutAThreadToSpareIsEnough() {
        assertAnswered(new Hands(task -> {}, 8, stop).ask(MANY, question -> -question));
    }

    @Test
    void anExecutorThatRunsInTheCallingThreadIsEnough() {
        Hands hands = new Hands(Runnable::run, 8, stop);
        assertAnswered(hands.ask(MANY, question -> -question));
        assertAnswered(hands.ask(MANY, question -> -question));
    }

    @Test
    void anExecutorThatRefusesIsEnough() {
        assertAnswered(new Hands(
                        task -> {
                            throw new RejectedExecutionException("no thread to spare");
                        },
                        8,
                        stop)
                .ask(MANY, question -> -question));
    }

    @Test
    @DisplayName("Alone, a thread asks in the given order, and each question once")
    void orderIsKeptByOneThread() {
        List<Integer> asked = new ArrayList<>();
        new Hands(task -> {}, 8, stop).ask(List.of(3, 1, 3, 2), question -> {
            asked.add(question);
            return question;
        });
        assertThat(asked).containsExactly(3, 1, 2);
    }

    @Test
    @DisplayName(
            "However many batches there are while nobody has time to help, no more helpers are called than there are workers, and none holds a batch")
    void helpersDontPileUp() {
        Queue<Runnable> called = new ArrayDeque<>();
        Hands hands = new Hands(called::add, 8, stop);
        for (int i = 0; i < 1000; i++) {
            assertAnswered(hands.ask(MANY, question -> -question));
        }
        assertThat(called).hasSize(7);
        called.forEach(Runnable::run);
        called.clear();
        hands.ask(MANY, question -> -question);
        assertThat(called).as("who has gone can be called again").hasSize(7);
    }

    @Test
    void aFailureEndsAllAndIsThrown() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> new Hands(pool, 8, stop)
                        .ask(IntStream.range(0, 100_000).boxed().toList(), question -> {
                            asked.incrementAndGet();
                            if (question == 10) {
                                throw new IllegalStateException("question 10");
                            }
                            return question;
                        }))
                .hasMessage("question 10");
        assertThat(asked.get()).isLessThan(100_000);
    }

    @Test
    @DisplayName("H91: an interrupt ends those who help, and is kept")
    void anInterruptEndsThoseWhoHelp() {
        CountDownLatch waiting = new CountDownLatch(8);
        CountDownLatch never = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                waiting.await();
                caller.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();

        assertThatThrownBy(() -> new Hands(pool, 8, stop).ask(MANY, question -> {
                    waiting.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        stop.check();
                    }
                    return question;
                }))
                .isInstanceOf(StopSignal.Stopped.class);
        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(stop.reason()).isEqualTo(StopSignal.Reason.CANCELLED);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception alone) {
            throw new IllegalStateException("Nobody else came", alone);
        }
    }
}
