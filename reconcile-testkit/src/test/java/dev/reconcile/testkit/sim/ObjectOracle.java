package dev.reconcile.testkit.sim;

import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Versioning;
import java.text.Normalizer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of the oracle that judges every change of an object by an engine. */
final class ObjectOracle {

    /** A catalog that leaves rows out of a scan: what they name in unknown places, no look-up by key can tell either. */
    private static final Set<Fault> ROWS_HIDDEN =
            EnumSet.of(Fault.DB_ROWS_SKIPPED, Fault.DB_STALE_PAGE, Fault.DB_EMPTY_TABLE);

    private final Sim sim;

    ObjectOracle(Sim sim) {
        this.sim = sim;
    }

    private void require(boolean holds, String invariant, String what) {
        if (!holds) {
            sim.oracle.violated(invariant, what);
        }
    }

    void changed(Incarnation by, Bucket bucket, String key, @Nullable Blob before, @Nullable Blob after) {
        require(by.mayChange, "contract 3", by.name + " changed object " + key + " in a dry run");
        if (key.startsWith(Sim.QUARANTINE)) {
            inQuarantine(by, bucket, key, before, after);
            return;
        }
        require(
                isRight(by, bucket, key) || takesOwnTagBack(by, bucket, key, before, after),
                "I5, H72",
                by.name + " changed " + key + " of a wrong bucket");
        sim.journalOracle.intended(by, "object:" + key);
        by.objectChanges++;
        if (before == null) {
            restored(by, key, Objects.requireNonNull(after));
        } else if (after == null) {
            removed(by, key, before);
        } else if (before.hasBytesOf(after) && before.etag().equals(after.etag())) {
            tagged(by, key, before, after);
        } else {
            require(false, "I7", by.name + " wrote over " + before + ": " + after);
        }
    }

    /** What nobody can prevent: that the bucket is swapped for a copy of it between the last look and the change. */
    private boolean isRight(Incarnation by, Bucket bucket, String key) {
        Incarnation.Looked look = by.lastLook.get(key);
        return bucket == sim.bucket || (look != null && look.right() && by.isJustBefore(look));
    }

    /** A tag that met another bucket, as nobody could prevent, is taken off again. */
    private static boolean takesOwnTagBack(
            Incarnation by, Bucket bucket, String key, @Nullable Blob before, @Nullable Blob after) {
        List<Bucket.Held> history = bucket.historyOf(key);
        return history.size() > 1
                && history.get(history.size() - 2).by().equals(by.name)
                && before != null
                && after != null
                && before.hasBytesOf(after)
                && before.tags().containsKey("reconcile")
                && !after.tags().containsKey("reconcile");
    }

    private void inQuarantine(Incarnation by, Bucket bucket, String key, @Nullable Blob before, @Nullable Blob after) {
        if (after != null) {
            boolean free = before == null || before.hasBytesOf(after) || before.content() >= Sim.PROBES;
            require(free, "G13", by.name + " wrote over the copy " + before);
            return;
        }
        Blob gone = Objects.requireNonNull(before);
        boolean probe = gone.content() >= Sim.PROBES;
        boolean ofThisRun = by.log != null && key.startsWith(Sim.QUARANTINE + by.log.run());
        require(
                probe || ofThisRun || by.kind == RunKind.UNDO,
                "H80",
                by.name + " removed from the quarantine what another run put there: " + gone);
        boolean elsewhere = bucket.blobs().stream().anyMatch(blob -> blob.hasBytesOf(gone));
        require(probe || elsewhere || isReplaced(gone), "G13", by.name + " removed the last copy " + gone);
    }

    /** Whether somebody else has written, or removed, the object that this is a copy of, so that it isn't ours to keep any more. */
    private boolean isReplaced(Blob copy) {
        String original = copy.key().substring(copy.key().indexOf('/', Sim.QUARANTINE.length()) + 1);
        List<Bucket.Held> history = sim.bucket.historyOf(original);
        return !history.isEmpty()
                && !sim.isEngine(history.get(history.size() - 1).by());
    }

    private void restored(Incarnation by, String key, Blob after) {
        boolean known = sim.bucket.historyOf(key).stream()
                .anyMatch(held -> held.blob() != null && held.blob().hasBytesOf(after));
        require(known, "I8", by.name + " put " + after + " where it never was");
        boolean withItsTags = sim.bucket.historyOf(key).stream()
                .anyMatch(held -> held.blob() != null
                        && held.blob().hasBytesOf(after)
                        && held.blob().tags().equals(after.tags()));
        require(withItsTags || !sim.bucket.keepsTags, "G13", by.name + " restored " + after + " without its tags");
        require(
                sim.bucket.honoursCreatePrecondition
                        || sim.bucket.versioning == Versioning.ENABLED
                        || request(by).isUnsafeWithoutPreconditions(),
                "I7",
                by.name + " restored " + after + " in a store that may overwrite what was written a moment ago");
        require(by.kind == RunKind.UNDO, "contract 3", by.name + " made " + after + " without being asked to undo");
        sim.counts.change("restore object");
    }

    private void removed(Incarnation by, String key, Blob before) {
        if (by.kind == RunKind.UNDO) {
            require(false, "I8", by.name + " removed " + before + " in an undo");
        }
        isOrphan(by, key, before, "removed");
        boolean copied = sim.bucket.blobs().stream()
                .anyMatch(blob -> blob.key().startsWith(Sim.QUARANTINE)
                        && blob.hasBytesOf(before)
                        && (!sim.bucket.keepsTags
                                || blob.tags().equals(before.tags())
                                || hadAtTheLastLook(by, key, blob.tags())));
        limits(by, sim.totals.object(by), before);
        require(
                sim.bucket.honoursRemovePrecondition
                        || sim.bucket.versioning == Versioning.ENABLED
                        || request(by).isUnsafeWithoutPreconditions(),
                "H76",
                by.name + " removed " + before + " from a store that ignores preconditions");
        require(by.brokenListings.isEmpty(), "I3, H73", by.name + " removed " + before + " after a broken listing");
        OrphanPolicy policy = request(by).orphanPolicy();
        switch (policy) {
            case QUARANTINE -> {
                require(copied, "G13, H78", by.name + " removed " + before + " without a copy in quarantine");
                sim.counts.change("quarantine");
            }
            case DELETE -> {
                require(
                        sim.sightings.wasSeen(before, Duration.ofHours(4)),
                        "I3, H82",
                        by.name + " deleted " + before + ", which no complete run saw four hours before");
                boolean confirmed = by.log != null && sim.confirmed.contains(by.log.run());
                require(
                        confirmed || request(by).autoDeleteAfter().isPresent(),
                        "H87",
                        by.name + " deleted " + before + ", which nobody had confirmed");
                sim.counts.change("delete");
            }
            case REPORT, TAG, ADOPT ->
                require(false, "contract 3", by.name + " removed " + before + " under " + policy);
        }
    }

    /** What nobody can prevent: that the same bytes are uploaded again, without the tags, right after the last look. */
    private boolean hadAtTheLastLook(Incarnation by, String key, Map<String, String> tags) {
        Incarnation.Looked look = by.lastLook.getOrDefault(key, Incarnation.NEVER);
        Blob then = sim.bucket.heldAt(look.moment(), key);
        return by.isJustBefore(look) && then != null && then.tags().equals(tags);
    }

    private void tagged(Incarnation by, String key, Blob before, Blob after) {
        sim.counts.change(by.kind == RunKind.UNDO ? "untag" : "tag");
        if (by.kind == RunKind.UNDO) {
            boolean had = sim.bucket.historyOf(key).stream()
                    .anyMatch(held -> held.blob() != null
                            && held.blob().written() == before.written()
                            && held.blob().tags().equals(after.tags()));
            require(had, "I8", by.name + " gave " + before + " tags that it never had: " + after.tags());
        } else if (after.tags().containsKey("reconcile")) {
            isOrphan(by, key, before, "tagged");
            Long read = by.lastTags.get(key);
            require(read != null, "I7", by.name + " wrote the tags of " + before + " without having read them");
            boolean changedSince = sim.bucket.historyOf(key).stream()
                    .anyMatch(held -> held.by().equals(Actors.TAGGER) && held.moment() > Objects.requireNonNull(read));
            before.tags()
                    .forEach((name, value) -> require(
                            changedSince || value.equals(after.tags().get(name)),
                            "I7",
                            by.name + " lost the tag " + name + " of " + before));
        }
    }

    /** I5 for objects. */
    private void limits(Incarnation by, long changed, Blob blob) {
        Guardrails limits = by.limits();
        long most = sim.bucket.everSeen() * 2L;
        boolean within = limits.acceptedOrphans().isPresent()
                ? changed <= limits.acceptedOrphans().getAsLong()
                : !Oracle.exceeds(limits, changed, most);
        require(within, "I5", by.name + " changed " + blob + ", the " + changed + "th one of a run, beyond " + limits);
    }

    /** I3. */
    private void isOrphan(Incarnation by, String key, Blob before, String verb) {
        String what = by.name + " " + verb + " " + before;
        ReconcileRequest request = request(by);
        Incarnation.Looked look = by.lastLook.get(key);
        Incarnation.Looked asked = by.lastFind.get(key);
        if (look == null || asked == null) {
            sim.oracle.violated("I3", what + " without a look at it and the catalog");
            return;
        }
        require(look.right(), "I5, H72", what + " after a look at a wrong bucket");
        require(!isReferenced(by, key, asked), "I3", what + ", which a row refers to");
        boolean hadTwin = sim.table.wasTwinAt(asked.moment(), key);
        require(
                !hasTwin(key) || (!hadTwin && by.isJustBefore(asked)),
                "I3, H34, H44",
                what + ", whose key a row has in another form");
        require(!(before.size() == 0 && key.endsWith("/")), "I3, H42", what + ", which stands for a folder");
        boolean hidden = sim.beginnings(by).met().stream().anyMatch(ROWS_HIDDEN::contains);
        require(
                hidden || sim.table.rows().stream().noneMatch(row -> row.poisoned() && row.written() < by.began),
                "I3, H47",
                what + " while rows name objects in unknown places");
        boolean rewritten = sim.bucket.historyOf(key).stream()
                .anyMatch(held -> held.moment() > look.moment()
                        && held.blob() != null
                        && !held.by().equals(Actors.TAGGER)
                        && !sim.isEngine(held.by()));
        require(!rewritten || by.isJustBefore(look), "I7, H75", what + ", which was written since it was looked at");
        long age = sim.time.now() - before.written();
        require(
                rewritten
                        || age
                                >= request.orphanGrace()
                                        .minus(Duration.ofMinutes(5))
                                        .toMillis(),
                "I3, H23, H61",
                what + ", " + Duration.ofMillis(age) + " after it was written, and the grace is "
                        + request.orphanGrace());
    }

    /** But for a reference made after the catalog was asked, if it was asked right before. */
    private boolean isReferenced(Incarnation by, String key, Incarnation.Looked asked) {
        return sim.table.isReferenced(key)
                && (sim.table.wasReferencedAt(asked.moment(), key) || !by.isJustBefore(asked));
    }

    private boolean hasTwin(String key) {
        return sim.table.rows().stream().anyMatch(row -> isTwin(row, key));
    }

    static boolean isTwin(Row row, String key) {
        String folded = folded(key);
        return folded(row.original()).equals(folded)
                || (row.staged() != null && folded(row.staged()).equals(folded));
    }

    private static String folded(String key) {
        return Normalizer.normalize(key, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    void adopting(Incarnation by, String key) {
        require(by.mayChange, "contract 3", by.name + " had " + key + " adopted in a dry run");
        require(request(by).orphanPolicy() == OrphanPolicy.ADOPT, "contract 3", by.name + " had it adopted unasked");
        sim.journalOracle.intended(by, "object:" + key);
        sim.counts.change("adopt");
    }

    void aborting(Incarnation by, Upload upload) {
        require(by.mayChange, "contract 3", by.name + " aborted " + upload.id() + " in a dry run");
        Duration limit = request(by).uploadsOlderThan().orElse(null);
        require(limit != null && request(by).abortsUploads(), "contract 3", by.name + " aborted an upload unasked");
        Long begun = sim.uploadsBegun.get(upload.id());
        if (begun == null || limit == null) {
            return;
        }
        long age = sim.time.now() - begun;
        require(
                age >= limit.minus(Duration.ofMinutes(5)).toMillis(),
                "I3, H24",
                by.name + " aborted " + upload.id() + ", begun " + Duration.ofMillis(age) + " ago");
        sim.counts.change("abort");
    }

    private static ReconcileRequest request(Incarnation by) {
        return Objects.requireNonNull(by.request);
    }
}
