/** Metrics and traces of runs over Micrometer. */
module dev.reconcile.micrometer {
    requires transitive dev.reconcile.core;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires transitive micrometer.commons;
    requires static transitive org.jspecify;

    exports dev.reconcile.micrometer;
}
