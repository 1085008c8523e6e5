package dev.reconcile.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunState;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guide/notifications.md, as it stands there. */
class NotificationsGuideExampleTest {

    private static void run(
            ObjectStore store, MetadataCatalog catalog, Map<String, String> environment, Path directory) {
        // snippet: notifier
        Notifier notifier = Notifier.builder("images")
                .channel(SlackWebhook.to(URI.create(environment.get("SLACK_WEBHOOK"))))
                .when(Threshold.state(RunState.HALTED, RunState.INCOMPLETE))
                .when(Threshold.guardrails())
                .when(Threshold.count(FindingKind.MISSING, 1))
                .when(Threshold.growth(FindingKind.ORPHAN, 1000))
                .memory(directory.resolve("told.json")) // so that a restart doesn't tell it all again
                .build();
        ReconcileEngine engine =
                ReconcileEngine.builder(store, catalog).listener(notifier).build();
        engine.run(ReconcileRequest.dryRun());
        notifier.close(); // when the host stops
        // end
    }

    private static List<Channel> channels(Map<String, String> environment) {
        // snippet: channels
        Channel pagerDuty = PagerDuty.routing(environment.get("PAGERDUTY_KEY"));
        Channel mail = SmtpMail.through("smtp.example.com", 587, "Reconcile <reconcile@example.com>")
                .credentials("reconcile", environment.get("SMTP_PASSWORD"))
                .to("ops@example.com")
                .build();
        // end
        return List.of(pagerDuty, mail);
    }

    @Test
    void theNotifierOfTheGuideTells(@TempDir Path directory) {
        Images images = Images.lacking(1);
        try (LocalHttp server = new LocalHttp()) {
            Map<String, String> environment =
                    Map.of("SLACK_WEBHOOK", server.address().toString());

            run(images.store, images.catalog, environment, directory);
            run(images.store, images.catalog, environment, directory);

            assertThat(server.bodies()).singleElement().asString().contains("1 MISSING");
        }
    }

    @Test
    void theChannelsOfTheGuideAreBuilt() {
        assertThat(channels(Map.of("PAGERDUTY_KEY", "k", "SMTP_PASSWORD", "p")))
                .extracting(Channel::name)
                .containsExactly("pagerduty", "mail");
    }
}
