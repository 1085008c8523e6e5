package dev.reconcile.hook;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.RecordId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at records by the engine, and has it mark those that are proven to lack an object. For one thread. */
final class Looks {

    private static final Logger LOG = LoggerFactory.getLogger(MissingHook.class);
    private static final int RECORDS_PER_WORKER = 25;

    private final ReconcileEngine engine;
    private final ReconcileRequest template;

    Looks(ReconcileEngine engine, ReconcileRequest template) {
        this.engine = engine;
        this.template = template;
    }

    /** What a look at some records saw. Those in neither have nothing missing. */
    static final class Seen {
        final Map<RecordId, List<Finding.Missing>> missing = new LinkedHashMap<>();
        final Set<RecordId> unanswered = new LinkedHashSet<>();
        boolean anyAnswer;

        private void add(Finding.Missing finding) {
            List<Finding.Missing> of = missing.computeIfAbsent(finding.recordId(), any -> new ArrayList<>());
            if (!of.contains(finding)) { // halves of a batch are looked at again
                of.add(finding);
            }
        }
    }

    Seen look(Collection<RecordId> records) {
        Seen seen = new Seen();
        look(List.copyOf(records), seen);
        seen.unanswered.removeAll(seen.missing.keySet());
        return seen;
    }

    /** A report says how many of a batch got no answer, not which: halves tell. */
    private void look(List<RecordId> records, Seen seen) {
        RunReport report;
        try {
            report = engine.look(about(records).dryRun().build());
        } catch (RuntimeException failed) { // none that the engine's contract knows
            LOG.warn("Looking at {} records failed: {}", records.size(), inWords(failed));
            seen.unanswered.addAll(records);
            return;
        }
        missing(report).forEach(seen::add);
        seen.anyAnswer |= report.checked() > 0 || report.state() == RunState.COMPLETE;
        if (report.state() == RunState.COMPLETE) {
            return;
        }
        boolean someAnswered = report.checked() > 0 && report.state() != RunState.CANCELLED;
        if (!someAnswered || records.size() == 1) {
            LOG.debug("{} records got no answer: {}", records.size(), report.problems());
            seen.unanswered.addAll(records);
            return;
        }
        look(records.subList(0, records.size() / 2), seen);
        look(records.subList(records.size() / 2, records.size()), seen);
    }

    /**
     * Marks them by an applying run.
     *
     * @throws ReconcileException if the journal failed, or other runs hold all leases
     */
    RunReport mark(Collection<RecordId> records) {
        // the hook itself has counted them, and a run over suspects has no share to go by
        Guardrails limits =
                Guardrails.DEFAULT.maxFindings(Long.MAX_VALUE).maxRatio(1).maxUnusable(1);
        return engine.run(about(List.copyOf(records)).apply().guardrails(limits).build());
    }

    static List<Finding.Missing> missing(RunReport report) {
        return report.examples().stream()
                .filter(Finding.Missing.class::isInstance)
                .map(Finding.Missing.class::cast)
                .toList();
    }

    private ReconcileRequest.Builder about(List<RecordId> records) {
        return about(template, records)
                .concurrency(Math.min(template.concurrency(), 1 + records.size() / RECORDS_PER_WORKER));
    }

    static ReconcileRequest.Builder about(ReconcileRequest template, List<RecordId> records) {
        return template.toBuilder()
                .kinds(FindingKind.MISSING)
                .integrity(Integrity.EXISTENCE)
                .examples(1000)
                .records(records);
    }

    /** H100: others' messages may hold anything. */
    static String inWords(RuntimeException failed) {
        return failed instanceof ReconcileException
                ? String.valueOf(failed.getMessage())
                : failed.getClass().getName();
    }
}
