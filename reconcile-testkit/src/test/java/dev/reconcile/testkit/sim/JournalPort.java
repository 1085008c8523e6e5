package dev.reconcile.testkit.sim;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The journal as one process reaches it. */
final class JournalPort implements RunJournal {

    final Incarnation process;
    final Disk disk;
    private final Sim sim;

    JournalPort(Incarnation process) {
        this.process = process;
        this.sim = process.sim;
        this.disk = sim.disk;
    }

    @Override
    public String identity() {
        return disk.isDatabase ? "sim:database" : "sim:directory";
    }

    @Override
    public RunLog begin(String scope, String holder, RunId run) {
        process.enter("begin");
        Disk.Lease lease = take(scope, run);
        if (!disk.begin(run)) {
            disk.release(scope, lease.fence());
            throw new JournalException("There is a run " + run + " already", null);
        }
        return opened(scope, lease);
    }

    @Override
    public RunLog reopen(String scope, String holder, RunId run) {
        process.enter("reopen");
        if (disk.tape(run) == null) {
            throw new JournalException("There is no run " + run, null);
        }
        Disk.Lease lease = take(scope, run);
        disk.cutTornTail(run);
        return opened(scope, lease);
    }

    private Disk.Lease take(String scope, RunId run) {
        Disk.Lease held = disk.lease(scope);
        if (held != null) {
            process.leave("take the lease", "held by " + held.process().name);
            throw new RunInProgressException(held.process().name);
        }
        return disk.take(scope, process, run);
    }

    private RunLog opened(String scope, Disk.Lease lease) {
        LogPort log = new LogPort(this, scope, lease.run(), lease.fence(), lease.until());
        process.log = log;
        process.leave("take the lease", "fence " + lease.fence());
        return log;
    }

    @Override
    public Stream<JournalEntry> entries(RunId run) {
        String what = "entries";
        process.enter(what);
        Disk.Tape tape = disk.tape(run);
        if (tape == null) {
            process.leave(what, "no such run");
            throw new JournalException("There is no run " + run, null);
        }
        if (process.fault(what, Fault.JOURNAL_READ) != Fault.NONE) {
            process.leave(what, "can't be read");
            throw new JournalException("The journal can't be read", null);
        }
        List<JournalEntry> entries = new ArrayList<>();
        for (Disk.Line line : tape.lines) {
            if (!line.torn()) {
                entries.add(line.read());
            }
        }
        process.leave(what, entries.size() + " entries");
        return entries.stream();
    }

    @Override
    public List<RunId> runs() {
        process.enter("runs");
        process.leave("runs", String.valueOf(disk.runs().size()));
        return disk.runs();
    }

    @Override
    public void remove(RunId run) {
        process.enter("remove run");
        disk.remove(run);
        process.leave("remove run", "done");
    }

    @Override
    public void close() {}
}
