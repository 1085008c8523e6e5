package dev.reconcile.cli.config;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what a key of the configuration says. */
interface Setting {

    void of(String key, Runnable sets);

    default <T> void given(String key, @Nullable T value, Consumer<T> sets) {
        if (value != null) {
            of(key, () -> sets.accept(value));
        }
    }

    default void when(String key, boolean said, Runnable sets) {
        if (said) {
            of(key, sets);
        }
    }
}
