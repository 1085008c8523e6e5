package dev.reconcile.engine;

import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.Reference;
import dev.reconcile.engine.Confirm.Reread;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.Details;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds checksums, contents and metadata against what a fresh read of the record expects. Only like is compared with like: a value of
 * another sort, a composite checksum, an ETag that isn't the expected MD5 prove nothing (H19, H20). What differs is looked
 * at again, and content read again, before it becomes a finding. Thread-safe.
 */
final class Verifier {

    /** So much content is held by each worker. */
    private static final int PART = 4 << 20;

    private final Calls calls;
    private final Confirm confirm;
    private final Grace grace;
    private final Problems problems;
    private final InstantSource clock;
    private final ReconcileRequest request;

    Verifier(Working run, Confirm confirm) {
        this.calls = run.calls();
        this.confirm = confirm;
        this.grace = confirm.grace();
        this.problems = run.problems();
        this.clock = run.with().clock();
        this.request = run.request();
    }

    /** What comparing gave. */
    private sealed interface Compared {

        record Differs(Difference difference) implements Compared {}

        /** No difference is proven. */
        record Not(Verdict.Acquitted because) implements Compared {}

        /** Everything that could be compared is as expected, and something could. */
        Compared SAME = new Not(Verdict.Acquitted.IN_ORDER);

        /** Nothing could be compared. */
        Compared INCOMPARABLE = new Not(Verdict.Acquitted.UNVERIFIABLE);

        /** Somebody didn't answer. */
        Compared UNANSWERED = new Not(Verdict.Acquitted.UNKNOWN);

        /** The object isn't what was seen any more. */
        Compared CHANGED = new Not(Verdict.Acquitted.CHANGED);
    }

    /** A verdict for each candidate, in order, by answers that this batch asked for itself. */
    List<Verdict> judge(List<Candidate.OfReference> candidates) {
        Map<ObjectKey, Presence> looks = new HashMap<>();
        List<Verdict> verdicts = confirm.byFreshRecords(candidates, (candidate, now) -> verdict(now, looks));
        confirm.new Proof().requireForConvictions(verdicts); // of objects that are there: no absence counts
        return verdicts;
    }

    private Verdict verdict(Reread now, Map<ObjectKey, Presence> looks) {
        Reference reference = now.reference();
        Set<Integrity> levels = due(reference);
        if (levels.isEmpty()) {
            return Verdict.Acquitted.UNVERIFIABLE;
        }
        Presence presence = looks.computeIfAbsent(reference.key(), this::describe);
        if (presence instanceof Presence.Unknown) {
            return Verdict.Acquitted.UNKNOWN;
        }
        if (!(presence instanceof Presence.Present present) || !grace.isSettled(present.object())) {
            return Verdict.Acquitted.CHANGED; // what is absent is the walk's to find
        }
        StoredObject object = present.object();
        if (request.checks(Integrity.SIZE) && isOfAnotherSize(reference, object)) {
            return Verdict.Acquitted.CHANGED; // the walk's to find as well
        }
        Compared compared = compared(reference, object, present.details(), levels);
        return compared instanceof Compared.Differs differs
                ? convicted(now, object, differs.difference())
                : ((Compared.Not) compared).because();
    }

    private static boolean isOfAnotherSize(Reference now, StoredObject object) {
        return now.expectedSize().isPresent() && now.expectedSize().getAsLong() != object.size();
    }

    /** A look, and what the store says of the object beyond; that it didn't answer is among the run's problems. */
    Presence describe(ObjectKey key) {
        return problems.orAdd(calls.describe(key));
    }

    /** What was asked for and the catalog expects something of. */
    private Set<Integrity> due(Reference reference) {
        Set<Integrity> due = new LinkedHashSet<>();
        for (Integrity level : List.of(Integrity.METADATA, Integrity.CHECKSUM, Integrity.CONTENT)) {
            boolean expected = level == Integrity.METADATA
                    ? !reference.expected().metadata().isEmpty()
                    : !reference.expected().checksums().isEmpty();
            if (expected && request.checks(level)) {
                due.add(level);
            }
        }
        return due;
    }

    /** The second look (I4): the object is still what was compared. */
    private Verdict convicted(Reread now, StoredObject object, Difference differs) {
        if (object.etag() == null) {
            return confirm.withoutETag(object);
        }
        Presence again = problems.orAdd(calls.stat(object.key()));
        if (!(again instanceof Presence.Present still) || !still.object().isSameStateAs(object)) {
            return again instanceof Presence.Unknown ? Verdict.Acquitted.UNKNOWN : Verdict.Acquitted.CHANGED;
        }
        Finding.Mismatch mismatch =
                new Finding.Mismatch(now.reference(), RecordState.of(now.record()), object, differs);
        return Confirm.convicted(mismatch, now.at(), "present, " + differs.inWords(), clock.instant());
    }

    private Compared compared(Reference now, StoredObject object, Details details, Set<Integrity> levels) {
        Compared metadata = levels.contains(Integrity.METADATA) ? metadata(now, details) : Compared.INCOMPARABLE;
        if (metadata instanceof Compared.Differs) {
            return metadata;
        }
        Compared content = Compared.INCOMPARABLE;
        if (levels.contains(Integrity.CHECKSUM)) {
            content = checksum(now, object, details);
        }
        if (content.equals(Compared.INCOMPARABLE) && levels.contains(Integrity.CONTENT) && !details.archived()) {
            content = content(now, object);
        }
        return content.equals(Compared.INCOMPARABLE) ? metadata : content;
    }

    private static Compared metadata(Reference now, Details details) {
        boolean any = false;
        for (Map.Entry<String, String> expected : now.expected().metadata().entrySet()) {
            String found = details.metadata().get(expected.getKey());
            if (found != null && !found.strip().equals(expected.getValue().strip())) {
                return new Compared.Differs(
                        new Difference("metadata " + expected.getKey(), expected.getValue(), found));
            }
            any |= found != null;
        }
        return any ? Compared.SAME : Compared.INCOMPARABLE;
    }

    /** By what the store says. An ETag that is the expected MD5 can be nothing else; one that isn't says nothing (H19). */
    private static Compared checksum(Reference now, StoredObject object, Details details) {
        boolean any = false;
        for (Checksum expected : now.expected().checksums()) {
            Optional<Checksum> found = details.checksum(expected.algorithm());
            if (found.isPresent() && !found.get().equals(expected)) {
                return new Compared.Differs(difference(expected, found.get()));
            }
            any |= found.isPresent() || isMd5(object.etag(), expected);
        }
        return any ? Compared.SAME : Compared.INCOMPARABLE;
    }

    private static boolean isMd5(@Nullable String etag, Checksum expected) {
        return expected.algorithm() == Algorithm.MD5 && expected.hex().equalsIgnoreCase(etag);
    }

    private static Difference difference(Checksum expected, Checksum found) {
        return new Difference(expected.algorithm().name(), expected.hex(), found.hex());
    }

    /** By reading it; what differs is read once more, as a byte may go astray on the way. */
    private Compared content(Reference now, StoredObject object) {
        if (object.etag() == null) {
            confirm.withoutETag(object);
            return Compared.UNANSWERED;
        }
        List<Algorithm> algorithms =
                now.expected().checksums().stream().map(Checksum::algorithm).toList();
        try {
            List<Checksum> found = read(object, algorithms);
            Difference difference = firstDifference(now, found);
            if (difference == null) {
                return Compared.SAME;
            }
            if (!read(object, algorithms).equals(found)) {
                problems.add("The content of " + object.key() + " was read twice, and came as two different ones");
                return Compared.UNANSWERED;
            }
            return new Compared.Differs(difference);
        } catch (StoreException failed) {
            if (failed.doubt() == Doubt.ARCHIVED || failed.doubt() == Doubt.UNREADABLE) { // H17
                return Compared.INCOMPARABLE;
            }
            if (failed.doubt() == Doubt.INCOMPARABLE) {
                return Compared.CHANGED;
            }
            problems.add(failed);
            return Compared.UNANSWERED;
        }
    }

    private static @Nullable Difference firstDifference(Reference now, List<Checksum> found) {
        return now.expected().checksums().stream()
                .flatMap(expected -> found.stream()
                        .filter(each -> each.algorithm() == expected.algorithm() && !each.equals(expected))
                        .map(each -> difference(expected, each)))
                .findFirst()
                .orElse(null);
    }

    private List<Checksum> read(StoredObject object, List<Algorithm> algorithms) {
        Map<Algorithm, MessageDigest> sums = new EnumMap<>(Algorithm.class);
        algorithms.forEach(algorithm -> sums.put(algorithm, algorithm.digest()));
        int part = (int) Math.min(PART, request.verification().bytesPerSecond().orElse(PART));
        for (long at = 0; at < object.size(); ) {
            byte[] content = calls.read(object, at, (int) Math.min(part, object.size() - at));
            sums.values().forEach(sum -> sum.update(content));
            at += content.length;
        }
        return sums.entrySet().stream()
                .map(sum -> Checksum.of(sum.getKey(), sum.getValue().digest()))
                .toList();
    }

    /**
     * Why an object that is back isn't what the record expects, as far as anybody can tell: by what the store says, and by reading it
     * only where that says nothing. Null if it is.
     */
    @Nullable
    String problemWith(Reference reference, StoredObject object, Details details) {
        if (!reference.expected().metadata().isEmpty()
                && metadata(reference, details) instanceof Compared.Differs differs) {
            return differs.difference().inWords();
        }
        if (reference.expected().checksums().isEmpty()) {
            return null;
        }
        Compared compared = sum(reference, object, details);
        if (compared instanceof Compared.Differs differs) {
            return differs.difference().inWords();
        }
        return compared.equals(Compared.SAME) ? null : "nobody can tell whether its content is what is expected";
    }

    /** What is proven to differ, as closely as can be looked; null if nothing is. */
    @Nullable
    String differenceOf(Reference reference, StoredObject object, Details details) {
        Compared metadata = metadata(reference, details);
        Compared compared = metadata instanceof Compared.Differs
                        || reference.expected().checksums().isEmpty()
                ? metadata
                : sum(reference, object, details);
        return compared instanceof Compared.Differs differs
                ? differs.difference().inWords()
                : null;
    }

    /** By the store's word, and by reading it only where the store has none. */
    private Compared sum(Reference reference, StoredObject object, Details details) {
        Compared said = checksum(reference, object, details);
        return said.equals(Compared.INCOMPARABLE) && !details.archived() ? content(reference, object) : said;
    }
}
