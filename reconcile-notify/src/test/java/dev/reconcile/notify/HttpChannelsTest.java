package dev.reconcile.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.testkit.HostileKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The webhook and PagerDuty against a real server that does what servers do. */
class HttpChannelsTest {

    private static final String KEY = "R0UT1NGK3Y";
    private static final RunReport MISSING = Images.missing(1);

    private final LocalHttp server = new LocalHttp();
    private final Log log = new Log();
    private final List<Duration> waited = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    /** Sends through that channel, and says how many notices were taken. */
    private long send(Channel channel, RunReport... reports) {
        Notifier notifier = Notifier.builder("images")
                .channel(channel)
                .waiting(waited::add)
                .closing(Duration.ofMinutes(5))
                .build();
        for (RunReport report : reports) {
            notifier.finished(report);
        }
        notifier.close();
        assertThat(log.text() + notifier)
                .as("everything that was logged and said")
                .doesNotContain(LocalHttp.SECRET, "s3cr3tt0k3n", KEY);
        return notifier.delivered();
    }

    private SlackWebhook slack() {
        return SlackWebhook.to(server.address());
    }

    private PagerDuty pagerDuty() {
        return PagerDuty.routing(KEY, server.address(), Duration.ofSeconds(10));
    }

    @Test
    void whatFailedInPassingIsTriedAgainLaterAndLater() {
        server.answers(500).answers(503).answers(408).answers(425);

        assertThat(send(slack(), MISSING)).isEqualTo(1);

        assertThat(server.bodies()).hasSize(5);
        assertThat(waited).hasSize(4);
        for (int i = 0; i < 4; i++) {
            long backoff = 1000L << i;
            assertThat(waited.get(i).toMillis()).isBetween(backoff / 2, backoff * 3 / 2);
        }
    }

    @Test
    void triesAreBounded() {
        for (int i = 0; i < 9; i++) {
            server.answers(500);
        }

        assertThat(send(slack(), MISSING)).isZero();

        assertThat(server.bodies()).hasSize(5);
        assertThat(log.warnings())
                .contains("WARN A notice couldn't be sent to slack, 5 tries: the answer was HTTP 500");
    }

    @Test
    void retryAfterIsHonoured() {
        server.answers(429, "Retry-After", "7").answers(503, "Retry-After", "soon");

        assertThat(send(slack(), MISSING)).isEqualTo(1);

        assertThat(waited.get(0)).isEqualTo(Duration.ofSeconds(7));
        assertThat(waited.get(1)).as("without a time in it").isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void nobodyWaitsForHours() {
        server.answers(429, "Retry-After", "7200");

        assertThat(send(slack(), MISSING)).isZero();

        assertThat(waited).isEmpty();
    }

    @Test
    void retryAfterMayBeADate() {
        Instant now = Instant.parse("2026-11-03T08:15:00Z");
        assertThat(HttpPost.retryAfter("Tue, 3 Nov 2026 08:15:30 GMT", () -> now))
                .contains(Duration.ofSeconds(30));
        assertThat(HttpPost.retryAfter("Tue, 3 Nov 2026 08:14:30 GMT", () -> now))
                .contains(Duration.ZERO);
        assertThat(HttpPost.retryAfter("-5", () -> now)).isEmpty();
    }

    @Test
    void whatWillNotChangeIsNotTriedAgain() {
        server.answers(403);

        assertThat(send(slack(), MISSING)).isZero();

        assertThat(server.bodies()).hasSize(1);
    }

    @Test
    void redirectsAreNotFollowed() {
        try (LocalHttp elsewhere = new LocalHttp()) {
            server.answers(307, "Location", elsewhere.address().toString());

            assertThat(send(slack(), MISSING)).isZero();

            assertThat(elsewhere.bodies()).isEmpty();
        }
    }

    @Test
    void aConnectionThatIsRefusedOrClosedIsTriedAgain() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        URI refused = URI.create("http://127.0.0.1:" + nobody + "/services/" + LocalHttp.SECRET);

        assertThat(send(SlackWebhook.to(refused), MISSING)).isZero();
        assertThat(waited).hasSize(4);

        server.answers(exchange -> exchange.close());
        assertThat(send(slack(), MISSING)).isEqualTo(1);
    }

    @Test
    void aServerThatNeverAnswersIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        server.answers(exchange -> never.await());
        server.answers(
                exchange -> { // its headers come, its body doesn't
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    never.await();
                });
        SlackWebhook impatient = SlackWebhook.to(server.address(), "slack", Duration.ofMillis(300));

        assertThat(send(impatient, MISSING)).isEqualTo(1);

        assertThat(server.bodies()).hasSize(3);
    }

    @Test
    void addressesThatGiveTheSecretAwayAreRefusedWithoutNamingThem() {
        for (String address : List.of(
                "http://hooks.example.com/" + LocalHttp.SECRET,
                "https://user:" + LocalHttp.SECRET + "@hooks.example.com/",
                "ftp://hooks.example.com/" + LocalHttp.SECRET,
                "mailto:" + LocalHttp.SECRET)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SlackWebhook.to(URI.create(address)))
                    .withMessageNotContaining(LocalHttp.SECRET);
        }
        assertThat(SlackWebhook.to(URI.create("https://hooks.example.com/" + LocalHttp.SECRET)))
                .asString()
                .doesNotContain(LocalHttp.SECRET);
        assertThat(PagerDuty.routing(KEY)).asString().doesNotContain(KEY);
        assertThat(new HttpPost(server.address(), Duration.ofSeconds(1)))
                .asString()
                .doesNotContain(LocalHttp.SECRET);
    }

    @Test
    void noKeyBreaksOutOfTheBlockOrCallsAnybody() {
        String hostile = "``` <!channel> <https://evil.example|click> &amp; @here \u001b[31m\u202e";

        send(slack(), Images.missing(hostile, hostile));

        String text = server.posted().get(0).get("text").asText();
        assertThat(text).doesNotContain("<", ">", "\u001b", "\u202e").contains("&lt;!channel&gt;", "&amp;amp;");
        assertThat(text.split("```", -1)).as("one block").hasSize(3);
        assertThat(text.split("```", -1)[2]).isEmpty();
    }

    @Test
    void everyHostileKeyIsToldInJson() { // H98
        List<String> keys = HostileKeys.byName().values().stream().limit(120).toList();

        send(pagerDuty(), keys.stream().map(key -> Images.missing(key, key)).toArray(RunReport[]::new));

        assertThat(server.posted())
                .isNotEmpty()
                .allSatisfy(event -> event.at("/payload/custom_details/details")
                        .forEach(line -> assertThat(line.asText()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]")));
    }

    @Test
    void whatIsLongIsCut() {
        String longest = "k".repeat(1000);

        send(slack(), Images.missing("1".repeat(500), longest));
        send(pagerDuty(), Images.missing("1".repeat(500), longest));

        assertThat(server.posted().get(0).get("text").asText()).hasSizeLessThan(4000);
        assertThat(server.posted().get(1).at("/payload/summary").asText()).hasSizeLessThanOrEqualTo(1024);
        assertThat(NoticeText.cut("ab\uD83D\uDE00c", 4)).as("no half character").isEqualTo("ab…");
    }

    @Test
    void pagerDutyTriggersAndResolvesOneIncident() {
        server.answers(202).answers(202);

        assertThat(send(pagerDuty(), MISSING, Images.missing(0))).isEqualTo(2);

        JsonNode trigger = server.posted().get(0);
        assertThat(trigger.get("routing_key").asText()).isEqualTo(KEY);
        assertThat(trigger.get("event_action").asText()).isEqualTo("trigger");
        assertThat(trigger.get("dedup_key").asText()).isEqualTo("reconcile/images");
        assertThat(trigger.at("/payload/summary").asText()).isEqualTo("Reconcile images: 1 MISSING");
        assertThat(trigger.at("/payload/severity").asText()).isEqualTo("error");
        assertThat(trigger.at("/payload/source").asText()).isEqualTo("memory:images");
        assertThat(trigger.at("/payload/timestamp").asText()).isEqualTo("2026-11-03T08:15:00Z");
        JsonNode resolve = server.posted().get(1);
        assertThat(resolve.get("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.get("dedup_key").asText()).isEqualTo("reconcile/images");
        assertThat(resolve.has("payload")).isFalse();
    }

    @Test
    void haltedIsCritical() {
        send(pagerDuty(), Images.lacking(20).run(ReconcileRequest.applying()));

        assertThat(server.posted().get(0).at("/payload/severity").asText()).isEqualTo("critical");
    }
}
