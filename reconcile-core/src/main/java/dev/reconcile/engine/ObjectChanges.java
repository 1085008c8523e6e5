package dev.reconcile.engine;

import dev.reconcile.Adopter;
import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes objects: intents first, durable; then the changes, one by one; then what became of them. Every change is made only to the
 * very object that was judged. Thread-safe as far as its parts are; called from one thread.
 */
final class ObjectChanges {

    private final Calls calls;
    private final Ledger ledger;
    private final ChangeTally tally;
    private final Confirm confirm;
    private final Removal removal;
    private final Moves moves;
    private final @Nullable Adopter adopter;

    ObjectChanges(
            Calls calls,
            Ledger ledger,
            ChangeTally tally,
            Confirm confirm,
            Removal removal,
            @Nullable Adopter adopter) {
        this.calls = calls;
        this.ledger = ledger;
        this.tally = tally;
        this.confirm = confirm;
        this.removal = removal;
        this.moves = new Moves(calls, ledger, confirm, removal);
        this.adopter = adopter;
    }

    void carryOut(List<Intention> intentions, ChangeTally.Sort sort) {
        if (intentions.isEmpty()) {
            return;
        }
        ledger.writeDurably(intentions.stream().map(ledger::intended).toList());
        tally.attempted(sort, intentions);
        List<Moves.Move> moving = new ArrayList<>();
        List<Intention> moved = new ArrayList<>();
        for (Intention intention : intentions) {
            Moves.Move move = asMove(intention.change());
            if (move != null) {
                moving.add(move);
                moved.add(intention);
            } else {
                tell(intention, change(intention.change()), sort);
            }
        }
        List<JournalEntry.Done> dones = moves.move(moving);
        for (int i = 0; i < dones.size(); i++) {
            tell(moved.get(i), dones.get(i), sort);
        }
    }

    private void tell(Intention intention, JournalEntry.Done done, ChangeTally.Sort sort) {
        ledger.write(List.of(done));
        tally.done(sort, done.item(), done.outcome(), done.detail());
        ledger.announce(intention.change(), intention.evidence(), done);
    }

    private static Moves.@Nullable Move asMove(Change change) {
        if (change instanceof Change.Quarantine quarantine) {
            return new Moves.Move(change, quarantine.object(), quarantine.target(), true);
        }
        return change instanceof Change.Restore restore
                ? new Moves.Move(
                        change, restore.quarantined(), restore.original().key(), false)
                : null;
    }

    private JournalEntry.Done change(Change change) {
        if (change instanceof Change.Delete delete) {
            return delete(delete);
        }
        if (change instanceof Change.Tag tag) {
            return tag(tag);
        }
        if (change instanceof Change.Adopt adopt) {
            return adopt(adopt);
        }
        if (change instanceof Change.Abort abort) {
            return abort(abort);
        }
        if (change instanceof Change.RestoreVersion restore) {
            return restoreVersion(restore);
        }
        throw new IllegalArgumentException("No change of an object: " + change);
    }

    private JournalEntry.Done delete(Change.Delete delete) {
        String against = confirm.againstChanging(delete.object());
        if (against != null) {
            return ledger.done(delete, ChangeOutcome.CONFLICT, against);
        }
        Written removed = removal.remove(delete.object());
        if (removed.kind() == Written.Kind.UNKNOWN) {
            removed = removal.readBack(delete.object(), removed);
        }
        return ledger.done(delete, Moves.outcome(removed), removed.detail(), null, null, removed.version());
    }

    /** A tag can't be put under a precondition, so the object is looked at after it, and what was written meanwhile is untagged. */
    private JournalEntry.Done tag(Change.Tag tag) {
        ObjectKey key = tag.object().key();
        String written = "the object or its tags were written meanwhile, or the store didn't say";
        String against = tags(tag) ? confirm.againstChanging(tag.object()) : isBack(tag.object()) ? null : written;
        if (against == null && !carries(key, tag.before())) {
            against = written;
        }
        if (against != null) {
            return ledger.done(tag, ChangeOutcome.CONFLICT, against);
        }
        Written tagged = calls.change(store -> store.tag(key, tag.after()));
        if (!tagged.isApplied() && tagged.kind() != Written.Kind.UNKNOWN) {
            return ledger.done(tag, Moves.outcome(tagged), tagged.detail());
        }
        Presence now = calls.stat(key);
        if (now instanceof Presence.Present there && !there.object().isSameStateAs(tag.object())) {
            return takenOffAgain(tag);
        }
        return carries(key, tag.after())
                ? ledger.done(tag, ChangeOutcome.APPLIED, "")
                : ledger.done(tag, ChangeOutcome.UNCERTAIN, "the tags couldn't be read back: " + tagged.detail());
    }

    /** Another object may have got the tag: it keeps what else it carries. */
    private JournalEntry.Done takenOffAgain(Change.Tag tag) {
        ObjectKey key = tag.object().key();
        Tags now = calls.tags(key);
        if (now.known().isEmpty()) {
            return ledger.done(
                    tag,
                    ChangeOutcome.UNCERTAIN,
                    "it was written meanwhile, and may carry the tag: its tags aren't known: " + now.detail());
        }
        Map<String, String> rest = new TreeMap<>(now.known().get());
        if (!tags(tag) || !rest.entrySet().removeAll(OrphanStage.TAG.entrySet())) {
            return ledger.done(tag, ChangeOutcome.CONFLICT, "it was written meanwhile");
        }
        Written untagged = calls.change(store -> store.tag(key, rest));
        return untagged.isApplied()
                ? ledger.done(tag, ChangeOutcome.CONFLICT, "it was written meanwhile; the tag was taken off again")
                : ledger.done(
                        tag,
                        ChangeOutcome.UNCERTAIN,
                        "it was written meanwhile, and may carry the tag, which couldn't be taken off: "
                                + untagged.detail());
    }

    /** Whether it marks an orphan, and doesn't take a mark off again. */
    private static boolean tags(Change.Tag tag) {
        return tag.after().entrySet().containsAll(OrphanStage.TAG.entrySet());
    }

    private boolean carries(ObjectKey key, Map<String, String> tags) {
        return calls.tags(key).known().filter(tags::equals).isPresent();
    }

    private JournalEntry.Done adopt(Change.Adopt adopt) {
        if (adopter == null) {
            return ledger.done(adopt, ChangeOutcome.SKIPPED, "the engine was built without an adopter");
        }
        calls.ready();
        try {
            if (!adopter.adopt(adopt.object())) {
                return ledger.done(adopt, ChangeOutcome.SKIPPED, "the host doesn't want it");
            }
        } catch (RuntimeException failed) {
            return ledger.done(
                    adopt,
                    ChangeOutcome.FAILED,
                    "the host's adopter threw " + failed.getClass().getName());
        }
        return isReferenced(adopt.object().key())
                ? ledger.done(adopt, ChangeOutcome.APPLIED, "")
                : ledger.done(
                        adopt, ChangeOutcome.FAILED, "the host says it made a record, but none refers to the object");
    }

    private boolean isReferenced(ObjectKey key) {
        try {
            return confirm.referrers(List.of(key)).isReferenced(key);
        } catch (CatalogException unanswered) {
            return false;
        }
    }

    private JournalEntry.Done abort(Change.Abort abort) {
        Written aborted = calls.change(store -> store.abort(abort.upload()));
        if (aborted.kind() == Written.Kind.UNKNOWN
                && find(abort.upload()).map(List::isEmpty).orElse(false)) {
            aborted = Written.applied(null, null);
        }
        return ledger.done(abort, Moves.outcome(aborted), aborted.detail());
    }

    /** The upload as the store lists it now: one, none, or empty if the store didn't say. */
    Optional<List<Upload>> find(Upload sought) {
        List<Upload> found = new ArrayList<>();
        try {
            UploadRequest request = UploadRequest.of(sought.key().value());
            while (request != null) {
                UploadPage page = calls.uploads(request);
                page.uploads().stream()
                        .filter(upload ->
                                upload.id().equals(sought.id()) && upload.key().equals(sought.key()))
                        .forEach(found::add);
                request = page.next();
            }
            return Optional.of(found);
        } catch (StoreException unanswered) {
            return Optional.empty();
        }
    }

    private JournalEntry.Done restoreVersion(Change.RestoreVersion restore) {
        ObjectKey key = restore.original().key();
        Written restored = calls.change(store -> store.removeMarker(key, restore.marker()));
        if (restored.kind() == Written.Kind.UNKNOWN && isBack(restore.original())) {
            restored = Written.applied(null, null);
        }
        return ledger.done(restore, Moves.outcome(restored), restored.detail());
    }

    private boolean isBack(StoredObject original) {
        return calls.stat(original.key()) instanceof Presence.Present there
                && there.object().isSameStateAs(original);
    }

    /** Resolves what a killed run had begun, by looking (H84). What wasn't done is judged afresh and tried again. */
    Settlement settle(Change change, ChangeTally.Sort sort) {
        Settlement settlement = settlement(change);
        if (settlement != Settlement.UNKNOWN) {
            tally.readBack(change.item());
        }
        if (settlement == Settlement.SETTLED) {
            tell(
                    new Intention(change, List.of()),
                    ledger.done(change, ChangeOutcome.APPLIED, "found done when the run was resumed"),
                    sort);
        }
        return settlement;
    }

    private Settlement settlement(Change change) {
        if (change instanceof Change.Quarantine quarantine) {
            return moved(quarantine.object(), quarantine.target());
        }
        if (change instanceof Change.Restore restore) {
            return moved(restore.quarantined(), restore.original().key());
        }
        if (change instanceof Change.Delete delete) {
            return of(confirm.provenLook(delete.object().key()), Presence.Kind.ABSENT);
        }
        if (change instanceof Change.Tag tag) {
            return tagged(tag);
        }
        if (change instanceof Change.Adopt adopt) {
            return adopted(adopt.object().key());
        }
        if (change instanceof Change.Abort abort) {
            return find(abort.upload())
                    .map(left -> left.isEmpty() ? Settlement.SETTLED : Settlement.OPEN)
                    .orElse(Settlement.UNKNOWN);
        }
        StoredObject original = ((Change.RestoreVersion) change).original();
        Presence now = calls.stat(original.key());
        if (now instanceof Presence.Present there) {
            return there.object().isSameStateAs(original) ? Settlement.SETTLED : Settlement.OPEN;
        }
        return of(now, Presence.Kind.PRESENT);
    }

    private static Settlement of(Presence now, Presence.Kind done) {
        if (now.kind() == Presence.Kind.UNKNOWN) {
            return Settlement.UNKNOWN;
        }
        return now.kind() == done ? Settlement.SETTLED : Settlement.OPEN;
    }

    /** A move is done when the copy is there and the source isn't. */
    private Settlement moved(StoredObject source, ObjectKey target) {
        Settlement removed = of(confirm.provenLook(source.key()), Presence.Kind.ABSENT);
        if (removed != Settlement.SETTLED) {
            return removed;
        }
        Presence copy = calls.stat(target);
        if (copy instanceof Presence.Present there) {
            return Moves.isCopy(source, there.object()) ? Settlement.SETTLED : Settlement.OPEN;
        }
        return of(copy, Presence.Kind.PRESENT);
    }

    private Settlement tagged(Change.Tag tag) {
        Optional<Map<String, String>> now = calls.tags(tag.object().key()).known();
        if (now.isEmpty()) {
            return Settlement.UNKNOWN;
        }
        return now.get().equals(tag.after()) && isBack(tag.object()) ? Settlement.SETTLED : Settlement.OPEN;
    }

    private Settlement adopted(ObjectKey key) {
        try {
            return confirm.referrers(List.of(key)).isReferenced(key) ? Settlement.SETTLED : Settlement.OPEN;
        } catch (CatalogException unanswered) {
            return Settlement.UNKNOWN;
        }
    }
}
