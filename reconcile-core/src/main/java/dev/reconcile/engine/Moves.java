package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Moves objects into the quarantine and back. Copy and removal aren't one step (H78), so there is an intact copy at every moment:
 * intent, copy, verification and its entry come first, each durable, and only then is the source removed, under a precondition.
 */
final class Moves {

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final Calls calls;
    private final Ledger ledger;
    private final Confirm confirm;
    private final Removal removal;

    Moves(Calls calls, Ledger ledger, Confirm confirm, Removal removal) {
        this.calls = calls;
        this.ledger = ledger;
        this.confirm = confirm;
        this.removal = removal;
    }

    /**
     * One move. Its intent is durable already.
     *
     * @param orphan whether the source is an orphan on its way into the quarantine, which a look right before decides
     */
    record Move(Change change, StoredObject source, ObjectKey target, boolean orphan) {}

    /** What became of each, in order; the entries aren't written yet. */
    List<JournalEntry.Done> move(List<Move> moves) {
        List<JournalEntry.Done> dones = new ArrayList<>();
        List<JournalEntry> copied = new ArrayList<>();
        for (Move move : moves) {
            Written copy = copy(move);
            if (copy.isApplied()) {
                copied.add(new JournalEntry.Copied(move.change().item(), copy.etag(), ledger.now()));
            }
            dones.add(ledger.done(move.change(), outcome(copy), copy.detail()));
        }
        ledger.writeDurably(copied); // from here on a source may be missing
        for (int i = 0; i < moves.size(); i++) {
            if (dones.get(i).outcome() == ChangeOutcome.APPLIED) {
                dones.set(i, removeSource(moves.get(i)));
            }
        }
        return dones;
    }

    static ChangeOutcome outcome(Written written) {
        return switch (written.kind()) {
            case APPLIED -> ChangeOutcome.APPLIED;
            case CONFLICT -> ChangeOutcome.CONFLICT;
            case ABSENT -> ChangeOutcome.GONE;
            case REFUSED -> ChangeOutcome.FAILED;
            case UNKNOWN -> ChangeOutcome.UNCERTAIN;
        };
    }

    /** Applied only if the copy was seen to be there and to be one. */
    private Written copy(Move move) {
        Presence before = calls.stat(move.target());
        if (before instanceof Presence.Present there) { // an earlier try's, or somebody else's
            return isCopy(move.source(), there.object())
                    ? Written.applied(there.object().etag(), null)
                    : Written.not(Written.Kind.CONFLICT, "there is another object at " + move.target());
        }
        if (before instanceof Presence.Unknown unknown) {
            return Written.not(
                    Written.Kind.REFUSED,
                    "nothing was changed, as the look before gave no answer: " + unknown.detail());
        }
        Written copy = calls.change(store -> store.copy(move.source(), move.target()));
        if (!copy.isApplied() && copy.kind() != Written.Kind.UNKNOWN) {
            return copy;
        }
        return isVerified(move) ? Written.applied(copy.etag(), null) : unverified(copy);
    }

    private static Written unverified(Written copy) {
        return Written.not(
                Written.Kind.REFUSED,
                "the copy couldn't be verified, so the object stays where it is: " + copy.detail());
    }

    /** H78: the copy is looked at before anything relies on it. */
    private boolean isVerified(Move move) {
        return calls.stat(move.target()) instanceof Presence.Present there && isCopy(move.source(), there.object());
    }

    /** Same size and, where both ETags are plain MD5 sums, the same content (H19). */
    static boolean isCopy(StoredObject source, StoredObject copy) {
        return source.size() == copy.size() && !isOtherContent(source, copy);
    }

    private static boolean isOtherContent(StoredObject source, StoredObject copy) {
        return isMd5(source) && isMd5(copy) && !String.valueOf(source.etag()).equals(copy.etag());
    }

    private static boolean isMd5(StoredObject object) {
        return object.etag() != null && MD5.matcher(object.etag()).matches();
    }

    private JournalEntry.Done removeSource(Move move) {
        Change change = move.change();
        if (move.orphan()) {
            String against = confirm.againstChanging(move.source());
            if (against != null) {
                return withdrawn(move, against);
            }
        }
        Written removed = removal.remove(move.source());
        if (removed.kind() == Written.Kind.UNKNOWN) {
            removed = removal.readBack(move.source(), removed);
        }
        if (!move.orphan()) {
            String detail =
                    removed.isApplied() ? "" : "it is back; its copy in the quarantine remains: " + removed.detail();
            return ledger.done(change, ChangeOutcome.APPLIED, detail);
        }
        return switch (removed.kind()) {
            case APPLIED -> ledger.done(change, ChangeOutcome.APPLIED, "", null, null, removed.version());
            case ABSENT ->
                ledger.done(change, ChangeOutcome.GONE, "it vanished meanwhile; a copy is at " + move.target());
            case CONFLICT -> withdrawn(move, "it was written meanwhile");
            case REFUSED -> ledger.done(change, ChangeOutcome.FAILED, removed.detail());
            case UNKNOWN -> ledger.done(change, ChangeOutcome.UNCERTAIN, removed.detail());
        };
    }

    /** The source stays; our own copy goes, if the source is seen to be there. */
    private JournalEntry.Done withdrawn(Move move, String why) {
        if (calls.stat(move.source().key()).kind() == Presence.Kind.PRESENT) {
            calls.change(store -> store.unsafeRemove(move.target()));
        }
        return ledger.done(move.change(), ChangeOutcome.CONFLICT, why);
    }
}
