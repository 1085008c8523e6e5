package dev.reconcile.cli;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.cli.config.Configuration;
import dev.reconcile.cli.config.Connections;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run on the configured engine: with its progress shown, Ctrl-C heard, and its end told. */
final class Work implements AutoCloseable {

    private final Session session;
    private final Configuration configuration;
    private final Connections connections;

    private Work(Session session) {
        this.session = session;
        this.configuration = Configuration.load(session.configuration(), session.environment());
        this.connections = Connections.open(configuration);
    }

    /** @throws IllegalArgumentException if the configuration is wrong */
    static Work open(Session session) {
        return new Work(session);
    }

    Configuration configuration() {
        return configuration;
    }

    Connections connections() {
        return connections;
    }

    /** What the journal knows; asks neither the bucket nor the table. */
    Runs runs() {
        return new Runs(connections.journal());
    }

    /** An engine for what needs no progress. */
    ReconcileEngine engine() {
        return connections.engine(RunListener.NONE);
    }

    /** Carries it out, on this thread. What failed after the run had its id says how to go on with it. */
    RunReport run(Function<ReconcileEngine, RunReport> carryOut) {
        Started started = new Started();
        try (ProgressLine progress = new ProgressLine(session.terminal())) {
            ReconcileEngine engine =
                    connections.engine(session.isQuiet() ? started : RunListener.all(started, progress));
            try (Interruption interruption = new Interruption(session)) {
                RunReport report = carryOut.apply(engine);
                if (interruption.wasHeard() && report.state() != RunState.CANCELLED) {
                    session.say("It was done before it could be stopped.");
                }
                return report;
            }
        } catch (ReconcileException failed) {
            RunId run = started.run;
            if (run != null) {
                session.say("Run " + run + " broke off. Once that is mended, go on with it: "
                        + session.command("resume", run.value()));
            }
            throw failed;
        }
    }

    private static final class Started implements RunListener {
        private volatile @Nullable RunId run;

        @Override
        public void started(RunId id, ReconcileRequest request) {
            run = id;
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
