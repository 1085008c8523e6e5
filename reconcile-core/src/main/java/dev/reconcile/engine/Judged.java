package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A finding and the range whose walk gave it.
 *
 * @param range the index of the range
 */
record Judged(Finding finding, int range) {

    /** Findings of one record together, so that it is changed once; orphans after them, by key, and unfinished uploads last. */
    static final Comparator<Judged> ORDER = Comparator.<Judged>comparingInt(judged -> sort(judged.finding()))
            .thenComparing(
                    judged -> judged.finding() instanceof Finding.OfReference of ? of.recordId() : null,
                    Comparator.nullsFirst(Comparator.<RecordId>naturalOrder()))
            .thenComparing(judged -> judged.finding() instanceof Finding.OfReference of
                    ? of.reference().role()
                    : "")
            .thenComparing(judged -> judged.finding().key())
            .thenComparing(judged -> judged.finding() instanceof Finding.Unfinished unfinished
                    ? unfinished.upload().id()
                    : "");

    private static int sort(Finding finding) {
        return switch (finding.kind()) {
            case MISSING, MISMATCH, RECOVERED, EXPIRED -> 0;
            case ORPHAN -> 1;
            case UPLOAD -> 2;
        };
    }

    static final Codec<Judged> CODEC = new Codec<>() {
        @Override
        public void write(Judged judged, DataOutput out) throws IOException {
            Codec.writeText(JournalFormat.line(new JournalEntry.Found(judged.range, judged.finding, List.of())), out);
        }

        @Override
        public Judged read(DataInput in) throws IOException {
            if (JournalFormat.entry(Codec.readText(in)) instanceof JournalEntry.Found found) {
                return new Judged(found.finding(), found.range());
            }
            throw new IOException("No finding where one was written");
        }

        @Override
        public int weight(Judged judged) {
            int text = judged.finding.key().value().length();
            if (judged.finding instanceof Finding.OfReference of) {
                for (Map.Entry<String, String> column : of.context().entrySet()) {
                    text += 80 + column.getKey().length() + column.getValue().length();
                }
            }
            return 320 + text;
        }
    };
}
