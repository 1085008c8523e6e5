package dev.reconcile.engine;

import dev.reconcile.ApplyRequest;
import dev.reconcile.FindingKind;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.UndoRequest;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** Starts runs, and takes up those that the journal knows. All that a run remembers is in its journal and its {@link Working}. */
public final class Engine implements ReconcileEngine {

    /** A few times the number of leases that targeted runs share. */
    private static final int TRIES_FOR_A_LEASE = 64;

    private final Collaborators with;

    /** For {@link ReconcileEngine.Builder}. */
    public Engine(Collaborators with) {
        this.with = with;
    }

    @Override
    public RunReport run(ReconcileRequest request) {
        requireFilterColumns(request);
        requireCursor(request);
        Instant start = with.clock().instant(); // fixed once, before the first read
        return begin(
                RunKind.RECONCILE,
                Optional.empty(),
                request,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                start,
                working -> new Run(working, null, null).carryOut(start));
    }

    private void requireFilterColumns(ReconcileRequest request) {
        Set<String> unknownColumns = new TreeSet<>(request.filter().columns().keySet());
        Set<String> declared = new TreeSet<>(with.catalog().profile().filterColumns());
        unknownColumns.removeAll(declared);
        if (!unknownColumns.isEmpty()) {
            throw new IllegalArgumentException("Invalid request: the catalog can't be filtered by " + unknownColumns
                    + (declared.isEmpty()
                            ? "; the catalog declares no filter columns (JdbcCatalogBuilder.filter)"
                            : "; it can by " + declared));
        }
    }

    /** Before there is a run. Only reading on from it tells whether the catalog knows it. */
    private void requireCursor(ReconcileRequest request) {
        RecordId cursor = request.cursor().orElse(null);
        if (cursor == null) {
            return;
        }
        try {
            with.catalog().read(CatalogQuery.page(request.filter(), cursor, 1));
        } catch (IllegalArgumentException unknown) {
            throw unknown;
        } catch (RuntimeException unanswered) {
            return; // the run asks again, and its report tells
        }
    }

    @Override
    public RunReport look(ReconcileRequest request) {
        if (!request.isTargeted() || request.isApplying()) {
            throw new IllegalArgumentException("Invalid request: " + request
                    + "; what leaves no journal is a dry run over named records (ReconcileRequest.Builder.records)");
        }
        return new Engine(with.unrecorded()).run(request);
    }

    @Override
    public RunReport apply(ApplyRequest asked) {
        PastRun run = PastRun.read(with.journal(), asked.plannedRun());
        Instant start = with.clock().instant();
        try (SpillDirectory spill = new SpillDirectory(with.spillDirectory());
                PlannedWork planned = planned(run, spill)) {
            Findings selected = planned.selected(asked.reviewed().orElse(null));
            boolean confirmed = isConfirmed(asked, planned, selected);
            ReconcileRequest request = planned.request().toBuilder()
                    .apply()
                    .guardrails(asked.guardrails().orElse(planned.request().guardrails()))
                    .build();
            return begin(
                    RunKind.APPLY,
                    Optional.of(run.id()),
                    request,
                    Optional.of(selected.digest()),
                    List.of(),
                    asked.confirmation(),
                    start,
                    working -> new ApplyRun(working, planned, asked.findingTtl(), confirmed, null, null)
                            .carryOut(selected, start));
        }
    }

    private PlannedWork planned(PastRun run, SpillDirectory spill) {
        return PlannedWork.read(run, with.binding(), new Workspace(spill, with.memoryBudget()));
    }

    /** H87: a confirmation is for one plan, and counts once. */
    private boolean isConfirmed(ApplyRequest asked, PlannedWork planned, Findings selected) {
        if (asked.confirmation().isEmpty()) {
            return false;
        }
        String given = asked.confirmation().get();
        if (!given.equals(planned.confirmation(selected))) {
            throw new IllegalArgumentException(
                    "Invalid confirmation: it isn't the one of this plan; look at the plan, and"
                            + " ask for the confirmation of exactly what is to be applied");
        }
        for (RunId earlier : with.journal().runs()) {
            boolean used = with.journal()
                            .header(earlier)
                            .filter(begun -> begun.of().equals(Optional.of(asked.plannedRun()))
                                    && begun.confirmation().equals(asked.confirmation()))
                            .isPresent()
                    && knowsWhatToDo(PastRun.read(with.journal(), earlier), planned);
            if (used) {
                throw new IllegalArgumentException("Invalid confirmation: run " + earlier
                        + " has used it; resume that run, or look again and confirm what is found then");
            }
        }
        return true;
    }

    @Override
    public RunReport resume(RunId id) {
        PastRun first = PastRun.read(with.journal(), id);
        first.requireBinding(with.binding());
        JournalEntry.Ended ended = first.ended();
        if (ended != null && isFinal(ended.report().state())) {
            return ended.report();
        }
        try (RunLog log = with.journal().reopen(scope(first), with.holder(), id)) {
            PastRun past = PastRun.read(with.journal(), id); // nobody else writes it any more
            JournalEntry.Begun begun = past.begun();
            PastRun of =
                    begun.of().map(run -> PastRun.read(with.journal(), run)).orElse(past);
            Instant now = with.clock().instant();
            log.write(List.of(new JournalEntry.Resumed(with.holder(), log.fence(), now)));
            log.sync();
            return work(log, begun.request(), now, working -> {
                try (ItemStates before = past.states(working.workspace())) {
                    before.forEach(state -> working.changes().takeUp(state, begun.kind()));
                    Supplier<RunReport> report = switch (begun.kind()) {
                        case RECONCILE -> new Run(working, past, before).carryOut(begun.at());
                        case APPLY -> resumeApplying(working, past, of, before);
                        case UNDO -> new UndoRun(working, of, Set.copyOf(begun.items()), before).carryOut(begun.at());
                    };
                    working.changes().leaveOpen();
                    return report;
                }
            });
        }
    }

    private static boolean isFinal(RunState state) {
        return state == RunState.COMPLETE || state == RunState.HALTED;
    }

    private Supplier<RunReport> resumeApplying(Working working, PastRun past, PastRun plannedRun, ItemStates before) {
        try (PlannedWork planned = PlannedWork.read(plannedRun, with.binding(), working.workspace());
                SpillingSorter<Judged> noted = working.workspace().forFindings()) {
            past.findings(true, noted::add);
            Findings selected = past.planned() == null && knowsWhatToDo(past, planned)
                    ? planned.findings()
                    : Findings.of(
                            noted.sorted(),
                            any -> false,
                            planned.lines(),
                            working.request().examples(),
                            any -> {});
            if (!knowsWhatToDo(past, planned)) {
                working.problems()
                        .add(
                                "The run was killed before it had noted which lines of the plan were left by its reviewer; it has"
                                        + " changed nothing. Apply the reviewed plan again");
            }
            boolean confirmed = past.begun().confirmation().isPresent();
            return new ApplyRun(working, planned, Duration.ofHours(24), confirmed, past, before)
                    .carryOut(selected, past.begun().at());
        }
    }

    /** Whether a run that applies has noted what it was to carry out, or was to carry out all of the plan. */
    private static boolean knowsWhatToDo(PastRun applying, PlannedWork planned) {
        return applying.planned() != null
                || applying.begun()
                        .selection()
                        .equals(Optional.of(planned.findings().digest()));
    }

    @Override
    public RunReport undo(UndoRequest asked) {
        RunId id = asked.run();
        PastRun past = PastRun.read(with.journal(), id);
        past.requireBinding(with.binding());
        if (past.begun().kind() == RunKind.UNDO) {
            throw new IllegalArgumentException(
                    "Run " + id + " is an undo itself; to change things again, start another run");
        }
        requireChanges(past);
        requireChanged(past, asked.items());
        Instant start = with.clock().instant();
        return begin(
                RunKind.UNDO,
                Optional.of(id),
                asked.isDryRun()
                        ? past.begun().request().toBuilder().dryRun().build()
                        : past.begun().request(),
                Optional.empty(),
                List.copyOf(asked.items()),
                Optional.empty(),
                start,
                working -> new UndoRun(working, past, asked.items(), null).carryOut(start));
    }

    private void requireChanged(PastRun past, Set<String> items) {
        Set<String> strange = new TreeSet<>(items);
        if (!strange.isEmpty()) {
            try (SpillDirectory spill = new SpillDirectory(with.spillDirectory());
                    ItemStates states = past.states(new Workspace(spill, with.memoryBudget()))) {
                states.forEach(state -> strange.remove(state.item()));
            }
        }
        if (!strange.isEmpty()) {
            throw new IllegalArgumentException("Run " + past.id() + " had nothing to do with "
                    + ObjectKey.escape(String.join(", ", strange))
                    + "; items are named as in its report, record:17 or object:a/b.jpg");
        }
    }

    /** Somebody who undoes a plan means the run that carried it out. */
    private void requireChanges(PastRun past) {
        if (past.begun().request().isApplying()) {
            return;
        }
        List<RunId> appliedBy = new ArrayList<>();
        for (RunId run : with.journal().runs()) {
            with.journal()
                    .header(run)
                    .filter(begun -> begun.kind() == RunKind.APPLY && begun.of().equals(Optional.of(past.id())))
                    .ifPresent(begun -> appliedBy.add(run));
        }
        throw new IllegalArgumentException("Run " + past.id() + " was a dry run and changed nothing"
                + (appliedBy.isEmpty() ? "" : "; its plan was carried out by " + appliedBy + ": undo that"));
    }

    @Override
    public Plan plan(RunId id, Plan.Form form) {
        PastRun.read(with.journal(), id).requireBinding(with.binding());
        return history().plan(id, form);
    }

    private History history() {
        return new History(with.journal(), with.spillDirectory(), with.memoryBudget());
    }

    @Override
    public String confirmation(Plan plan) {
        PastRun run = PastRun.read(with.journal(), plan.run());
        try (SpillDirectory spill = new SpillDirectory(with.spillDirectory());
                PlannedWork planned = planned(run, spill)) {
            Findings selected = planned.selected(plan);
            if (planned.request().orphanPolicy() != OrphanPolicy.DELETE
                    || selected.count(FindingKind.ORPHAN, "") == 0) {
                throw new IllegalArgumentException(
                        "This plan deletes nothing, and needs no confirmation; the policy DELETE is part of the planned request");
            }
            return planned.confirmation(selected);
        }
    }

    @Override
    public RunReport report(RunId id) {
        return history().report(id);
    }

    @Override
    public void clear(RunId halted, String by) {
        PastRun past = PastRun.read(with.journal(), halted);
        JournalEntry.Ended ended = past.ended();
        if (ended == null || ended.report().state() != RunState.HALTED) {
            throw new IllegalArgumentException(
                    "Run " + halted + " wasn't halted by a guardrail; there is nothing to clear");
        }
        try (RunLog log = with.journal().reopen(scope(past), with.holder(), halted)) {
            log.write(List.of(new JournalEntry.Cleared(by, with.clock().instant())));
            log.sync();
        }
    }

    private RunReport begin(
            RunKind kind,
            Optional<RunId> of,
            ReconcileRequest request,
            Optional<String> selection,
            List<String> items,
            Optional<String> confirmation,
            Instant start,
            Function<Working, Supplier<RunReport>> work) {
        try (RunLog log = begin(of, request, start)) {
            log.write(List.of(new JournalEntry.Begun(
                    JournalFormat.VERSION,
                    log.run(),
                    kind,
                    of,
                    with.binding(),
                    request,
                    selection,
                    items,
                    confirmation,
                    with.holder(),
                    log.fence(),
                    start)));
            log.sync();
            return work(log, request, start, work);
        }
    }

    private String scope(PastRun past) {
        return LeaseScope.of(with.journal(), past.begun());
    }

    private RunLog begin(Optional<RunId> of, ReconcileRequest request, Instant start) {
        RunId id = with.runIds().apply(start);
        if (!request.isTargeted()) {
            return with.journal().begin(LeaseScope.ofAll(with.binding(), request), with.holder(), id);
        }
        return of.isPresent()
                ? with.journal().begin(scope(PastRun.read(with.journal(), of.get())), with.holder(), id)
                : beginTargeted(id, start);
    }

    /** With the first id whose lease is free. */
    private RunLog beginTargeted(RunId first, Instant start) {
        Set<String> taken = new HashSet<>();
        RunId id = first;
        for (int tries = 1; ; tries++) {
            String scope = LeaseScope.ofTargeted(with.binding(), id);
            try {
                if (!taken.contains(scope) || tries >= TRIES_FOR_A_LEASE) {
                    return with.journal().begin(scope, with.holder(), id);
                }
            } catch (RunInProgressException another) {
                taken.add(scope);
                if (taken.size() == LeaseScope.SLOTS || tries >= TRIES_FOR_A_LEASE) {
                    throw another;
                }
            }
            id = with.runIds().apply(start);
        }
    }

    private RunReport work(
            RunLog log, ReconcileRequest request, Instant start, Function<Working, Supplier<RunReport>> work) {
        Executor lent = with.executor();
        if (lent != null) {
            return work(log, request, start, lent, work);
        }
        // the calling thread is a worker, too; who waits for something to list keeps nobody from looking
        ExecutorService own = Executors.newFixedThreadPool(
                2 * (request.concurrency() - 1) + Sweep.READERS, daemons("reconcile-" + log.run() + "-"));
        try {
            return work(log, request, start, own, work);
        } finally {
            own.shutdownNow();
        }
    }

    /** @param start of this part of the run: deadlines count from here */
    private RunReport work(
            RunLog log,
            ReconcileRequest request,
            Instant start,
            Executor workers,
            Function<Working, Supplier<RunReport>> work) {
        StopSignal stop =
                new StopSignal(with.clock(), request.deadline().map(start::plus).orElse(null));
        Announcer announcer = new Announcer(with.listener());
        Ledger ledger = new Ledger(log, with.clock(), announcer, request.correlationId());
        Calls calls = new Calls(
                with.store(),
                with.catalog(),
                stop,
                ledger::hold,
                with.clock(),
                with.waiting(),
                with.random(),
                new Hands(workers, request.concurrency(), stop),
                request.attempts(),
                request.requestsPerSecond(),
                request.verification().bytesPerSecond(),
                request.maxRequests());
        announcer.tell(listener -> listener.started(log.run(), request));
        try (SpillDirectory spill = new SpillDirectory(with.spillDirectory())) {
            Working working = new Working(
                    with,
                    request,
                    calls,
                    stop,
                    new Parallel(workers, request.concurrency(), stop),
                    announcer,
                    ledger,
                    new Workspace(spill, with.memoryBudget()),
                    new Problems(),
                    new ChangeTally());
            RunReport report = ended(working, work.apply(working));
            announcer.tell(listener -> listener.finished(report));
            return report;
        }
    }

    /** The report as the journal has it; or one that says that the journal has none. */
    private static RunReport ended(Working run, Supplier<RunReport> outcome) {
        RunReport report = outcome.get();
        try {
            run.ledger()
                    .writeDurably(
                            List.of(new JournalEntry.Ended(report, run.ledger().now())));
            return report;
        } catch (ReconcileException unwritten) {
            run.problems().add(unwritten);
            return outcome.get();
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
