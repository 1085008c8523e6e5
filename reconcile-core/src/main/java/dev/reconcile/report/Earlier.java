package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.store.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What an earlier run found, to hold another against: eight bytes of a digest of each finding, salted by the two runs so that nobody
 * can choose keys that collide. At most {@value #LIMIT} of them, which is {@code 8 * LIMIT} bytes of memory; beyond that there is no
 * comparison. Not thread-safe.
 */
final class Earlier {

    static final int LIMIT = 4_000_000;

    private final RunReport report;
    private final Supplier<Stream<Finding>> findings;
    private final RunId later;
    private final MessageDigest digest = Checksum.Algorithm.SHA256.digest();
    private final BitSet matched = new BitSet();
    private long[] sorted = new long[0];
    private boolean tooMany;

    private Earlier(RunReport report, Supplier<Stream<Finding>> findings, RunId later) {
        this.report = report;
        this.findings = findings;
        this.later = later;
    }

    static Earlier of(RunReport report, Supplier<Stream<Finding>> findings, RunId later) {
        return of(report, findings, later, LIMIT);
    }

    static Earlier of(RunReport report, Supplier<Stream<Finding>> findings, RunId later, int limit) {
        Earlier earlier = new Earlier(report, findings, later);
        earlier.read(limit);
        return earlier;
    }

    private void read(int limit) {
        long[] all = new long[1024];
        int count = 0;
        try (Stream<Finding> stream = findings.get()) {
            for (Iterator<Finding> each = stream.iterator(); each.hasNext(); ) {
                if (count == limit) {
                    tooMany = true;
                    return;
                }
                if (count == all.length) {
                    all = Arrays.copyOf(all, all.length * 2);
                }
                all[count++] = digest(new Row(each.next()));
            }
        }
        Arrays.sort(all, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[distinct++] = all[i];
            }
        }
        sorted = Arrays.copyOf(all, distinct);
    }

    private long digest(Row row) {
        digest.update(report.runId().value().getBytes(StandardCharsets.US_ASCII));
        digest.update(later.value().getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(digest.digest(row.identity().getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    RunReport report() {
        return report;
    }

    /** Whether there were more than the limit, and nothing is compared. */
    boolean isTooLarge() {
        return tooMany;
    }

    /** Whether the earlier run had this finding too; noted, as what is never asked for is gone. */
    boolean had(Row row) {
        int place = Arrays.binarySearch(sorted, digest(row));
        if (place >= 0) {
            matched.set(place);
        }
        return place >= 0;
    }

    /**
     * What the earlier run found and nobody asked for since, in its order; to be closed. Only of kinds that the later run sought: what
     * wasn't looked for isn't gone.
     */
    Stream<Row> gone(Set<FindingKind> sought) {
        return rows().filter(row -> sought.contains(row.kind()));
    }

    /** What was found then, of kinds that weren't looked for any more; to be closed. */
    Stream<Row> notSought(Set<FindingKind> sought) {
        return rows().filter(row -> !sought.contains(row.kind()));
    }

    @SuppressWarnings("StreamResourceLeak") // whoever asks for the rows closes them
    private Stream<Row> rows() {
        return findings.get().map(Row::new).filter(row -> {
            int place = Arrays.binarySearch(sorted, digest(row));
            return place >= 0 && !matched.get(place);
        });
    }
}
