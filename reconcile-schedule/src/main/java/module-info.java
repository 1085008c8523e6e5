/** Runs by a cron expression, one instance among many. */
module dev.reconcile.schedule {
    requires transitive dev.reconcile.core;
    requires com.cronutils;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.reconcile.schedule;
}
