package dev.reconcile.testkit.sim;

import dev.reconcile.Finding;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows what really is and was, and compares every change and every finding with it at the moment it is made. It believes nothing that the
 * engine says of itself.
 */
final class Oracle {

    /** Clocks that differ by less are none of the engine's business (H61). */
    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(5);

    private final Sim sim;
    private @Nullable Violation first;

    Oracle(Sim sim) {
        this.sim = sim;
    }

    @Nullable
    Violation violation() {
        return first;
    }

    /** Ends a simulation even if an engine swallowed the violation. */
    void rethrow() {
        if (first != null) {
            throw first;
        }
    }

    void violated(String invariant, String what) {
        if (first == null) {
            first = new Violation(invariant + ": " + what);
            sim.trace.line(sim.time.now(), "oracle", "VIOLATION " + first.getMessage());
        }
        throw first;
    }

    private void require(boolean holds, String invariant, String what) {
        if (!holds) {
            violated(invariant, what);
        }
    }

    // --- rows

    void marked(Incarnation by, Mark mark, @Nullable Row before, MarkResult result) {
        sim.trace.line(sim.time.now(), by.name, "mark " + mark.recordId() + " really " + result.outcome());
        if (result.outcome() != MarkOutcome.APPLIED) {
            return;
        }
        sim.counts.change("mark");
        Row row = Objects.requireNonNull(before);
        String which = "row " + row.id() + ", by " + by.name;
        mayChange(by, which);
        sim.journalOracle.intended(by, "record:" + row.id());
        by.marks++;
        if (by.kind == RunKind.UNDO) {
            require(
                    sim.isEngine(row.writer()) || sim.table.withoutTimestamps,
                    "I8",
                    "marked again " + which + ", which " + row.writer() + " wrote");
            return;
        }
        for (Reference judged : mark.judged()) {
            long since = Objects.requireNonNull(
                            by.lookBefore.getOrDefault(judged.key().value(), Incarnation.NEVER))
                    .moment();
            proven(by, judged, "marked " + which, since);
        }
        oldEnough(by, row, "marked " + which);
        unchangedSinceShown(by, row, mark, which);
        withinLimits(by, sim.totals.mark(by, row.id()), which);
    }

    void unmarked(Incarnation by, Unmark unmark, @Nullable Row before, MarkResult result) {
        sim.trace.line(sim.time.now(), by.name, "unmark " + unmark.recordId() + " really " + result.outcome());
        if (result.outcome() != MarkOutcome.APPLIED) {
            return;
        }
        sim.counts.change("unmark");
        Row row = Objects.requireNonNull(before);
        String which = "row " + row.id() + ", by " + by.name;
        mayChange(by, which);
        sim.journalOracle.intended(by, "record:" + row.id());
        by.marks++;
        Table.Marking marking = sim.table.lastMarking(row.id(), sim::isEngine);
        boolean touched = !sim.isEngine(row.writer());
        require(
                !touched
                        || isHidden(row, marking)
                        || isOutcomeLost(row), // then nobody can see that another column was written
                "I8",
                "unmarked " + which + ", which " + row.writer() + " wrote last");
        Row now = Objects.requireNonNull(sim.table.row(row.id()));
        require(
                marking != null
                        && Objects.equals(marking.marked().message(), row.message())
                        && pointsAsJudged(unmark, row)
                        && Objects.equals(marking.prior().status(), now.status())
                        && Objects.equals(marking.prior().message(), now.message()),
                "I8",
                "unmarked " + which + ", which was " + row + ": now it is " + now + ", marked by " + marking);
        if (by.kind != RunKind.UNDO) {
            for (Reference judged : unmark.mark().judged()) {
                back(by, judged, which);
            }
        }
    }

    /** Whether a write since the mark shows in no column that the engine knows. */
    private boolean isHidden(Row row, Table.@Nullable Marking marking) {
        return sim.table.withoutTimestamps
                || (marking != null && Objects.equals(marking.marked().updatedAt(), row.updatedAt()));
    }

    /**
     * Whether no journal says when the row was marked, as the answer was lost, or the process died before it wrote so. Then undo can only
     * see that status, message and what was judged are as they were when the row was read back.
     */
    private boolean isOutcomeLost(Row row) {
        return !sim.journalOracle.isKnownMarked("record:" + row.id(), row.message());
    }

    private static boolean pointsAsJudged(Unmark unmark, Row row) {
        return unmark.mark().judged().stream()
                .allMatch(judged ->
                        judged.key().value().equals(judged.role().equals("original") ? row.original() : row.staged()));
    }

    /** RECOVERED: really there at some moment since the last look at it. */
    private void back(Incarnation by, Reference judged, String which) {
        String key = judged.key().value();
        Incarnation.Looked look = by.lastLook.get(key);
        require(
                look != null && look.right() && sim.bucket.wasEverSince(look.moment(), key, Objects::nonNull),
                "recovery",
                "unmarked " + which + ", whose " + key + " isn't back");
    }

    private void mayChange(Incarnation by, String which) {
        require(by.mayChange, "contract 3", "changed in a dry run: " + which);
    }

    /**
     * I1, I4: really absent or of another size, at some moment since, and the last look at it went to the right bucket.
     *
     * @param since the moment of the look that judged it, or of one before: the last may have been as a witness
     */
    private void proven(Incarnation by, Reference judged, String what, long since) {
        String key = judged.key().value();
        Incarnation.Looked look = by.lastLook.get(key);
        if (look == null) {
            violated("I1", what + ", without any look at " + key);
            return;
        }
        require(look.right(), "I1, H1, H72", what + ", and the look at " + key + " went to a wrong or deleted bucket");
        boolean ever = sim.bucket.wasEverSince(since, key, blob -> isUnlike(judged, blob));
        require(ever, "I1, I4", what + ", and " + key + " was there all the time: " + sim.bucket.at(key));
    }

    /** I1, I4, H1: at one look of this run at least, which went to the right bucket, it really was so. Later ones may be a witness's. */
    private void wasSoAtALook(Incarnation by, Reference judged, String what) {
        String key = judged.key().value();
        require(
                wasSoAtALook(by, key, blob -> isUnlike(judged, blob)),
                "I1, I4, H1, H72",
                what + ", but at no look at " + key + " that went to the right bucket it was so");
    }

    private boolean wasSoAtALook(Incarnation by, String key, Function<@Nullable Blob, Boolean> so) {
        return by.looks.getOrDefault(key, List.of()).stream()
                .anyMatch(look ->
                        look.right() && look.moment() >= by.beganAt && so.apply(sim.bucket.heldAt(look.moment(), key)));
    }

    private static boolean isUnlike(Reference judged, @Nullable Blob blob) {
        return blob == null
                || (judged.expectedSize().isPresent() && judged.expectedSize().getAsLong() != blob.size());
    }

    private void oldEnough(Incarnation by, Row row, String what) {
        Duration grace = request(by).markGrace().orElse(null);
        if (grace == null) {
            return;
        }
        Long shownAt = by.lastShownAt.get(row.id());
        Row shown = by.lastShown.get(row.id());
        if (shown == null || shownAt == null) {
            violated("I1", what + ", which was never read");
            return;
        }
        long age = shownAt - shown.written();
        require(
                age >= grace.minus(TOLERATED_SKEW).toMillis(),
                "I1, H61",
                what + ", " + Duration.ofMillis(age) + " after it was written, and the grace is " + grace);
    }

    /** I7: nobody wrote what was judged since it was shown. */
    private void unchangedSinceShown(Incarnation by, Row row, Mark mark, String which) {
        Row shown = by.lastShown.get(row.id());
        boolean same = shown != null
                && Objects.equals(shown.status(), row.status())
                && Objects.equals(shown.message(), row.message())
                && mark.judged().stream()
                        .allMatch(judged -> judged.role().equals("original")
                                ? shown.original().equals(row.original()) && shown.size() == row.size()
                                : Objects.equals(shown.staged(), row.staged())
                                        && shown.needsStaged() == row.needsStaged());
        require(same, "I7", "marked " + which + ", shown as " + shown + ", which is " + row);
    }

    private void withinLimits(Incarnation by, long marks, String which) {
        Guardrails limits = by.limits();
        long most = sim.table.everSeen() * 2L;
        boolean within =
                limits.accepted().isPresent() ? marks <= limits.accepted().getAsLong() : !exceeds(limits, marks, most);
        require(within, "I5", "marked " + which + ", the " + marks + "th one of a run, beyond " + limits);
    }

    /** The limits as their description has them: the engine's own arithmetic is not to be trusted. */
    static boolean exceeds(Guardrails limits, long count, long of) {
        boolean few = count <= limits.ratioFloor() && (count < 3 || count * 2 <= of);
        return count > limits.maxFindings() || (!few && count > limits.maxRatio() * of);
    }

    private static ReconcileRequest request(Incarnation by) {
        return Objects.requireNonNull(by.request);
    }

    /** The row as it was when the run began; later writes may come between the look and the telling. */
    private void wasOldEnough(Incarnation by, Finding.OfReference of) {
        Duration grace = request(by).markGrace().orElse(null);
        Row then = sim.table.rowAt(by.began, of.recordId().value());
        if (grace == null) {
            return;
        }
        require(then != null, "I1", "found " + of.message() + " of a row that wasn't there yet");
        long age = by.began - Objects.requireNonNull(then).written();
        require(
                age >= grace.minus(TOLERATED_SKEW).toMillis(),
                "I1, H61",
                "found " + of.message() + ", " + Duration.ofMillis(age) + " after its row was written");
    }

    // --- objects

    void objectChanged(Bucket bucket, String by, String key, @Nullable Blob before, @Nullable Blob after) {
        sim.trace.line(sim.time.now(), by, bucket.name + ": " + key + " was " + before + ", is " + after);
        if (!sim.isEngine(by)) {
            return;
        }
        sim.objectOracle.changed(sim.process(by), bucket, key, before, after);
    }

    void aborting(Incarnation by, dev.reconcile.store.Upload upload) {
        sim.objectOracle.aborting(by, upload);
    }

    // --- findings

    void found(Incarnation by, Finding finding) {
        if (finding instanceof Finding.Recovered || by.kind != RunKind.RECONCILE || (by.isResuming && !by.mustLook)) {
            return; // not found by looks of this process
        }
        if (by.met.contains(Fault.BUCKET_WRONG_FROM_THE_START)) {
            return; // nobody can tell; but the guardrails have to see to it that nothing is changed
        }
        if (finding instanceof Finding.OfReference of) {
            wasSoAtALook(by, of.reference(), "found " + finding.message());
            wasOldEnough(by, of);
        } else if (finding instanceof Finding.Orphan orphan) {
            String key = orphan.key().value();
            require(!key.startsWith(Sim.QUARANTINE), "H80", "found " + finding.message() + " in the quarantine");
            Incarnation.Looked look = by.lastLook.get(key);
            if (look == null) {
                violated("I3", "found " + finding.message() + " without a look at it");
                return;
            }
            require(
                    wasSoAtALook(by, key, Objects::nonNull),
                    "I3, H72",
                    "found " + finding.message() + ", which wasn't there at any look that went to the right bucket");
            require(
                    !sim.table.isReferencedThroughout(
                            Objects.requireNonNull(by.lastFind.get(key)).moment(), key),
                    "I3",
                    "found " + finding.message() + ", which is referred to all the time");
            require(
                    !orphan.object().key().equals(ObjectKey.of("another")),
                    "I2",
                    "found " + finding.message() + ", which nobody asked for");
        }
    }
}
