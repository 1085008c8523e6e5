package dev.reconcile.hook;

import dev.reconcile.Finding;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Says what was found, to the log and the host. Thread-safe if the host is. */
final class Announcements {

    private static final Logger LOG = LoggerFactory.getLogger(MissingHook.class);

    private final HookListener listener;

    Announcements(HookListener listener) {
        this.listener = listener;
    }

    void missing(List<Finding.Missing> findings, MissingOutcome outcome) {
        for (Finding.Missing finding : findings) {
            log(finding, outcome);
            tell(hears -> hears.missing(finding, outcome));
        }
    }

    private static void log(Finding.Missing finding, MissingOutcome outcome) {
        String id = ObjectKey.escape(finding.recordId().value());
        String role = ObjectKey.escape(finding.reference().role());
        LoggingEventBuilder event = LOG.atWarn()
                .addKeyValue("code", MissingHook.FILE_NOT_FOUND_IN_STORAGE)
                .addKeyValue("record_id", id)
                .addKeyValue("role", role)
                .addKeyValue("key", finding.key().toString());
        TreeMap<String, String> context = new TreeMap<>();
        finding.context().forEach((name, value) -> context.put(ObjectKey.escape(name), ObjectKey.escape(value)));
        for (Map.Entry<String, String> each : context.entrySet()) {
            event = event.addKeyValue(each.getKey(), each.getValue());
        }
        event.addKeyValue("outcome", outcome.name())
                .log(
                        "{}: record {}{}, {} at {}: {}",
                        MissingHook.FILE_NOT_FOUND_IN_STORAGE,
                        id,
                        context.entrySet().stream()
                                .map(each -> ", " + each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining()),
                        role,
                        finding.key(),
                        inWords(outcome));
    }

    private static String inWords(MissingOutcome outcome) {
        return switch (outcome) {
            case MARKED -> "marked";
            case REPORTED -> "not marked, as the hook holds marks back";
            case NOT_MARKED -> "not marked, as it changed or couldn't be";
        };
    }

    void heldBack(String why) {
        LOG.warn("The read-time hook reports and marks nothing until it is cleared: {}", ObjectKey.escape(why));
        tell(hears -> hears.heldBack(why));
    }

    private void tell(Consumer<HookListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException thrown) {
            LOG.warn("A hook listener threw", thrown);
        }
    }
}
