package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ParallelTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(7);
    private final StopSignal stop = new StopSignal(InstantSource.system(), null);
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() throws InterruptedException {
        Thread.interrupted();
        pool.shutdownNow();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES))
                .as("no worker is left")
                .isTrue();
    }

    private void work(Executor executor) {
        new Parallel(executor, 8, stop)
                .forEach(IntStream.range(0, 1000).boxed().toList().iterator(), done::add);
    }

    @Test
    void everyItemIsDoneOnce() {
        List<Integer> all = new ArrayList<>();
        new Parallel(pool, 8, stop)
                .forEach(IntStream.range(0, 1000).boxed().toList().iterator(), item -> {
                    synchronized (all) {
                        all.add(item);
                    }
                });
        assertThat(all).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void anExecutorWithoutAThreadToSpareIsEnough() {
        work(task -> {}); // never runs anything
        assertThat(done).hasSize(1000);
    }

    @Test
    void anExecutorThatRunsInTheCallingThreadIsEnough() {
        work(Runnable::run);
        assertThat(done).hasSize(1000);
    }

    @Test
    void anExecutorThatRefusesIsEnough() {
        work(task -> {
            throw new RejectedExecutionException("no thread to spare");
        });
        assertThat(done).hasSize(1000);
    }

    @Test
    void aWorkerThatComesTooLateDoesNothingAndIsNotInterrupted() {
        List<Runnable> late = new ArrayList<>();
        work(late::add);

        late.forEach(Runnable::run);

        assertThat(done).hasSize(1000);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(stop.reason()).isNull();
    }

    @Test
    void aFailureEndsAllWorkersAndIsThrown() {
        assertThatThrownBy(() -> new Parallel(pool, 8, stop)
                        .forEach(IntStream.range(0, 100_000).boxed().toList().iterator(), item -> {
                            done.add(item);
                            if (item == 10) {
                                throw new IllegalStateException("item 10");
                            }
                        }))
                .hasMessage("item 10");
        assertThat(done).hasSizeLessThan(100_000);
    }

    @Test
    void anInterruptEndsWorkersThatWaitAndIsKept() {
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

        assertThatThrownBy(() -> new Parallel(pool, 8, stop)
                        .forEach(IntStream.range(0, 1000).boxed().toList().iterator(), item -> {
                            waiting.countDown();
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                stop.check();
                            }
                        }))
                .isInstanceOf(StopSignal.Stopped.class);
        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(stop.reason()).isEqualTo(StopSignal.Reason.CANCELLED);
    }

    @Test
    @DisplayName("H91: an interrupted caller still waits for the call that is under way")
    void anInterruptedCallerLeavesNoWorkerBehind() {
        Thread caller = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();

        assertThatThrownBy(() -> new Parallel(pool, 2, stop)
                        .forEach(List.of(1, 2).iterator(), item -> {
                            if (Thread.currentThread() == caller) {
                                await(begun); // the other has the other item
                                caller.interrupt();
                                return;
                            }
                            begun.countDown();
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                            while (!returned.get() && caller.getState() != Thread.State.WAITING) {
                                Thread.onSpinWait();
                            }
                            ended.set(true);
                        }))
                .isInstanceOf(StopSignal.Stopped.class);

        boolean endedBefore = ended.get();
        returned.set(true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(endedBefore).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
