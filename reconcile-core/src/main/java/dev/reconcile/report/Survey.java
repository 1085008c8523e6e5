package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the charts show: counts over all findings of a run, from one round over them, or two where they have very many folders.
 * Memory is bounded whatever their number. Not thread-safe.
 */
final class Survey {

    /** Of all roles beyond those, and none the catalog has. */
    static final String OTHER_ROLES = "(other roles)";

    private static final int ROLES = 100;
    private static final int KINDS = FindingKind.values().length;

    private final Instant at;
    private final Map<String, long[]> byRole = new java.util.LinkedHashMap<>();
    final long[] byKind = new long[KINDS];
    final long[] freshByKind = new long[KINDS];
    final long[] goneByKind = new long[KINDS];
    final Bins written;
    final Bins sizes = Bins.ofSizes();
    final Dates writtenDates = new Dates();
    final PrefixTree prefixes = new PrefixTree();
    private final Optional<Earlier> earlier;
    private long notSought;

    private Survey(RunReport report, Optional<Earlier> earlier) {
        this.at = report.startedAt();
        this.written = Bins.ofAges(at);
        this.earlier = earlier;
        report.roles().forEach(role -> byRole.put(role.role(), new long[KINDS]));
    }

    /** @param earlier one that isn't too large */
    static Survey of(RunReport report, Supplier<Stream<Finding>> findings, Optional<Earlier> earlier) {
        Survey survey = new Survey(report, earlier);
        each(findings, survey::add);
        if (!survey.prefixes.isExact()) {
            survey.prefixes.recount();
            each(findings, row -> survey.prefixes.add(row, survey.isFresh(row)));
        }
        earlier.ifPresent(run -> {
            try (Stream<Row> gone = run.gone(report.kinds())) {
                gone.forEach(row -> survey.goneByKind[row.kind().ordinal()]++);
            }
            try (Stream<Row> notSought = run.notSought(report.kinds())) {
                survey.notSought = notSought.count();
            }
        });
        return survey;
    }

    static void each(Supplier<Stream<Finding>> findings, Consumer<Row> consumer) {
        try (Stream<Finding> stream = findings.get()) {
            for (Iterator<Finding> each = stream.iterator(); each.hasNext(); ) {
                consumer.accept(new Row(each.next()));
            }
        }
    }

    private boolean isFresh(Row row) {
        return earlier.isPresent() && !earlier.get().had(row);
    }

    private void add(Row row) {
        FindingKind kind = row.kind();
        boolean fresh = isFresh(row);
        byKind[kind.ordinal()]++;
        freshByKind[kind.ordinal()] += fresh ? 1 : 0;
        String role = row.role();
        if (role != null) {
            role(role)[kind.ordinal()]++;
        }
        sizes.add(kind, row.size(), row.size());
        prefixes.add(row, fresh);
        if (row.object() != null || kind == FindingKind.UPLOAD) {
            time(row.written(), kind, row.size(), written, writtenDates);
        }
    }

    private void time(@Nullable Instant time, FindingKind kind, long bytes, Bins ages, Dates dates) {
        if (time == null) {
            ages.addUnknown(kind, bytes);
            return;
        }
        Instant clipped = time.isAfter(at) ? at : time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time; // other clocks
        ages.add(kind, clipped.getEpochSecond(), bytes);
        dates.add(kind, clipped);
    }

    private long[] role(String role) {
        boolean full = !byRole.containsKey(role) && byRole.size() >= ROLES;
        return byRole.computeIfAbsent(full ? OTHER_ROLES : role, none -> new long[KINDS]);
    }

    /** Counts by kind for each role, the catalog's first. */
    Map<String, long[]> byRole() {
        return byRole;
    }

    long count() {
        return sum(byKind);
    }

    long count(FindingKind kind) {
        return byKind[kind.ordinal()];
    }

    long fresh() {
        return sum(freshByKind);
    }

    long gone() {
        return sum(goneByKind);
    }

    /** Found by the earlier run, of kinds that this one didn't look for. */
    long notSought() {
        return notSought;
    }

    Optional<Earlier> earlier() {
        return earlier;
    }

    static long sum(long[] counts) {
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        return sum;
    }
}
