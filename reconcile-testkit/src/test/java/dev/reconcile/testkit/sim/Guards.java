package dev.reconcile.testkit.sim;

import static dev.reconcile.testkit.sim.Sabotage.Instead.EMPTY_LIST;
import static dev.reconcile.testkit.sim.Sabotage.Instead.EMPTY_MAP;
import static dev.reconcile.testkit.sim.Sabotage.Instead.EMPTY_SET;
import static dev.reconcile.testkit.sim.Sabotage.Instead.FALSE;
import static dev.reconcile.testkit.sim.Sabotage.Instead.NOTHING;
import static dev.reconcile.testkit.sim.Sabotage.Instead.NULL;
import static dev.reconcile.testkit.sim.Sabotage.Instead.TRUE;

import java.util.List;

/** Every guard of the engine that the simulator takes out to see whether it would be missed (G4). */
final class Guards {

    private Guards() {}

    static final List<Sabotage> ALL = List.of(
            // what an absence is worth
            Sabotage.of("H1: the bucket is proven to answer, after the looks", "engine.Confirm", "isProven", TRUE),
            Sabotage.of("H72: a witness is the very object seen before", "engine.Witness", "isSame", TRUE),
            Sabotage.of(
                    "H2: a key that can't exist is answered to be absent",
                    "engine.Preflight",
                    "storeTellsAbsence",
                    TRUE),
            // graces
            Sabotage.of(
                    "H60: young and undated records aren't judged",
                    "engine.Grace",
                    "isSettled",
                    List.of("Instant", "Instant"),
                    TRUE),
            Sabotage.of("H22, H60: young objects are no orphans", "engine.Grace", "mayBeOrphan", TRUE),
            Sabotage.of(
                    "H23: an upload in parts is as old as its first sighting",
                    "engine.OrphanRules",
                    "isMultipart",
                    FALSE),
            Sabotage.of("H24: only uploads begun long ago are abandoned", "engine.Uploads", "isAbandoned", TRUE),
            // compare and set, rows
            Sabotage.of("H62: a mark needs the status that was judged", "catalog.Mark", "hasJudgedStatus", TRUE),
            Sabotage.of("H62: a mark needs the message that was judged", "catalog.Mark", "hasJudgedMessage", TRUE),
            Sabotage.of("H62: a mark needs the key that was judged", "catalog.Mark$Judged", "isSameKey", TRUE),
            Sabotage.of(
                    "H62: a mark needs a reference that is still required",
                    "catalog.Mark$Judged",
                    "isNoLessRequired",
                    TRUE),
            Sabotage.of(
                    "H62: a mark needs the size that was expected", "catalog.Mark$Judged", "isExpectedTheSame", TRUE),
            Sabotage.of("H86: an undo needs our own message", "catalog.Unmark", "isOurMessage", TRUE),
            Sabotage.of("H86: an undo needs a record that nobody wrote since", "catalog.Unmark", "isUntouched", TRUE),
            // compare and set, objects
            Sabotage.of("H75: two looks at an object show one state", "engine.Confirm", "isSameObject", TRUE),
            Sabotage.of(
                    "H50, H75: an orphan is looked at again right before", "engine.Confirm", "againstChanging", NULL),
            Sabotage.of("H75: nothing is removed that isn't what was judged", "engine.Confirm", "isStill", TRUE),
            Sabotage.of("H76: preconditions are tried out before they are relied on", "engine.Removal", "isSafe", TRUE),
            Sabotage.of("H78: a copy is looked at before its source goes", "engine.Moves", "isVerified", TRUE),
            Sabotage.of(
                    "I7: nothing is restored over what was written since",
                    "engine.Removal",
                    "problemOfRestoring",
                    NULL),
            // orphans
            Sabotage.of("H59: the catalog is asked again for a key", "engine.Confirm$Referrers", "isReferenced", FALSE),
            Sabotage.of("H34, H44: keys in another form count", "engine.KeyTwins", "of", EMPTY_SET),
            Sabotage.of("H42: what stands for a folder is no orphan", "store.StoredObject", "isDirectoryMarker", FALSE),
            Sabotage.of(
                    "H47: references to unknown places hide objects",
                    "catalog.UnusableReference",
                    "mayHideAReference",
                    FALSE),
            Sabotage.of("H55, H47: orphans need a catalog that is known", "engine.Comparison", "isCatalogKnown", TRUE),
            Sabotage.of("H73: a broken listing gives no orphans", "engine.Walk", "isFailed", FALSE),
            Sabotage.of("H80: the reserved prefix is left alone", "engine.Nominator", "isReserved", FALSE),
            Sabotage.of("H82: two sightings, hours apart", "engine.OrphanRules", "isSeenTwice", TRUE),
            Sabotage.of("H82: sightings of complete runs only", "engine.Sightings", "isComplete", TRUE),
            Sabotage.of("H82: sightings of the very object", "engine.Sightings", "isSameObject", TRUE),
            Sabotage.of("all rules for orphans", "engine.OrphanRules", "against", NULL),
            // guardrails
            Sabotage.of("H71: more drift than the limits allow", "Guardrails", "areExceededBy", FALSE),
            Sabotage.of("H71: too many marks", "engine.Tripwires", "tooMuchDrift", NOTHING),
            Sabotage.of("H71: too many changes of objects", "engine.Tripwires", "tooManyObjects", NOTHING),
            Sabotage.of("H71: exactly the count that was accepted", "engine.Tripwires", "unlessExactly", NOTHING),
            Sabotage.of("H71: every guardrail", "engine.Tripwires", "tripped", EMPTY_LIST),
            // order
            Sabotage.of("H31: nothing of a disordered walk stands", "engine.Walk", "isDisordered", FALSE),
            // the journal
            Sabotage.of("H84: intents are durable before the change", "testkit.sim.LogPort", "makeSafe", NOTHING),
            Sabotage.of("H83: the lease is made sure of before every call", "engine.Ledger", "hold", NOTHING),
            Sabotage.of(
                    "H84: an open intent is settled by looking",
                    "engine.Repair",
                    "isSettled",
                    List.of("ItemState", "Sort", "ObjectChanges"),
                    FALSE),
            Sabotage.of("H84: ranges count once they were walked to the end", "engine.PastRun", "stands", TRUE),
            Sabotage.of("H85: a run is bound to its store", "engine.PastRun", "requireBinding", NOTHING),
            Sabotage.of("H87: a deletion is confirmed", "engine.Engine", "isConfirmed", TRUE),
            Sabotage.of("H107: a changed line is refused", "engine.Review", "requireSame", NOTHING),
            // answers
            Sabotage.of("H91: an interrupted run stops", "engine.StopSignal", "check", NOTHING),
            Sabotage.of(
                    "H63: a lost answer is settled by reading back", "engine.RecordChanges", "readBack", EMPTY_MAP));
}
