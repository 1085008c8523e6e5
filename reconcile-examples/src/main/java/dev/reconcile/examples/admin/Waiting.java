package dev.reconcile.examples.admin;

import dev.reconcile.RunInProgressException;
import dev.reconcile.RunReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers a caller who waits for a run. The JDK's server doesn't say when a caller hangs up: only writing shows it. So a run that lasts
 * longer than one beat gets its status 200 and then a line feed each beat, which JSON and text don't mind; when one can't be written,
 * nobody waits any more and the run is cancelled. One beat goes into the void before the next one fails.
 *
 * @param type of the answer
 * @param rendered the answer
 */
record Waiting(Duration beat, String type, Function<RunReport, String> rendered) {

    /** How the run ended: with a report, or with an exception of the engine. */
    private record Ending(int status, String type, String body, String outcome) {}

    void answer(Exchange exchange, Job job) throws IOException, InterruptedException {
        job.awaitBeginning(); // who is refused is told by a status, however slow the machine
        Optional<Ending> soon = within(job);
        if (soon.isPresent()) {
            Ending ending = soon.get();
            exchange.audit(ending.status(), ending.outcome());
            exchange.answer(ending.status(), ending.type(), ending.body());
            return;
        }
        try {
            exchange.begin(200, type, 0);
            Ending ending = afterBeats(job, exchange.http().getResponseBody());
            exchange.audit(200, ending.outcome());
            exchange.http().getResponseBody().write(ending.body().getBytes(StandardCharsets.UTF_8));
        } catch (IOException hungUp) {
            job.cancelAndWait();
            exchange.audit(200, "cancelled: the caller hung up, job " + job.id());
        }
    }

    private Ending afterBeats(Job job, OutputStream body) throws IOException, InterruptedException {
        Optional<Ending> ending = Optional.empty();
        while (ending.isEmpty()) {
            body.write('\n');
            body.flush();
            ending = within(job);
        }
        return ending.get();
    }

    /** Empty if the run isn't over within one beat. */
    private Optional<Ending> within(Job job) throws InterruptedException {
        try {
            RunReport report = job.report().get(beat.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(
                    new Ending(200, type, rendered.apply(report), report.state() + ", run " + report.runId()));
        } catch (ExecutionException failed) {
            RefusedException refused = refusal(failed);
            return Optional.of(
                    new Ending(refused.status(), Exchange.JSON, Exchange.error(refused.text()), refused.text()));
        } catch (TimeoutException running) {
            return Optional.empty();
        }
    }

    /** What an exception of the engine is to a caller. What is the engine's own fault is in the log, by the job. */
    static RefusedException refusal(ExecutionException failed) {
        if (failed.getCause() instanceof RunInProgressException other) {
            return RefusedException.of(409, "another run is under way: " + other.holder());
        }
        if (failed.getCause() instanceof IllegalArgumentException wrong) {
            return RefusedException.of(400, String.valueOf(wrong.getMessage()));
        }
        return RefusedException.of(500, "internal error; see the log");
    }
}
