package dev.reconcile.testkit.sim;

import dev.reconcile.Finding;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.journal.JournalException;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process with an engine over the ports, and one operation of it. */
final class Engines {

    private final Incarnation process;
    private final Sim sim;

    Engines(Incarnation process) {
        this.process = process;
        this.sim = process.sim;
    }

    /** What the operation announced. */
    List<Finding> found() {
        return process.found;
    }

    private ReconcileEngine engine() {
        return ReconcileEngine.builder(new StorePort(process), new CatalogTogether(process))
                .clock(sim.time::jvm)
                .waiting(sim.time::pass)
                .random(new SplittableRandom(process.name.hashCode()))
                .executor(task -> {})
                .journal(new JournalPort(process))
                .holder(process.name)
                .adopter(this::adopt)
                .listener(new Listener())
                .build();
    }

    /** The host's own code. */
    private boolean adopt(StoredObject object) {
        String key = object.key().value();
        process.enter("adopt " + key);
        sim.objectOracle.adopting(process, key);
        if (!sim.table.isReferenced(key)) {
            sim.table.write("adopter", Sim.row("d" + sim.time.moment(), Row.READY, key, object.size(), null));
        }
        process.leave("adopt " + key, "adopted");
        return true;
    }

    /** What has no report. */
    void tell(String name, Consumer<ReconcileEngine> what) {
        operate(name, engine -> {
            what.accept(engine);
            return null;
        });
    }

    /** The report; null if there is none, as the process died or the operation was refused. */
    @Nullable
    RunReport operate(String name, Function<ReconcileEngine, @Nullable RunReport> operation) {
        process.began = sim.time.now();
        process.beganAt = sim.time.moment();
        sim.trace.line(sim.time.now(), process.name, name + ": " + process.request);
        RunReport report = null;
        String end = "done";
        try {
            report = operation.apply(engine());
            end = report == null ? end : report.state().name();
        } catch (Crash crash) {
            end = "killed";
        } catch (RunInProgressException another) {
            end = "refused: another run is under way";
        } catch (IllegalArgumentException refused) {
            end = "refused: " + kindOf(refused);
            checkRefusal(name, refused);
        } catch (ReconcileException failed) {
            end = failed.getClass().getSimpleName();
            checkFailure(name, failed);
        } finally {
            Thread.interrupted();
            if (process.log != null) {
                sim.remember(process.log.run(), process);
            }
        }
        sim.oracle.rethrow();
        sim.counts.operation(name + " " + end);
        sim.trace.line(sim.time.now(), process.name, name + " ends: " + end);
        boolean elsewhere = process.isElsewhere && report != null && process.log != null;
        if (elsewhere && !name.equals("run")) {
            sim.oracle.violated("H85", name + " of a run of another bucket wasn't refused");
        }
        if (report != null) {
            check(report);
        }
        return report;
    }

    private void check(RunReport report) {
        sim.trace.line(sim.time.now(), process.name, "problems " + report.problems() + " " + report.guardrails());
        new Completeness(sim, process).check(report, process.found);
    }

    private static String kindOf(IllegalArgumentException refused) {
        String text = String.valueOf(refused.getMessage());
        return text.replaceAll("Run \\S+", "Run").replaceAll("[:;,'].*", "").replaceAll("\\d+", "n");
    }

    /** What was asked for in good faith has to be taken. */
    private void checkRefusal(String name, IllegalArgumentException refused) {
        sim.trace.line(sim.time.now(), process.name, "refused: " + refused.getMessage());
        if (name.equals("run") || (name.equals("resume") && !process.isElsewhere)) {
            sim.oracle.violated("refusal", name + " was refused: " + refused.getMessage());
        }
    }

    /** What the store or the catalog did wrong is told in a report; only the journal's own failures are thrown. */
    private void checkFailure(String name, ReconcileException failed) {
        sim.trace.line(sim.time.now(), process.name, "failed: " + failed.getMessage());
        boolean journals = failed instanceof JournalException;
        if (!journals) {
            sim.oracle.violated("contract", name + " threw " + failed);
        }
    }

    /** A bucket of somebody else's that has next to nothing in common with ours. */
    Bucket quiteAnotherBucket() {
        Bucket other = new Bucket("another", sim.time, sim.oracle::objectChanged);
        int index = 0;
        for (Blob blob : sim.bucket.blobs()) {
            if (index++ % 10 == 0) {
                other.hadAllAlong(blob);
            }
        }
        return other;
    }

    private final class Listener implements RunListener {

        @Override
        public void started(RunId run, ReconcileRequest request) {
            sim.goesOn(run, process);
        }

        @Override
        public void found(Finding finding) {
            sim.trace.line(sim.time.now(), process.name, "found " + finding.message());
            process.found.add(finding);
            sim.oracle.found(process, finding);
        }
    }
}
