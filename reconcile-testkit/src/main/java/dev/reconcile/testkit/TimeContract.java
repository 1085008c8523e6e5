package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H61: the store's own clock, as far as it is the store's. */
public abstract class TimeContract extends WireContract {

    private static final String DATE = "Date: Wed, 21 Oct 2026 07:28:05 GMT";

    @Test
    void timeIsTheDateOfAnAnswerAboutTheBucket() {
        server().answers(200, "", REQUEST_ID, DATE);
        assertThat(store().now()).contains(Instant.parse("2026-10-21T07:28:05Z"));
        assertThat(sent()).containsExactly("HEAD /" + WireServer.BUCKET);
    }

    @Test
    void timeOfAnotherServerIsNone() {
        server().answers(200, "", DATE);
        assertThat(store().now()).isEmpty();
    }

    @Test
    @DisplayName("A cache's answer has the date at which it was cached")
    void timeOfACacheIsNone() {
        server().answers(200, "", REQUEST_ID, DATE, "Age: 3600");
        assertThat(store().now()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-None: 1", "Date: yesterday", "Date: ", "Date: 2026-10-21T07:28:05Z"})
    void noTimeIsNone(String header) {
        server().answers(200, "", REQUEST_ID, header);
        assertThat(store().now()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 403, 404, 429, 500, 503})
    void refusalIsNoTime(int status) {
        server().answers(status, "", REQUEST_ID, DATE);
        assertThat(store().now()).isEmpty();
    }

    @Test
    @DisplayName("An interrupted thread asks nothing and stays interrupted (H91)")
    void interruptedThreadAsksNothing() {
        server().answers(200, "", REQUEST_ID, DATE);
        Thread.currentThread().interrupt();
        assertThat(store().now()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server().requests()).isEmpty();
    }
}
