package dev.reconcile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {

    @Test
    void aWarningIsOneHarmlessLineOnTheErrorStream() {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            LoggerFactory.getLogger("software.amazon.awssdk.Example")
                    .warn("Trying to print a control\n\u001b[2J in {plain}", new IllegalStateException("stack"));
            LoggerFactory.getLogger("software.amazon.awssdk.Example").info("nothing of this");
            LoggerFactory.getLogger("com.zaxxer.hikari.Example").error("nor of this");
        } finally {
            System.setErr(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("WARN: Trying to print a control [2J in {plain}\n");
    }
}
