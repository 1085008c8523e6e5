package dev.reconcile.notify;

import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Waiting;
import dev.reconcile.journal.RunKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people about runs that exceed a {@link Threshold}. Runs aren't held up: reports wait in a bounded queue, of which the oldest gives
 * way, and one daemon thread decides, sends and tries again.
 *
 * <p>Each channel is told a state of affairs, the exceeded limits with their counts, once in each interval; a change of it at once; and at once,
 * after an alert, that a complete run exceeded nothing any more. An apply or undo that doesn't end COMPLETE is always told.
 * A notice that couldn't be sent counts as not told: the next run tells it. One notifier for each engine and kind of request: a filtered run
 * between whole ones would look like a recovery. Thread-safe; to be closed.
 */
public final class Notifier implements RunListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    private final String name;
    private final List<Channel> channels;
    private final List<Threshold> thresholds;
    private final boolean tellsRecovery;
    private final Duration interval;
    private final Duration closing;
    private final InstantSource clock;
    private final Delivery delivery;
    private final Memory memory;
    private final BlockingQueue<RunReport> waiting;
    private final Thread sender;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Object gate = new Object();
    private boolean closed;

    private Notifier(Builder built) {
        name = built.name;
        channels = List.copyOf(built.channels);
        if (channels.stream().map(Channel::name).distinct().count() < channels.size()) {
            throw new IllegalArgumentException("Invalid channels: two have the same name");
        }
        thresholds = built.thresholds.isEmpty() ? Threshold.DEFAULT : List.copyOf(built.thresholds);
        tellsRecovery = built.tellsRecovery;
        interval = built.interval;
        closing = built.closing;
        clock = built.clock;
        delivery = new Delivery(built.attempts, built.backoff);
        memory = Memory.in(built.memory);
        waiting = new ArrayBlockingQueue<>(built.capacity);
        sender = new Thread(this::work, "reconcile-notify-" + name);
        sender.setDaemon(true);
    }

    /**
     * @param name of what is watched, {@code images} say: in every notice, and what PagerDuty tells incidents apart by
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    @Override
    public void finished(RunReport report) {
        synchronized (gate) {
            if (closed) {
                dropped.incrementAndGet();
                return;
            }
            while (!waiting.offer(report)) { // the newest says how things are
                if (waiting.poll() != null) {
                    dropped.incrementAndGet();
                    LOG.warn("A report gave way to a newer one, as the channels of {} are behind", name);
                }
            }
            gate.notifyAll();
        }
    }

    /** Reports that wait to be told. */
    public long waiting() {
        return waiting.size();
    }

    /** Reports that gave way to newer ones, or came after closing. */
    public long dropped() {
        return dropped.get();
    }

    /** Notices that were taken. */
    public long delivered() {
        return delivered.get();
    }

    /** Notices that no try could deliver. */
    public long failed() {
        return failed.get();
    }

    private void work() {
        try {
            for (RunReport report = next(); report != null; report = next()) {
                try {
                    tell(report);
                } catch (RuntimeException broken) {
                    LOG.warn("A run couldn't be told: {}", broken.getClass().getName());
                }
            }
        } catch (InterruptedException closedNow) {
            dropped.addAndGet(waiting.size());
            LOG.warn("The notifier {} was closed before everything was told", name);
        }
    }

    /** Null once it is closed and everything is told. */
    private @Nullable RunReport next() throws InterruptedException {
        synchronized (gate) {
            while (waiting.isEmpty() && !closed) {
                gate.wait();
            }
            return waiting.poll();
        }
    }

    private void tell(RunReport report) throws InterruptedException {
        if (report.kind() != RunKind.RECONCILE) {
            if (report.state() != RunState.COMPLETE) {
                List<String> reasons = List.of("the " + report.kind() + " ended " + report.state());
                for (Channel channel : channels) {
                    alert(channel, reasons, report);
                }
            }
            return;
        }
        List<String> reasons = thresholds.stream()
                .flatMap(threshold -> threshold.exceeded(report, memory.found()).stream())
                .toList();
        if (report.state() == RunState.COMPLETE || report.state() == RunState.HALTED) {
            memory.found(Threshold.found(report));
        }
        for (Channel channel : channels) {
            if (!reasons.isEmpty()) {
                alert(channel, reasons, report);
            } else if (report.state() == RunState.COMPLETE) {
                recovered(channel, report);
            }
        }
    }

    private void alert(Channel channel, List<String> reasons, RunReport report) throws InterruptedException {
        String affairs = String.join("\n", reasons);
        Memory.Told last = memory.told(channel.name());
        boolean known = report.kind() == RunKind.RECONCILE
                && last != null
                && last.affairs().equals(affairs)
                && clock.instant().isBefore(last.at().plus(interval));
        if (!known && deliver(channel, new Notice(Notice.Kind.ALERT, name, reasons, report))) {
            memory.tell(channel.name(), new Memory.Told(affairs, clock.instant()));
        }
    }

    private void recovered(Channel channel, RunReport report) throws InterruptedException {
        if (memory.told(channel.name()) == null) {
            return;
        }
        if (!tellsRecovery || deliver(channel, new Notice(Notice.Kind.RESOLVED, name, List.of(), report))) {
            memory.forget(channel.name());
        }
    }

    private boolean deliver(Channel channel, Notice notice) throws InterruptedException {
        boolean taken = delivery.deliver(channel, notice);
        (taken ? delivered : failed).incrementAndGet();
        return taken;
    }

    /** Takes no more, and waits for what is accepted to be told, up to the bound of the builder; then gives up. */
    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
            gate.notifyAll();
        }
        try {
            sender.join(closing.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
    }

    @Override
    public String toString() {
        return "Notifier " + name + " to " + channels;
    }

    /** Collects what a notifier is made of. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final List<Channel> channels = new ArrayList<>();
        private final List<Threshold> thresholds = new ArrayList<>();
        private boolean tellsRecovery = true;
        private Duration interval = Duration.ofHours(24);
        private Duration closing = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();
        private Waiting backoff = Waiting.SLEEPING;
        private @Nullable Path memory;
        private int capacity = 16;
        private int attempts = 5;

        private Builder(String name) {
            this.name = name;
        }

        /** Sends there too. */
        public Builder channel(Channel to) {
            channels.add(to);
            return this;
        }

        /** Tells runs that exceed this, in place of {@link Threshold#DEFAULT}; several may be given. */
        public Builder when(Threshold exceeded) {
            thresholds.add(exceeded);
            return this;
        }

        /** Doesn't tell that all is well again. Incidents that an alert opened stay open then. */
        public Builder withoutRecovery() {
            tellsRecovery = false;
            return this;
        }

        /** The same state of affairs is told once in this time; default 24 h. */
        public Builder interval(Duration once) {
            interval = once;
            return this;
        }

        /** A small file in which a restart finds what was told. Its directory has to exist; one notifier uses it. */
        public Builder memory(Path file) {
            memory = file;
            return this;
        }

        /** How many reports may wait: at least 1, default 16. */
        public Builder capacity(int reports) {
            capacity = atLeastOne("capacity", reports);
            return this;
        }

        /** How often a notice is tried in all: at least 1, default 5; a second after the first, then twice as long each time. */
        public Builder attempts(int tries) {
            attempts = atLeastOne("attempts", tries);
            return this;
        }

        /** How long {@link Notifier#close} waits; default 10 s. */
        public Builder closing(Duration bound) {
            if (bound.toMillis() < 1) {
                throw new IllegalArgumentException("Invalid closing: " + bound + ", expected at least 1 ms");
            }
            closing = bound;
            return this;
        }

        /** Tells the time, in place of this machine's clock. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Waits between tries. */
        public Builder waiting(Waiting how) {
            backoff = how;
            return this;
        }

        /**
         * Starts the thread that sends.
         *
         * @throws IllegalArgumentException if there is no channel, or two have the same name
         */
        public Notifier build() {
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("Invalid notifier: it has no channel");
            }
            Notifier notifier = new Notifier(this);
            notifier.sender.start();
            return notifier;
        }

        private static int atLeastOne(String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("Invalid " + what + ": " + value + ", expected at least 1");
            }
            return value;
        }
    }
}
