package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import java.util.List;

/** What fresh looks made of a candidate. */
sealed interface Verdict {

    /** It is so. */
    record Convicted(Finding finding, List<Look> evidence) implements Verdict {}

    /** It isn't so, or can't be told. */
    enum Acquitted implements Verdict {
        /** The object is there as it should be; a reference names the object. */
        IN_ORDER,
        /** The record or the object isn't what the scan saw any more. */
        CHANGED,
        /** A listed object is absent (H9). */
        VANISHED,
        /** A reference names a key that differs from the object's in form only. */
        TWIN,
        /** Nothing that was asked for can be compared (H17 to H20). */
        UNVERIFIABLE,
        /** No answer, or none that proves anything (H70). */
        UNKNOWN
    }
}
