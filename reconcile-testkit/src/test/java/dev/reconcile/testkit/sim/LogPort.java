package dev.reconcile.testkit.sim;

import dev.reconcile.Finding;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import java.util.List;

/** The open journal of a run, and its lease, as one process holds it. */
final class LogPort implements RunLog {

    private final JournalPort journal;
    private final Incarnation process;
    private final Sim sim;
    private final Disk disk;
    private final String scope;
    private final RunId run;
    private final long fence;

    /** Until when it knows that it has the lease, without asking. */
    private long knownUntil;

    /** Whether the lease was really its own when it last made sure; and how many calls ago that is. */
    boolean heldWhenAsked = true;

    long stepOfHold = -1;

    /** Whether somebody else may be going on with the run. */
    boolean isLost;

    private boolean closed;

    LogPort(JournalPort journal, String scope, RunId run, long fence, long knownUntil) {
        this.journal = journal;
        this.process = journal.process;
        this.sim = process.sim;
        this.disk = journal.disk;
        this.scope = scope;
        this.run = run;
        this.fence = fence;
        this.knownUntil = knownUntil;
    }

    @Override
    public RunId run() {
        return run;
    }

    @Override
    public RunJournal journal() {
        return journal;
    }

    @Override
    public long fence() {
        return fence;
    }

    /** Whether the lease was its own, as far as it could know, when this very call began (H83). */
    boolean wasHeldForThisCall() {
        return isReallyHeld() || (heldWhenAsked && process.steps == stepOfHold + 1);
    }

    boolean isReallyHeld() {
        return !closed && disk.isHeld(scope, fence);
    }

    @Override
    public void write(List<JournalEntry> entries) {
        String what = "write " + kinds(entries);
        process.enter(what);
        if (!isReallyHeld()) {
            isLost = true;
            process.leave(what, "lease lost");
            throw new LeaseLostException("The lease of run " + run + " is lost");
        }
        if (entries.get(0) instanceof JournalEntry.Begun begun) {
            sim.began(run, process, begun.at());
        }
        Fault fault = process.fault(what, Fault.JOURNAL_WRITE);
        if (fault == Fault.JOURNAL_DISK_FULL) {
            int kept = disk.isDatabase ? 0 : sim.choices.pick("entries before the disk was full", entries.size() + 1);
            disk.write(run, entries.subList(0, kept));
            entries.subList(0, kept).forEach(this::sighted);
            process.leave(what, "disk full after " + kept);
            throw new JournalException("The disk is full", null);
        }
        disk.write(run, entries);
        entries.forEach(this::sighted);
        process.leave(what, "written");
    }

    /** H82: a run whose journal has its end is a sighting, whether or not its process lived to tell. */
    private void sighted(JournalEntry entry) {
        boolean isComplete = entry instanceof JournalEntry.Ended ended
                && ended.report().kind() == RunKind.RECONCILE
                && ended.report().state() == RunState.COMPLETE;
        if (!isComplete) {
            return;
        }
        for (Finding finding : process.found) {
            if (finding instanceof Finding.Orphan orphan) {
                sim.sightings.add(
                        orphan.key().value(), String.valueOf(orphan.object().etag()), process.began);
            }
        }
    }

    static String kinds(List<JournalEntry> entries) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (JournalEntry entry : entries) {
            String kind = entry.getClass().getSimpleName();
            if (!kind.equals(last)) {
                text.append(text.length() == 0 ? "" : ", ").append(kind);
                last = kind;
            }
        }
        return text.toString();
    }

    @Override
    public void sync() {
        if (disk.isDatabase) {
            return;
        }
        process.enter("sync");
        if (process.fault("sync", Fault.JOURNAL_SYNC) != Fault.NONE) {
            process.leave("sync", "fails");
            throw new JournalException("The disk failed", null);
        }
        makeSafe();
        process.leave("sync", "safe");
    }

    private void makeSafe() {
        disk.sync(run);
    }

    @Override
    public void hold() {
        if (process.dead) {
            throw new Crash("dead already");
        }
        stepOfHold = process.steps;
        heldWhenAsked = isReallyHeld();
        if (hasRunOut()) {
            isLost = true;
            sim.trace.line(sim.time.now(), process.name, "hold -> lost");
            throw new LeaseLostException("The lease of run " + run + " is lost");
        }
    }

    private boolean hasRunOut() {
        if (closed) {
            return true;
        }
        if (!disk.isDatabase) {
            return false;
        }
        long now = sim.time.now();
        if (now >= knownUntil) {
            return true;
        }
        if (knownUntil - now < Disk.LEASE_MILLIS * 2 / 3) {
            if (!disk.renew(scope, fence)) {
                return true;
            }
            knownUntil = now + Disk.LEASE_MILLIS;
        }
        return false;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (process.dead) {
            throw new Crash("dead already");
        }
        closed = true;
        disk.sync(run);
        disk.release(scope, fence);
        sim.trace.line(sim.time.now(), process.name, "gives the lease back");
    }
}
