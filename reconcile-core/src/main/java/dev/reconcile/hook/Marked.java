package dev.reconcile.hook;

import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.RecordId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What an applying run says of each record. */
record Marked(RunReport report, Set<RecordId> found, Map<String, RunReport.NotApplied> not) {

    static Marked by(RunReport report) {
        Map<String, RunReport.NotApplied> not = new LinkedHashMap<>();
        report.notApplied().forEach(each -> not.put(each.item(), each));
        Set<RecordId> found = new HashSet<>();
        Looks.missing(report).forEach(each -> found.add(each.recordId()));
        return new Marked(report, found, not);
    }

    long applied() {
        return report.marks().applied();
    }

    int tried() {
        return Math.toIntExact(report.marks().attempted());
    }

    long conflicts() {
        return report.marks().conflicts() + report.marks().gone();
    }

    private boolean cameToAll() {
        RunReport.ChangeCounts marks = report.marks();
        return marks.applied() + marks.already() + not.size() == marks.proposed();
    }

    MissingOutcome outcome(RecordId id) {
        boolean made = found.contains(id) && !not.containsKey("record:" + id) && cameToAll();
        return made ? MissingOutcome.MARKED : MissingOutcome.NOT_MARKED;
    }

    /** Whether it needn't be looked at again. */
    boolean isSettled(RecordId id) {
        RunReport.NotApplied why = not.get("record:" + id);
        if (why != null) {
            return switch (why.outcome()) {
                case UNKNOWN, FAILED -> false;
                default -> true;
            };
        }
        return outcome(id) == MissingOutcome.MARKED || (report.state() == RunState.COMPLETE && !found.contains(id));
    }
}
