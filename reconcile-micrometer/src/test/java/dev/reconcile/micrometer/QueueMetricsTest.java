package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void sizesAreReadWhenTheRegistryIs() {
        AtomicLong size = new AtomicLong(1);
        AtomicLong dropped = new AtomicLong();
        QueueMetrics.of("hook", size::get)
                .bytes(() -> size.get() * 100)
                .capacity(() -> 1000)
                .dropped(dropped::get)
                .bindTo(registry);

        size.set(7);
        dropped.set(3);
        System.gc();

        assertThat(registry.get("reconcile.queue.size")
                        .tag("queue", "hook")
                        .gauge()
                        .value())
                .isEqualTo(7);
        assertThat(registry.get("reconcile.queue").tag("queue", "hook").gauge().value())
                .isEqualTo(700);
        assertThat(registry.get("reconcile.queue.capacity").gauge().value()).isEqualTo(1000);
        assertThat(registry.get("reconcile.queue.dropped").functionCounter().count())
                .isEqualTo(3);
    }

    @Test
    void whatAQueueDoesNotTellIsNotMeasured() {
        QueueMetrics.of("spool", () -> 2).bindTo(registry);

        assertThat(registry.getMeters())
                .singleElement()
                .satisfies(meter -> assertThat(meter.getId().getName()).isEqualTo("reconcile.queue.size"));
    }
}
