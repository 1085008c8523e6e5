package dev.reconcile.examples.kill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Tells a {@link Watch} of the lines that come into a journal's files. */
final class LineWatch {

    private final Journal journal;
    private final Watch watch;
    private int seen;

    LineWatch(Journal journal, Watch watch) {
        this.journal = journal;
        this.watch = watch;
        this.seen = lines().size();
    }

    void look() {
        List<JsonNode> lines = lines();
        for (JsonNode line : lines.subList(Math.min(seen, lines.size()), lines.size())) {
            watch.isLast("line " + line.path("entry").asText());
        }
        seen = Math.max(seen, lines.size());
    }

    private List<JsonNode> lines() {
        return journal.runs().stream()
                .flatMap(run -> journal.entries(run).stream())
                .toList();
    }
}
