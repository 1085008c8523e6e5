package dev.reconcile.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

    private Instant now = Instant.parse("2026-11-03T08:15:00Z");
    private final Inbox inbox = new Inbox(3, OverflowPolicy.DROP_NEWEST, Duration.ofMinutes(5), () -> now);

    private static Suspect suspect(String key) {
        return new Suspect.OfKey(ObjectKey.of(key));
    }

    private Acceptance offer(String key) {
        return inbox.offer(suspect(key));
    }

    @Test
    void firstComeFirstTaken() throws InterruptedException {
        offer("a");
        offer("b");
        offer("c");

        assertThat(inbox.take(2)).containsExactly(suspect("a"), suspect("b"));
        assertThat(offer("d")).as("two are in hand, so there is room").isEqualTo(Acceptance.ACCEPTED);
        assertThat(offer("a")).isEqualTo(Acceptance.ALREADY_QUEUED);
        assertThat(inbox.size()).isEqualTo(4);
        assertThat(inbox.rest()).containsExactly(suspect("a"), suspect("b"), suspect("c"), suspect("d"));
    }

    @Test
    void whatIsInHandIsTakenAgainByWhoeverComesAfter() throws InterruptedException {
        offer("a");
        inbox.take(2);
        offer("b");

        assertThat(inbox.take(2)).containsExactly(suspect("a"), suspect("b"));
    }

    @Test
    void oneWithoutAnAnswerWaitsBehindTheOthersAndIsCountedOnlyIfTheyHadOne() throws InterruptedException {
        offer("a");
        offer("b");
        inbox.take(1);

        assertThat(inbox.unanswered(suspect("a"), false)).isZero();
        assertThat(inbox.take(1)).containsExactly(suspect("b"));
        inbox.settled(suspect("b"));
        inbox.take(1);
        assertThat(inbox.unanswered(suspect("a"), true)).isEqualTo(1);
        inbox.take(1);
        assertThat(inbox.unanswered(suspect("a"), true)).isEqualTo(2);

        inbox.giveUp(suspect("a"));
        assertThat(inbox.size()).isZero();
        assertThat(offer("a")).isEqualTo(Acceptance.LOOKED_AT_LATELY);
    }

    @Test
    void whatWasLookedAtIsForgottenInTimeAndWhenThereIsTooMuchOfIt() throws InterruptedException {
        for (String key : List.of("a", "b", "c", "d")) {
            offer(key);
            inbox.take(1).forEach(inbox::settled);
        }
        assertThat(offer("a")).as("the oldest of four, where three are kept").isEqualTo(Acceptance.ACCEPTED);
        assertThat(offer("b")).isEqualTo(Acceptance.LOOKED_AT_LATELY);
        now = now.plus(Duration.ofMinutes(5));
        assertThat(offer("b")).isEqualTo(Acceptance.ACCEPTED);
        inbox.forgetLately();
        assertThat(inbox.answered(Acceptance.LOOKED_AT_LATELY)).isEqualTo(1);
    }

    @Test
    void aClosedOneGivesOutTheRestAndAnAbandonedOneNothing() throws InterruptedException {
        offer("a");
        offer("b");
        inbox.close();

        assertThat(offer("c")).isEqualTo(Acceptance.CLOSED);
        assertThat(inbox.take(1)).containsExactly(suspect("a"));
        inbox.abandon();
        assertThat(inbox.take(2)).isEmpty();
        assertThat(inbox.awaitIdle(Duration.ofDays(1)))
                .as("nobody will look any more")
                .isFalse();
        inbox.pause(Duration.ofDays(1)); // returns at once
        assertThat(inbox.rest()).containsExactly(suspect("a"), suspect("b"));
    }

    @Test
    void anEmptyOneThatIsClosedGivesOutNothing() throws InterruptedException {
        inbox.close();

        assertThat(inbox.take(5)).isEmpty();
        assertThat(inbox.awaitIdle(Duration.ZERO)).isTrue();
    }
}
