package dev.reconcile.cli.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a key of the configuration means, for the guide, the schema and messages. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {

    /** What it means, in a sentence or two. */
    String value();

    /** A value that could stand there, as YAML; by default one of its type's. */
    String example() default "";

    /**
     * What holds where it isn't given. Of a component that may be null it is what Reconcile itself takes, or words for it; else it is read as if
     * it stood in the file.
     */
    String byDefault() default "";
}
