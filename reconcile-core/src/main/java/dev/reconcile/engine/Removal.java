package dev.reconcile.engine;

import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import org.jspecify.annotations.Nullable;

/**
 * How objects may be removed from this store: under a precondition that was seen to be honoured (H54, H76), leaving a version behind, or, on
 * explicit request only, without either.
 */
final class Removal {

    private final Calls calls;
    private final Confirm confirm;
    private final StoreAbilities abilities;
    private final boolean unsafe;

    /** @param unsafe whether the request accepts that an object written at the wrong moment is lost */
    Removal(Calls calls, Confirm confirm, StoreAbilities abilities, boolean unsafe) {
        this.calls = calls;
        this.confirm = confirm;
        this.abilities = abilities;
        this.unsafe = unsafe;
    }

    /** Why nothing may be removed from this store; null if it may. */
    @Nullable
    String problem() {
        if (isSafe() || unsafe) {
            return null;
        }
        return "Nothing is removed from this store, as an object that was written a moment ago could be lost: a probe hasn't seen it"
                + " honour If-Match on DELETE, and it isn't known to keep versions. Switch versioning on for the bucket, or say"
                + " unsafeWithoutPreconditions" + abilities.whyNot(Trait.REMOVES_CONDITIONALLY);
    }

    private boolean isSafe() {
        return abilities.removesConditionally() || abilities.versioning() == Versioning.ENABLED;
    }

    /** Why nothing may be written over a key that was free a moment ago; null if it may. */
    @Nullable
    String problemOfRestoring() {
        if (abilities.createsConditionally() || abilities.versioning() == Versioning.ENABLED || unsafe) {
            return null;
        }
        return "Nothing is restored in this store, as an object that was written a moment ago could be overwritten: a probe hasn't seen it"
                + " honour If-None-Match on a copy, and it isn't known to keep versions. Switch versioning on for the bucket and"
                + " undo again" + abilities.whyNot(Trait.CREATES_CONDITIONALLY);
    }

    Written remove(StoredObject object) {
        if (abilities.removesConditionally()) {
            return calls.change(store -> store.remove(object));
        }
        Presence now = calls.stat(object.key());
        if (now instanceof Presence.Present there && there.object().isSameStateAs(object)) {
            return calls.change(store -> store.unsafeRemove(object.key()));
        }
        return now.kind() == Presence.Kind.UNKNOWN
                ? Written.not(Written.Kind.REFUSED, "the look before the removal gave no answer")
                : Written.not(Written.Kind.CONFLICT, "it was changed since it was judged");
    }

    /** H63: what became of a removal without an answer. */
    Written readBack(StoredObject object, Written unanswered) {
        Presence now = confirm.provenLook(object.key());
        if (now instanceof Presence.Present there) {
            return there.object().isSameStateAs(object)
                    ? Written.not(Written.Kind.REFUSED, "it wasn't removed: " + unanswered.detail())
                    : Written.not(Written.Kind.CONFLICT, "it was written meanwhile");
        }
        return now.kind() == Presence.Kind.ABSENT ? Written.applied(null, null) : unanswered;
    }
}
