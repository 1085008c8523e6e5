package dev.reconcile.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * An incoming webhook of Slack, or of what understands the same, such as Mattermost and Rocket.Chat: posts {@code {"text": …}}.
 * Keys and other texts of the run are in a code block with everything escaped that could mention people or make links.
 *
 * @see <a href="https://docs.slack.dev/messaging/formatting-message-text">Slack: formatting message text</a>
 */
public final class SlackWebhook implements Channel {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST = 3000;

    private final HttpPost post;
    private final String name;

    private SlackWebhook(String name, HttpPost post) {
        this.name = name;
        this.post = post;
    }

    /** @param address the webhook's, a secret: https, or http on this machine */
    public static SlackWebhook to(URI address) {
        return to(address, "slack", TIMEOUT);
    }

    /**
     * @param name unique in a notifier
     * @param timeout for the whole exchange
     */
    public static SlackWebhook to(URI address, String name, Duration timeout) {
        return new SlackWebhook(name, new HttpPost(address, timeout));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Notice notice) throws InterruptedException {
        post.send(
                JsonNodeFactory.instance.objectNode().put("text", text(notice)).toString());
    }

    static String text(Notice notice) {
        String icon = notice.kind() == Notice.Kind.RESOLVED ? ":white_check_mark: " : ":warning: ";
        StringBuilder block = new StringBuilder();
        for (List<String> part : List.of(NoticeText.facts(notice.report()), NoticeText.details(notice.report()))) {
            for (String line : part) {
                String safe = entities(line).replace('`', 'ˋ') + "\n";
                if (block.length() + safe.length() <= MOST) {
                    block.append(safe);
                }
            }
        }
        return icon + unformatted(NoticeText.headline(notice, 500)) + "\n```\n" + block + "```";
    }

    /** What Slack reads as a control sequence. */
    private static String entities(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Outside the block formatting and mentions count, too. */
    private static String unformatted(String text) {
        return entities(text)
                .replace('`', 'ˋ')
                .replace('*', '∗')
                .replace('~', '∼')
                .replace('@', '＠');
    }

    @Override
    public String toString() {
        return "SlackWebhook " + name;
    }
}
