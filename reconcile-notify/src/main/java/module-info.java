/** Tells people what runs found: webhooks, mail, PagerDuty. */
module dev.reconcile.notify {
    requires transitive dev.reconcile.core;
    requires com.fasterxml.jackson.databind;
    requires io.github.resilience4j.core;
    requires java.net.http;
    requires org.slf4j;
    requires static jakarta.mail; // only for those who mail
    requires static transitive org.jspecify;

    exports dev.reconcile.notify;
}
