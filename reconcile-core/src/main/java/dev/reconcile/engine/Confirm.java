package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks again: nothing becomes a finding but by a fresh read of the catalog and a fresh look at the store, and no
 * error is evidence (H70). Each batch is judged by answers that it asked for itself. Thread-safe.
 */
final class Confirm {

    private final Calls calls;
    private final Grace grace;
    private final Witness witness;
    private final Problems problems;
    private final InstantSource clock;

    Confirm(Calls calls, Grace grace, Witness witness, Problems problems, InstantSource clock) {
        this.calls = calls;
        this.grace = grace;
        this.witness = witness;
        this.problems = problems;
        this.clock = clock;
    }

    Grace grace() {
        return grace;
    }

    /** A reference that is still to be judged, by its record as it was read at that time. */
    record Reread(CatalogRecord record, Reference reference, Instant at) {}

    /** A verdict for each candidate, in order, by its record as the catalog has it now. */
    List<Verdict> byFreshRecords(
            List<Candidate.OfReference> candidates, BiFunction<Candidate.OfReference, Reread, Verdict> judge) {
        return byFreshRecords(candidates, keys -> {}, judge);
    }

    /** @param before gets the keys that are still to be judged, before the first of them is; not called if there are none */
    private List<Verdict> byFreshRecords(
            List<Candidate.OfReference> candidates,
            Consumer<List<ObjectKey>> before,
            BiFunction<Candidate.OfReference, Reread, Verdict> judge) {
        Map<RecordId, CatalogRecord> records;
        try {
            Set<RecordId> ids = new LinkedHashSet<>();
            candidates.forEach(candidate -> ids.add(candidate.recordId()));
            records = calls.lookUp(ids);
        } catch (CatalogException unanswered) {
            return unknown(candidates, unanswered);
        }
        Instant read = clock.instant();
        IdentityHashMap<Candidate.OfReference, Reread> rereads = new IdentityHashMap<>();
        List<ObjectKey> keys = new ArrayList<>();
        for (Candidate.OfReference candidate : candidates) {
            CatalogRecord record = records.get(candidate.recordId());
            Reference now = record == null ? null : stillJudged(candidate, record);
            if (record != null && now != null) {
                rereads.put(candidate, new Reread(record, now, read));
                keys.add(candidate.key());
            }
        }
        if (!keys.isEmpty()) {
            before.accept(keys);
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate.OfReference candidate : candidates) {
            Reread now = rereads.get(candidate);
            verdicts.add(
                    now == null
                            ? Verdict.Acquitted.CHANGED // H59, H62: the application got there first
                            : judge.apply(candidate, now));
        }
        return verdicts;
    }

    private List<Verdict> unknown(List<?> candidates, CatalogException unanswered) {
        problems.add(unanswered);
        return Collections.nCopies(candidates.size(), Verdict.Acquitted.UNKNOWN);
    }

    /**
     * A verdict for each candidate, in order.
     *
     * @param sizes whether an object that the listing didn't show, but is there, has to be of the expected size
     */
    List<Verdict> references(List<Candidate.OfReference> candidates, boolean sizes) {
        Proof proof = new Proof();
        Map<ObjectKey, Seen> looks = new HashMap<>(); // one look serves every referrer of an object
        List<Verdict> verdicts = byFreshRecords(
                candidates,
                keys -> {
                    proof.begin();
                    looks.putAll(looks(keys));
                },
                (candidate, now) ->
                        reference(candidate, now, Objects.requireNonNull(looks.get(candidate.key())), sizes));
        proof.require(
                verdicts,
                i -> isAbsent(looks.get(candidates.get(i).key())) || verdicts.get(i) instanceof Verdict.Convicted);
        return verdicts;
    }

    private static boolean isAbsent(@Nullable Seen seen) {
        return seen != null && seen.isAbsent();
    }

    /**
     * H1, H72: what was judged stands only if it is proven that the bucket itself answers, the one that was there at the beginning: after
     * the looks, and where an absence may count, which a store that is away may answer for everything, before them too.
     */
    final class Proof {

        private boolean refuted;

        /** To be called before looks that may show an absence. */
        void begin() {
            refuted = witness.testimony() == null;
        }

        /** To be called after the looks. */
        boolean holds() {
            return isProven(after());
        }

        /** Takes back the convictions that aren't proven; asks only if there are any. */
        void requireForConvictions(List<Verdict> verdicts) {
            require(verdicts, i -> verdicts.get(i) instanceof Verdict.Convicted);
        }

        /** Takes back what isn't proven, and gives the proof to the evidence; asks only if there is something to prove. */
        private void require(List<Verdict> verdicts, IntPredicate needed) {
            if (IntStream.range(0, verdicts.size()).noneMatch(needed)) {
                return;
            }
            Look after = after();
            for (int i = 0; i < verdicts.size(); i++) {
                if (!needed.test(i)) {
                    continue;
                }
                if (!isProven(after)) {
                    verdicts.set(i, Verdict.Acquitted.UNKNOWN);
                } else if (verdicts.get(i) instanceof Verdict.Convicted convicted && after != null) {
                    List<Look> evidence = new ArrayList<>(convicted.evidence());
                    evidence.add(after);
                    verdicts.set(i, new Verdict.Convicted(convicted.finding(), evidence));
                }
            }
        }

        private @Nullable Look after() {
            ObjectKey there = refuted ? null : witness.testimony();
            if (there != null) {
                return new Look(
                        "object " + there + ", seen before, as a witness of the bucket", "present", clock.instant());
            }
            problems.add(
                    "Objects were answered to be absent or changed, but no object that was there at the beginning could be seen"
                            + " before and after that, as it was: nothing proves that the bucket itself answers. Check the bucket's name,"
                            + " endpoint and content" + witness.whyNot());
            return null;
        }
    }

    private static boolean isProven(@Nullable Look proof) {
        return proof != null;
    }

    /** What one look said, and when. */
    private record Seen(Presence presence, Instant at) {

        boolean isAbsent() {
            return presence == Presence.absent();
        }

        Look asEvidence(ObjectKey key) {
            String answer = presence instanceof Presence.Present present
                    ? "present, " + present.object().size() + " bytes, ETag "
                            + (present.object().etag() == null
                                    ? "none"
                                    : ObjectKey.escape(present.object().etag()))
                    : "absent";
            return new Look("object " + key, answer, at);
        }
    }

    private Seen look(ObjectKey key) {
        return new Seen(problems.orAdd(calls.stat(key)), clock.instant());
    }

    private Map<ObjectKey, Seen> looks(Collection<ObjectKey> keys) {
        return calls.each(keys, this::look);
    }

    /** A look of its own: absent only if the bucket is proven to answer. */
    Presence provenLook(ObjectKey key) {
        Proof proof = new Proof();
        proof.begin();
        Presence presence = look(key).presence();
        return presence == Presence.absent() && !proof.holds()
                ? Presence.unknown(Doubt.UNPROVEN, "Nothing proves that the bucket answers")
                : presence;
    }

    private Verdict reference(Candidate.OfReference candidate, Reread now, Seen look, boolean sizes) {
        RecordState state = RecordState.of(now.record());
        StoredObject seen = candidate.seen();
        return switch (look.presence().kind()) {
            case UNKNOWN -> Verdict.Acquitted.UNKNOWN;
            case ABSENT ->
                seen == null
                        ? convicted(new Finding.Missing(now.reference(), state), now.at(), look)
                        : Verdict.Acquitted.CHANGED;
            case PRESENT -> {
                StoredObject object = ((Presence.Present) look.presence()).object();
                if (seen != null) {
                    yield mismatch(now, seen, object, state, look);
                }
                yield sizes ? hidden(now, object, state) : Verdict.Acquitted.IN_ORDER;
            }
        };
    }

    private static Verdict convicted(Finding finding, Instant read, Seen look) {
        return convicted((Finding.OfReference) finding, read, look.asEvidence(finding.key()));
    }

    /** @param answer what a look at the object gave, in words */
    static Verdict convicted(Finding.OfReference finding, Instant read, String answer, Instant looked) {
        return convicted(finding, read, new Look("object " + finding.key(), answer, looked));
    }

    private static Verdict convicted(Finding.OfReference of, Instant read, Look look) {
        Look record = new Look(
                "record " + ObjectKey.escape(of.recordId().value()),
                "status " + (of.status() == null ? "none" : ObjectKey.escape(of.status())) + ", "
                        + of.reference().role() + " at " + of.key(),
                read);
        return new Verdict.Convicted(of, List.of(record, look));
    }

    /** The reference as the record has it now; null if it isn't to be judged any more. */
    private @Nullable Reference stillJudged(Candidate.OfReference candidate, CatalogRecord record) {
        return record.references().stream()
                .filter(reference -> reference.role().equals(candidate.role())
                        && reference.key().equals(candidate.key())
                        && grace.standing(record, reference) == Entry.Standing.JUDGED)
                .findFirst()
                .orElse(null);
    }

    /** H8, H31: the listing showed nothing, so that nobody compared it yet. */
    private Verdict hidden(Reread now, StoredObject object, RecordState state) {
        if (isAsExpected(now.reference(), object)) {
            return Verdict.Acquitted.IN_ORDER;
        }
        Seen again = look(object.key());
        return switch (again.presence().kind()) {
            case UNKNOWN -> Verdict.Acquitted.UNKNOWN;
            case ABSENT -> Verdict.Acquitted.CHANGED;
            case PRESENT -> mismatch(now, object, ((Presence.Present) again.presence()).object(), state, again);
        };
    }

    /** I4: two reads of one state of the object, and a fresh expectation that neither meets. */
    private Verdict mismatch(Reread now, StoredObject seen, StoredObject object, RecordState state, Seen look) {
        if (isAsExpected(now.reference(), object)) {
            return Verdict.Acquitted.IN_ORDER;
        }
        if (seen.etag() == null || object.etag() == null) {
            return withoutETag(object);
        }
        return isSameObject(seen, object) && grace.isSettled(object)
                ? convicted(new Finding.Mismatch(now.reference(), state, object), now.at(), look)
                : Verdict.Acquitted.CHANGED;
    }

    private static boolean isAsExpected(Reference reference, StoredObject object) {
        return reference.expectedSize().isEmpty() || reference.expectedSize().getAsLong() == object.size();
    }

    private static boolean isSameObject(StoredObject seen, StoredObject now) {
        return now.isSameStateAs(seen);
    }

    /** H21: nothing says that both looks saw the same. */
    Verdict withoutETag(StoredObject object) {
        problems.add("The store gives no ETag for " + object.key() + ", so that two looks at it prove nothing");
        return Verdict.Acquitted.UNKNOWN;
    }

    /** A verdict for each candidate, in order. The catalog is asked after the listing, over all of it (H59). */
    List<Verdict> objects(List<Candidate.OfObject> candidates) {
        Proof proof = new Proof();
        proof.begin();
        List<ObjectKey> keys = candidates.stream().map(Candidate.OfObject::key).toList();
        Map<ObjectKey, Seen> looks = looks(keys);
        Referrers referrers;
        try {
            referrers = referrers(keys);
        } catch (CatalogException unanswered) {
            return unknown(candidates, unanswered);
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Seen look = Objects.requireNonNull(looks.get(keys.get(i)));
            verdicts.add(object(candidates.get(i).seen(), look, referrers));
        }
        proof.require(
                verdicts,
                i -> verdicts.get(i) == Verdict.Acquitted.VANISHED || verdicts.get(i) instanceof Verdict.Convicted);
        return verdicts;
    }

    /**
     * Who refers to these objects, by their keys or by keys that differ in form only. Asked over the whole catalog.
     *
     * @throws CatalogException if the catalog didn't say
     */
    Referrers referrers(Collection<ObjectKey> keys) {
        Map<ObjectKey, Set<ObjectKey>> twins = new HashMap<>();
        keys.forEach(key -> twins.put(key, KeyTwins.of(key)));
        Set<ObjectKey> asked = new LinkedHashSet<>(twins.keySet());
        twins.values().forEach(asked::addAll);
        return new Referrers(calls.find(asked).keySet(), twins, clock.instant());
    }

    /**
     * The last look, right before an orphan is changed (H50, H75): the batch may have taken its time.
     *
     * @return why it must not be changed; null if it is still what was judged, and still nobody's
     */
    @Nullable
    String againstChanging(StoredObject orphan) {
        try {
            Referrers referrers = referrers(List.of(orphan.key()));
            if (referrers.isReferenced(orphan.key()) || referrers.hasTwin(orphan.key())) {
                return "somebody refers to it by now";
            }
        } catch (CatalogException unanswered) {
            problems.add(unanswered);
            return "the catalog didn't say whether somebody refers to it by now";
        }
        return isStill(orphan) ? null : "it was written meanwhile, or the store didn't say";
    }

    private boolean isStill(StoredObject judged) {
        return calls.stat(judged.key()) instanceof Presence.Present now && isSameObject(judged, now.object());
    }

    /** The catalog's answer about some keys, and when it came. */
    record Referrers(Set<ObjectKey> referenced, Map<ObjectKey, Set<ObjectKey>> twins, Instant at) {

        boolean isReferenced(ObjectKey key) {
            return referenced.contains(key);
        }

        boolean hasTwin(ObjectKey key) {
            return twins.getOrDefault(key, Set.of()).stream().anyMatch(referenced::contains);
        }

        Look asEvidence(ObjectKey key) {
            return new Look("references to " + key + " and its other forms", "none", at);
        }
    }

    private Verdict object(StoredObject seen, Seen look, Referrers referrers) {
        if (referrers.isReferenced(seen.key())) {
            return Verdict.Acquitted.CHANGED;
        }
        if (referrers.hasTwin(seen.key())) {
            return Verdict.Acquitted.TWIN;
        }
        return switch (look.presence().kind()) {
            case UNKNOWN -> Verdict.Acquitted.UNKNOWN;
            case ABSENT -> Verdict.Acquitted.VANISHED;
            case PRESENT -> {
                StoredObject object = ((Presence.Present) look.presence()).object();
                if (seen.etag() == null || object.etag() == null) {
                    yield withoutETag(object);
                }
                yield isSameObject(seen, object) && grace.mayBeOrphan(object)
                        ? new Verdict.Convicted(
                                new Finding.Orphan(object),
                                List.of(look.asEvidence(object.key()), referrers.asEvidence(object.key())))
                        : Verdict.Acquitted.CHANGED;
            }
        };
    }
}
