package dev.reconcile.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The values that gauges show. The registry holds them strongly, so that no gauge vanishes with its host. Thread-safe. */
final class Readings {

    /** One value, read when the registry is scraped. */
    static final class Reading {

        private volatile double value;

        double value() {
            return value;
        }

        void set(double now) {
            value = now;
        }

        void set(long now) {
            value = (double) now; // counts are exact up to 2^53
        }
    }

    private record Name(Measure measure, List<String> tags) {}

    private final MeterRegistry registry;
    private final Tags common;
    private final Map<Name, Reading> readings = new ConcurrentHashMap<>();

    Readings(MeterRegistry registry, Tags common) {
        this.registry = registry;
        this.common = common;
    }

    /** @param values of the measure's tags, in their order */
    Reading of(Measure measure, String... values) {
        return readings.computeIfAbsent(new Name(measure, List.of(values)), name -> {
            Reading reading = new Reading();
            Gauge.builder(measure.id, reading, Reading::value)
                    .description(measure.description)
                    .baseUnit(measure.unit.isEmpty() ? null : measure.unit)
                    .tags(common.and(tags(measure, values)))
                    .strongReference(true)
                    .register(registry);
            return reading;
        });
    }

    static Tags tags(Measure measure, String... values) {
        List<String> keys = measure.tags();
        if (values.length != keys.size()) {
            throw new IllegalArgumentException(
                    "Invalid tags of " + measure.id + ": " + List.of(values) + ", expected values of " + keys);
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.add(keys.get(i));
            pairs.add(values[i]);
        }
        return Tags.of(pairs.toArray(String[]::new));
    }
}
