package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

    private final Instant at;
    private final Map<String, KindCounts> byRole = new LinkedHashMap<>();
    final KindCounts byKind = new KindCounts();
    final KindCounts freshByKind = new KindCounts();
    final KindCounts goneByKind = new KindCounts();
    final Bins written;
    final Bins changed;
    final Bins sizes = Bins.ofSizes();
    final Dates writtenDates = new Dates();
    final Dates changedDates = new Dates();
    final PrefixTree prefixes = new PrefixTree();
    private final Optional<Earlier> earlier;
    private long notSought;

    private Survey(RunReport report, Optional<Earlier> earlier) {
        this.at = report.startedAt();
        this.written = Bins.ofAges(at);
        this.changed = Bins.ofAges(at);
        this.earlier = earlier;
        report.roles().forEach(role -> byRole.put(role.role(), new KindCounts()));
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
                gone.forEach(row -> survey.goneByKind.add(row.kind()));
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
        byKind.add(kind);
        if (fresh) {
            freshByKind.add(kind);
        }
        String role = row.role();
        if (role != null) {
            role(role).add(kind);
        }
        sizes.add(kind, row.size(), row.size());
        prefixes.add(row, fresh);
        if (row.hasObject()) {
            time(row.written(), kind, row.size(), written, writtenDates);
        }
        if (row.hasRecord()) {
            time(row.changed(), kind, row.size(), changed, changedDates);
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

    private KindCounts role(String role) {
        boolean full = !byRole.containsKey(role) && byRole.size() >= ROLES;
        return byRole.computeIfAbsent(full ? OTHER_ROLES : role, none -> new KindCounts());
    }

    /** Counts by kind for each role, the catalog's first. */
    Map<String, KindCounts> byRole() {
        return byRole;
    }

    long count() {
        return byKind.all();
    }

    long count(FindingKind kind) {
        return byKind.of(kind);
    }

    long fresh() {
        return freshByKind.all();
    }

    long gone() {
        return goneByKind.all();
    }

    /** Found by the earlier run, of kinds that this one didn't look for. */
    long notSought() {
        return notSought;
    }

    Optional<Earlier> earlier() {
        return earlier;
    }
}
