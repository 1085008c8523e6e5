package dev.reconcile.examples.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged, as the JSON lines that Logback's own encoder makes of it. */
final class Lines implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final JsonEncoder encoder = new JsonEncoder();
    private final Logger root;
    private final Level before;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
        }
    };

    Lines() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = context.getLogger("dev.reconcile");
        before = root.getLevel();
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.start();
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }

    List<String> all() {
        return List.copyOf(lines);
    }

    /** Those with this event, each as one object of its key-value pairs. */
    List<JsonNode> of(String event) {
        return lines.stream()
                .map(Lines::fields)
                .filter(fields -> fields.path("event").asText().equals(event))
                .toList();
    }

    private static JsonNode fields(String line) {
        try {
            var fields = new JsonMapper().createObjectNode();
            new JsonMapper()
                    .readTree(line)
                    .path("kvpList")
                    .forEach(pair -> pair.properties().forEach(each -> fields.set(each.getKey(), each.getValue())));
            return fields;
        } catch (IOException noJson) {
            throw new UncheckedIOException(line, noJson);
        }
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        root.setLevel(before);
    }
}
