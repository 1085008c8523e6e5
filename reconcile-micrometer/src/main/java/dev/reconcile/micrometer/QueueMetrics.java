package dev.reconcile.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how full a queue or spool is. The suppliers are asked whenever the registry is read, from its threads, so they have to be
 * thread-safe and quick. Immutable.
 *
 * <pre>{@code
 * QueueMetrics.of("spool", spool::size).bytes(spool::bytes).dropped(spool::refused).bindTo(registry);
 * }</pre>
 */
public final class QueueMetrics implements MeterBinder {

    private final String name;
    private final LongSupplier size;
    private final @Nullable LongSupplier bytes;
    private final @Nullable LongSupplier capacity;
    private final @Nullable LongSupplier dropped;

    private QueueMetrics(
            String name,
            LongSupplier size,
            @Nullable LongSupplier bytes,
            @Nullable LongSupplier capacity,
            @Nullable LongSupplier dropped) {
        this.name = name;
        this.size = size;
        this.bytes = bytes;
        this.capacity = capacity;
        this.dropped = dropped;
    }

    /**
     * @param name the value of the tag {@code queue}
     * @param size how many items wait
     */
    public static QueueMetrics of(String name, LongSupplier size) {
        return new QueueMetrics(name, size, null, null, null);
    }

    /** How many bytes wait. */
    public QueueMetrics bytes(LongSupplier waiting) {
        return new QueueMetrics(name, size, waiting, capacity, dropped);
    }

    /** How many items it takes at most. */
    public QueueMetrics capacity(LongSupplier most) {
        return new QueueMetrics(name, size, bytes, most, dropped);
    }

    /** How many items it didn't take since the process started; never falls. */
    public QueueMetrics dropped(LongSupplier refused) {
        return new QueueMetrics(name, size, bytes, capacity, refused);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Tags tags = Tags.of("queue", name);
        gauge(registry, Measure.QUEUE_SIZE, size, tags);
        Optional.ofNullable(bytes).ifPresent(read -> gauge(registry, Measure.QUEUE_BYTES, read, tags));
        Optional.ofNullable(capacity).ifPresent(read -> gauge(registry, Measure.QUEUE_CAPACITY, read, tags));
        LongSupplier refused = dropped;
        if (refused != null) {
            // a counter holds this weakly; the gauge of the size holds it strongly
            FunctionCounter.builder(Measure.QUEUE_DROPPED.id, this, any -> (double) refused.getAsLong())
                    .description(Measure.QUEUE_DROPPED.description)
                    .tags(tags)
                    .register(registry);
        }
    }

    private void gauge(MeterRegistry registry, Measure measure, LongSupplier read, Tags tags) {
        Gauge.builder(measure.id, this, any -> (double) read.getAsLong())
                .description(measure.description)
                .baseUnit(measure.unit.isEmpty() ? null : measure.unit)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
