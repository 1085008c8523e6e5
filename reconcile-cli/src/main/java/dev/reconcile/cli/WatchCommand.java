package dev.reconcile.cli;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.cli.config.ScheduleSection;
import dev.reconcile.report.JsonReport;
import dev.reconcile.schedule.FiringJournal;
import dev.reconcile.schedule.ScheduledReconcile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs by the clock, until it is stopped. */
@Command(
        name = "watch",
        description =
                "Runs by the configuration's schedule until it is stopped. Among several that share a journal, each time is taken by one. Dry runs,"
                        + " unless schedule.apply or --execute says otherwise.",
        footer = {
            "",
            "Examples:",
            "  reconcile watch",
            "  reconcile watch --cron '0 3 * * *' --zone Europe/Berlin",
            "  reconcile watch --json >> reconcile.jsonl"
        })
final class WatchCommand implements Callable<Integer> {

    @Option(
            names = "--cron",
            paramLabel = "EXPRESSION",
            description = "Minute, hour, day, month, weekday; in place of schedule.cron.")
    private @Nullable String cron;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clock that is about; in place of schedule.zone.")
    private @Nullable ZoneId zone;

    @Option(
            names = {"--execute", "--fix"},
            description = "Acts, within the guardrails.")
    private boolean execute;

    @Option(names = "--runs", paramLabel = "N", description = "Ends after so many runs.")
    private long most = Long.MAX_VALUE;

    @Mixin
    private final Selection selection = new Selection();

    private final Session session;

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            ScheduleSection section = work.configuration().schedule().orElse(null);
            String expression = cron != null ? cron : section != null ? section.cron() : null;
            if (expression == null) {
                throw new IllegalArgumentException("There is no schedule: write schedule.cron and schedule.zone into "
                        + session.configuration() + ", or say --cron '0 3 * * *' --zone UTC");
            }
            ReconcileRequest asked =
                    selection.on(work.configuration().request()).build();
            boolean applies = execute || (section != null && section.apply());
            FiringJournal journal = FiringJournal.over(work.connections().journal());
            ReconcileEngine engine = work.connections()
                    .engineBuilder(RunListener.NONE)
                    .journal(journal)
                    .build();
            ScheduledReconcile.Builder schedule = ScheduledReconcile.builder(engine)
                    .cron(expression)
                    .zone(zone(section))
                    .request(applies ? asked.toBuilder().apply().build() : asked)
                    .journal(journal);
            if (section != null) {
                schedule.name(section.name()).jitter(section.jitter()).missed(section.missed());
            }
            try (ScheduledReconcile watching = schedule.build()) {
                return watch(watching).number();
            }
        }
    }

    private ZoneId zone(@Nullable ScheduleSection section) {
        if (zone != null) {
            return zone;
        }
        if (section == null) {
            throw new IllegalArgumentException("Whose clock is --cron about? Say --zone, as --zone UTC");
        }
        return section.zone();
    }

    /** On this thread, so that Ctrl-C ends a run within one call. */
    private ExitCode watch(ScheduledReconcile watching) {
        long ran = 0;
        Instant announced = Instant.MIN;
        try (Interruption interruption = new Interruption(session)) {
            while (ran < most && !interruption.wasHeard()) {
                RunReport report = watching.runDue().orElse(null);
                if (report != null) {
                    ran++;
                    tell(report);
                    continue;
                }
                Instant next = watching.status().next().orElseThrow();
                if (!next.equals(announced)) {
                    announced = next;
                    session.say("Next run at " + Wording.time(next));
                }
                Duration left = Duration.between(Instant.now(), next);
                Thread.sleep(Math.max(10, Math.min(left.toMillis(), 10_000)));
            }
        } catch (InterruptedException stopped) {
            session.say("Stopped watching.");
        }
        return ExitCode.OK;
    }

    private void tell(RunReport report) {
        if (session.isJson()) {
            session.terminal().out().println(JsonReport.render(report));
            return;
        }
        session.terminal()
                .out()
                .println(Wording.time(report.startedAt()) + "  " + report.runId() + "  "
                        + report.state() + ": " + Wording.count(report.missing()) + " missing, "
                        + Wording.count(report.mismatched()) + " mismatched, "
                        + Wording.count(report.objects().orphans()) + " orphans, "
                        + Wording.count(RunsCommand.changed(report)) + " changed, "
                        + Wording.count(report.unknown() + report.objects().unknown()) + " unknown");
        if (report.state() == RunState.CANCELLED || report.state() == RunState.INCOMPLETE) {
            session.say(
                    "Go on with it: " + session.command("resume", report.runId().value()));
        }
    }
}
