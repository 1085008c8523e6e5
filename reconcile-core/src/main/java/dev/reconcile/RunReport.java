package dev.reconcile;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run did and found. Unknown, skipped and conflicts are three things and never added together: what could not be looked
 * at, what was too young or marked already, and what changed between two looks. Renders itself as text and JSON with
 * {@link dev.reconcile.report.TextReport} and {@link dev.reconcile.report.JsonReport}.
 *
 * @param kind what the run did
 * @param of the run that was applied or undone
 * @param correlationId the host's own, from the request
 * @param dryRun whether the run was asked to change nothing
 * @param strategy the one used; never AUTO unless the run ended before it was chosen
 * @param took from start to end
 * @param timings how long each stage took, as far as the run came
 * @param kinds the kinds of difference sought
 * @param records how many records were read
 * @param roles what became of the references, by role in the catalog's order
 * @param objects what became of the objects that no reference names
 * @param unusable values that name no object of this store
 * @param marks what became of the proposed marks, one for each record with MISSING or MISMATCH findings; of their taking back, if
 *     the run undoes another
 * @param restores what became of the records to be given their prior status, as their objects are back
 * @param purges what became of the records to be removed, as they were marked long ago and are no better
 * @param orphanChanges what became of the changes proposed for orphans; of their taking back, if the run undoes another
 * @param uploads how many unfinished uploads were begun before the limit of the request, and what became of aborting them
 * @param notApplied some of the changes that were not applied, and why, in no particular order; all of them are in the journal
 * @param digest names exactly what was found: a plan is bound to it; empty if the run didn't come so far
 * @param guardrails a sentence for each limit exceeded: an applying run was HALTED by them, a dry run would have been
 * @param problems why the run isn't complete, in words
 * @param examples the first findings of each kind and role
 * @param nextCursor where a limited run stopped, if records follow
 */
public record RunReport(
        RunId runId,
        RunKind kind,
        Optional<RunId> of,
        Optional<String> correlationId,
        boolean dryRun,
        RunState state,
        Strategy strategy,
        String store,
        String catalog,
        Instant startedAt,
        Duration took,
        Map<Progress.Stage, Duration> timings,
        Set<FindingKind> kinds,
        long records,
        List<RoleCounts> roles,
        ObjectCounts objects,
        UnusableCounts unusable,
        ChangeCounts marks,
        ChangeCounts restores,
        ChangeCounts purges,
        ChangeCounts orphanChanges,
        UploadCounts uploads,
        List<NotApplied> notApplied,
        String digest,
        RequestCounts requests,
        List<String> guardrails,
        List<String> problems,
        List<Finding> examples,
        Optional<RecordId> nextCursor) {

    public RunReport {
        timings = timings.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(timings));
        kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
        roles = List.copyOf(roles);
        guardrails = List.copyOf(guardrails);
        problems = List.copyOf(problems);
        examples = List.copyOf(examples);
        notApplied = List.copyOf(notApplied);
    }

    /**
     * Whether everything was looked at and nothing was found. Not if there were references and not one was checked, as they were
     * all too young, marked already or not required: then nothing is known.
     */
    public boolean isClean() {
        boolean checkedNothing = references() > 0 && checked() == 0;
        return state == RunState.COMPLETE
                && !checkedNothing
                && missing() == 0
                && mismatched() == 0
                && recovered() == 0
                && objects.orphans() == 0;
    }

    /** References of all roles that were read. */
    public long references() {
        return roles.stream().mapToLong(RoleCounts::references).sum();
    }

    /** References of all roles that got an answer. */
    public long checked() {
        return roles.stream().mapToLong(RoleCounts::checked).sum();
    }

    /** The counts of a role; zeros for a role the catalog doesn't have. */
    public RoleCounts role(String name) {
        return roles.stream()
                .filter(counts -> counts.role().equals(name))
                .findFirst()
                .orElse(new RoleCounts(name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, VerificationCounts.NONE));
    }

    /** MISSING findings of all roles. */
    public long missing() {
        return roles.stream().mapToLong(RoleCounts::missing).sum();
    }

    /** MISMATCH findings of all roles. */
    public long mismatched() {
        return roles.stream().mapToLong(RoleCounts::mismatched).sum();
    }

    /** RECOVERED findings of all roles. */
    public long recovered() {
        return roles.stream().mapToLong(RoleCounts::recovered).sum();
    }

    /** EXPIRED findings of all roles. */
    public long expired() {
        return roles.stream().mapToLong(RoleCounts::expired).sum();
    }

    /** What became of the verification of all roles. */
    public VerificationCounts verification() {
        return roles.stream().map(RoleCounts::verification).reduce(VerificationCounts.NONE, VerificationCounts::plus);
    }

    /** References of all roles that could not be looked at. */
    public long unknown() {
        return roles.stream().mapToLong(RoleCounts::unknown).sum();
    }

    /**
     * What became of the references of one role: {@code references = notRequired + tooYoung + alreadyMarked + checked + unknown}.
     *
     * @param references pointers of this role read from the catalog, under the prefix of the run
     * @param checked got an answer; the findings, conflicts and hidden ones are among them
     * @param missing MISSING findings
     * @param mismatched MISMATCH findings
     * @param recovered RECOVERED findings; they are among the already marked
     * @param updated records marked because of this role
     * @param notRequired the pointer's condition didn't hold
     * @param tooYoung skipped: the record or object was younger than the grace, or of unknown age
     * @param alreadyMarked skipped: the record had the error status already
     * @param unknown could not be looked at
     * @param conflicts changed between two looks
     * @param hidden not in the listing, or absent at a first look, but there when looked at: the listing can't be trusted (H8)
     * @param expired EXPIRED findings; they are among the already marked
     * @param verification what became of those that were held against more than a size; they are among the checked
     */
    public record RoleCounts(
            String role,
            long references,
            long checked,
            long missing,
            long mismatched,
            long recovered,
            long updated,
            long notRequired,
            long tooYoung,
            long alreadyMarked,
            long unknown,
            long conflicts,
            long hidden,
            long expired,
            VerificationCounts verification) {

        /** Too young or marked already. */
        public long skipped() {
            return tooYoung + alreadyMarked;
        }
    }

    /**
     * What became of the references whose checksum, content or metadata was to be held against what is expected. Those that differ are
     * MISMATCH findings and not among these; those that the run's {@link Verification} didn't come to are nowhere.
     *
     * @param verified something could be compared, and all that could is as expected
     * @param unverifiable nothing could be compared: the catalog or the store doesn't know it, or the object is archived (H17 to H20)
     * @param unknown the store or the catalog didn't answer
     * @param conflicts changed meanwhile, too young, or not there: the walk's to find
     */
    public record VerificationCounts(long verified, long unverifiable, long unknown, long conflicts) {

        public static final VerificationCounts NONE = new VerificationCounts(0, 0, 0, 0);

        VerificationCounts plus(VerificationCounts other) {
            return new VerificationCounts(
                    verified + other.verified,
                    unverifiable + other.unverifiable,
                    unknown + other.unknown,
                    conflicts + other.conflicts);
        }
    }

    /**
     * What became of the listed objects that no reference named.
     *
     * @param listed all objects listed
     * @param orphans ORPHAN findings
     * @param orphanBytes their sizes
     * @param tooYoung skipped: younger than the grace, or of unknown age
     * @param unknown could not be looked at, or not be told (H47, H73)
     * @param conflicts changed, or got a reference, between two looks
     * @param vanished listed but absent when looked at, while the bucket answered (H9)
     * @param twins a reference names the key in another form: other case, Unicode form, escape (H34, H36, H44)
     * @param notOurs the key doesn't match the pattern of the request
     * @param directoryMarkers empty objects that stand for a folder (H42)
     * @param orphanBytesByClass the orphans' sizes by storage class, as the store names it; {@code STANDARD} where it names none. From the
     *     seventeenth class on {@code other}
     */
    public record ObjectCounts(
            long listed,
            long orphans,
            long orphanBytes,
            long tooYoung,
            long unknown,
            long conflicts,
            long vanished,
            long twins,
            long notOurs,
            long directoryMarkers,
            Map<String, Long> orphanBytesByClass) {

        public ObjectCounts {
            orphanBytesByClass = Collections.unmodifiableMap(new TreeMap<>(orphanBytesByClass));
        }
    }

    /**
     * Values in the catalog that name no object of this store. They are never judged or marked; as long as there are foreign or
     * unparsable ones, no object can be told to be an orphan (H47).
     *
     * @param examples the first of them
     */
    public record UnusableCounts(long foreign, long unparsable, long empty, List<UnusableReference> examples) {

        public UnusableCounts {
            examples = List.copyOf(examples);
        }
    }

    /**
     * What became of proposed changes: {@code proposed = applied + already + conflicts + gone + skipped + failed + unknown + uncertain},
     * and what a run that ended early didn't come to.
     *
     * @param proposed by the findings
     * @param attempted sent to the catalog or store, after another fresh look; an item counts once, however often a run was resumed
     * @param applied done
     * @param already so already: somebody did it meanwhile
     * @param conflicts the record or object changed since it was judged
     * @param gone the record or object isn't there any more
     * @param skipped not done by a rule: too young, seen too seldom, not possible safely on this store
     * @param failed refused: nothing is known to be changed
     * @param unknown the fresh look before the change gave no answer
     * @param uncertain tried, and nobody can tell whether it happened
     */
    public record ChangeCounts(
            long proposed,
            long attempted,
            long applied,
            long already,
            long conflicts,
            long gone,
            long skipped,
            long failed,
            long unknown,
            long uncertain) {

        public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Unfinished multipart uploads.
     *
     * @param listed how many were begun before the limit of the request
     * @param examples the first of them
     * @param aborts what became of aborting them
     */
    public record UploadCounts(long listed, List<Upload> examples, ChangeCounts aborts) {

        public static final UploadCounts NONE = new UploadCounts(0, List.of(), ChangeCounts.NONE);

        public UploadCounts {
            examples = List.copyOf(examples);
        }
    }

    /**
     * A change that was proposed and isn't made.
     *
     * @param item which: {@code record:17}, {@code object:a/b.jpg}
     * @param detail why, for a person
     */
    public record NotApplied(String item, ChangeOutcome outcome, String detail) {}

    /**
     * How several runs ended together: as the worst of them, by HALTED, CANCELLED, INCOMPLETE, COMPLETE.
     *
     * @throws IllegalArgumentException if there is no report
     */
    public static RunState worst(List<RunReport> reports) {
        return Stream.of(RunState.HALTED, RunState.CANCELLED, RunState.INCOMPLETE, RunState.COMPLETE)
                .filter(state -> reports.stream().anyMatch(report -> report.state() == state))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Invalid reports: there is none"));
    }

    /**
     * What was asked, tries included.
     *
     * @param contentReads parts of objects that were downloaded
     */
    public record RequestCounts(
            long lists,
            long stats,
            long catalogReads,
            long recordLookUps,
            long keyLookUps,
            long markBatches,
            long storeChanges,
            long retries,
            long contentReads) {}
}
