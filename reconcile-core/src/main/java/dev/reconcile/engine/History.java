package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.PastChange;
import dev.reconcile.Plan;
import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads runs back. What is more than fits into memory is sorted on disk while a stream is open. */
public final class History implements RunHistory {

    private final RunJournal journal;
    private final Path spillDirectory;
    private final long memoryBudget;

    /** For {@link RunHistory#of}. */
    public History(RunJournal journal) {
        this(journal, Path.of(System.getProperty("java.io.tmpdir")), 32L << 20);
    }

    History(RunJournal journal, Path spillDirectory, long memoryBudget) {
        this.journal = journal;
        this.spillDirectory = spillDirectory;
        this.memoryBudget = memoryBudget;
    }

    @Override
    public List<RunId> runs() {
        return journal.runs();
    }

    @Override
    public RunSummary summary(RunId run) {
        PastRun past = PastRun.read(journal, run);
        JournalEntry.Begun begun = past.begun();
        return new RunSummary(
                run,
                begun.kind(),
                begun.of(),
                begun.request(),
                begun.binding().store(),
                begun.binding().catalog(),
                begun.holder(),
                begun.at(),
                Optional.ofNullable(past.ended()).map(JournalEntry.Ended::report),
                past.isCleared());
    }

    @Override
    public RunReport report(RunId run) {
        JournalEntry.Ended ended = PastRun.read(journal, run).ended();
        if (ended == null) {
            throw new IllegalArgumentException(
                    "Run " + run + " hasn't ended: it is still under way, or was killed; resume it");
        }
        return ended.report();
    }

    @Override
    public Stream<Finding> findings(RunId run) {
        PastRun past = PastRun.read(journal, run);
        return streamed(open -> {
            SpillingSorter<Judged> sorter = open.also(open.workspace().forFindings(), SpillingSorter::close);
            past.findings(false, sorter::add);
            Findings all = Findings.uncounted(sorter.sorted());
            return each(open.also(all.numbered(), CloseableIterator::close));
        });
    }

    @Override
    public Stream<PastChange> changes(RunId run) {
        PastRun past = PastRun.read(journal, run);
        return streamed(open -> {
            ItemStates states = open.also(past.states(open.workspace()), ItemStates::close);
            return each(open.also(states.all(), CloseableIterator::close)).map(History::change);
        });
    }

    private static PastChange change(ItemState state) {
        JournalEntry.Intended intended = state.intended();
        JournalEntry.Done done = state.done();
        return new PastChange(
                state.item(),
                Optional.ofNullable(intended).map(JournalEntry.Intended::change),
                Optional.ofNullable(done).map(JournalEntry.Done::outcome),
                done == null ? "" : done.detail(),
                state.at());
    }

    @Override
    public Plan plan(RunId run, Plan.Form form) {
        PastRun past = PastRun.read(journal, run);
        try (Open open = new Open()) {
            PlannedWork.read(past, open.workspace()).close();
        }
        return new Plan(run, form, () -> lines(past, form));
    }

    private Stream<String> lines(PastRun past, Plan.Form form) {
        return streamed(open -> {
            PlannedWork planned = open.also(PlannedWork.read(past, open.workspace()), PlannedWork::close);
            Findings.Numbered all = open.also(planned.findings().numbered(), CloseableIterator::close);
            Stream<String> titles = form == Plan.Form.CSV ? Stream.of(PlanLines.titles()) : Stream.empty();
            return Stream.concat(
                    titles, each(all).map(finding -> planned.lines().line(all.number(), finding, form)));
        });
    }

    /** One after the other, none read ahead. */
    private static <T> Stream<T> each(CloseableIterator<T> all) {
        return Stream.iterate(0, any -> all.hasNext(), any -> any).map(any -> all.next());
    }

    private <T> Stream<T> streamed(Function<Open, Stream<T>> opened) {
        Open open = new Open();
        try {
            return opened.apply(open).onClose(open::close);
        } catch (RuntimeException failed) {
            open.close();
            throw failed;
        }
    }

    /** What a stream holds as long as it is open; closed in the reverse order. */
    private final class Open implements AutoCloseable {

        private final Deque<Runnable> held = new ArrayDeque<>();
        private final Workspace workspace;

        private Open() {
            workspace = new Workspace(also(new SpillDirectory(spillDirectory), SpillDirectory::close), memoryBudget);
        }

        Workspace workspace() {
            return workspace;
        }

        <C> C also(C resource, Consumer<? super C> closing) {
            held.push(() -> closing.accept(resource));
            return resource;
        }

        @Override
        public void close() {
            while (!held.isEmpty()) {
                held.pop().run();
            }
        }
    }
}
