package dev.reconcile.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.store.ObjectKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * PagerDuty's Events API v2: an alert triggers an incident, what resolves it resolves it. Its dedup key is made of the notifier's name,
 * so that a repeated alert is the same incident, and a try whose answer was lost makes no second one.
 *
 * @see <a href="https://developer.pagerduty.com/docs/send-alert-event">PagerDuty: send an alert event</a>
 */
public final class PagerDuty implements Channel {

    private static final URI ENDPOINT = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_SUMMARY = 1024;
    private static final int LONGEST_KEY = 255;

    private final HttpPost post;
    private final String routingKey;

    private PagerDuty(String routingKey, HttpPost post) {
        this.routingKey = routingKey;
        this.post = post;
    }

    /** @param routingKey the integration's, a secret */
    public static PagerDuty routing(String routingKey) {
        return routing(routingKey, ENDPOINT, TIMEOUT);
    }

    /**
     * @param endpoint in place of the default one: that of another service region
     * @param timeout for the whole exchange
     */
    public static PagerDuty routing(String routingKey, URI endpoint, Duration timeout) {
        return new PagerDuty(routingKey, new HttpPost(endpoint, timeout));
    }

    @Override
    public String name() {
        return "pagerduty";
    }

    @Override
    public void send(Notice notice) throws InterruptedException {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("routing_key", routingKey);
        event.put("event_action", notice.kind() == Notice.Kind.RESOLVED ? "resolve" : "trigger");
        event.put("dedup_key", NoticeText.cut("reconcile/" + ObjectKey.escape(notice.name()), LONGEST_KEY));
        if (notice.kind() == Notice.Kind.ALERT) {
            payload(notice, event.putObject("payload"));
        }
        post.send(event.toString());
    }

    private static void payload(Notice notice, ObjectNode payload) {
        RunReport report = notice.report();
        payload.put("summary", NoticeText.headline(notice, LONGEST_SUMMARY));
        payload.put("source", ObjectKey.escape(report.store()));
        payload.put("severity", report.state() == RunState.HALTED ? "critical" : "error");
        payload.put("timestamp", report.startedAt().plus(report.took()).toString());
        payload.put("component", ObjectKey.escape(notice.name()));
        ObjectNode details = payload.putObject("custom_details");
        lines(NoticeText.facts(report), details.putArray("facts"));
        lines(NoticeText.details(report), details.putArray("details"));
    }

    private static void lines(List<String> lines, ArrayNode to) {
        lines.forEach(to::add);
    }

    @Override
    public String toString() {
        return "PagerDuty";
    }
}
