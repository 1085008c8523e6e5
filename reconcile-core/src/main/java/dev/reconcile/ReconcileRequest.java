package dev.reconcile;

import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run shall do. Immutable. {@link #dryRun()} changes nothing and is the default; {@link #applying()} marks records within
 * the {@link Guardrails}.
 */
public final class ReconcileRequest {

    /** That of {@link dev.reconcile.cost.Weights#EVEN} at AWS's prices. */
    private static final double PAGE_COST = 5.8;

    private final Builder settings;

    private ReconcileRequest(Builder settings) {
        this.settings = settings;
    }

    /** Looks at everything and changes nothing. */
    public static ReconcileRequest dryRun() {
        return builder().build();
    }

    /** Looks at everything and marks the records of what it proved. */
    public static ReconcileRequest applying() {
        return builder().apply().build();
    }

    /** Starts from a dry run over everything. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts from this request. */
    public Builder toBuilder() {
        return new Builder(settings);
    }

    /** Whether the run may change anything. */
    public boolean isApplying() {
        return settings.apply;
    }

    /** The kinds of difference sought. ORPHAN and RECOVERED are never among them in a filtered, limited or targeted run. */
    public Set<FindingKind> kinds() {
        return EnumSet.copyOf(settings.effectiveKinds());
    }

    public boolean seeks(FindingKind kind) {
        return settings.effectiveKinds().contains(kind);
    }

    public Strategy strategy() {
        return settings.strategy;
    }

    /** The strategy of a run that has so many references to check: never AUTO, and for named records always PROBE. */
    public Strategy strategyFor(long references) {
        if (isTargeted()) {
            return Strategy.PROBE;
        }
        if (strategy() != Strategy.AUTO) {
            return strategy();
        }
        if (seeks(FindingKind.ORPHAN)) {
            return Strategy.SWEEP;
        }
        return references <= pageCost() ? Strategy.PROBE : Strategy.MIXED;
    }

    /** What a page of a listing costs, in looks; see {@link Builder#pageCost}. */
    public double pageCost() {
        return settings.pageCost;
    }

    public Filter filter() {
        return new Filter(settings.statuses, settings.columns);
    }

    /** The records that a targeted run looks at, in their order; empty for any other run. */
    public Set<RecordId> records() {
        return settings.records;
    }

    /** Whether the run looks at named records only. */
    public boolean isTargeted() {
        return !settings.records.isEmpty();
    }

    /** Only keys that begin with this are looked at; empty for all. */
    public String prefix() {
        return settings.prefix;
    }

    /** Only keys beyond this are looked at; empty for all from the first. */
    public Optional<ObjectKey> keysAfter() {
        return Optional.ofNullable(settings.keysAfter);
    }

    /** Only keys up to this, it included, are looked at; empty for all to the last. */
    public Optional<ObjectKey> keysUpTo() {
        return Optional.ofNullable(settings.keysUpTo);
    }

    /** Whether the run looks at this key, by its prefix and its range of keys. */
    public boolean covers(ObjectKey key) {
        return key.value().startsWith(settings.prefix)
                && (settings.keysAfter == null || key.compareTo(settings.keysAfter) > 0)
                && (settings.keysUpTo == null || key.compareTo(settings.keysUpTo) <= 0);
    }

    /** Whether both look at the same keys, by prefix and range. */
    public boolean coversTheSameAs(ReconcileRequest other) {
        return prefix().equals(other.prefix())
                && keysAfter().equals(other.keysAfter())
                && keysUpTo().equals(other.keysUpTo());
    }

    /** What a key of this application looks like; another key is never an orphan. */
    public Optional<Pattern> keyPattern() {
        return Optional.ofNullable(settings.keyPattern);
    }

    /** At most so many records are read. */
    public OptionalInt limit() {
        return settings.limit == null ? OptionalInt.empty() : OptionalInt.of(settings.limit);
    }

    /** Only records beyond this one, in primary-key order, are read: the {@code nextCursor} of an earlier report. */
    public Optional<RecordId> cursor() {
        return Optional.ofNullable(settings.cursor);
    }

    /** Records a page and differences a batch. */
    public int batchSize() {
        return settings.batchSize;
    }

    /** Calls under way at once. */
    public int concurrency() {
        return settings.concurrency;
    }

    /** Requests to the store a second; empty for no limit. */
    public OptionalInt requestsPerSecond() {
        return settings.requestsPerSecond == null ? OptionalInt.empty() : OptionalInt.of(settings.requestsPerSecond);
    }

    /** Requests to the store in all; empty for no limit. */
    public OptionalLong maxRequests() {
        return settings.maxRequests == null ? OptionalLong.empty() : OptionalLong.of(settings.maxRequests);
    }

    /** How often one call is tried in all. */
    public int attempts() {
        return settings.attempts;
    }

    /** After this time the run ends INCOMPLETE. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(settings.deadline);
    }

    /** A record changed less than this before the start isn't judged; empty where ages are ignored. */
    public Optional<Duration> markGrace() {
        return Optional.ofNullable(settings.markGrace);
    }

    /** An object modified less than this before the start is no orphan. */
    public Duration orphanGrace() {
        return settings.orphanGrace;
    }

    public Guardrails guardrails() {
        return settings.guardrails;
    }

    /** What is done with orphans, if the run is applying. */
    public OrphanPolicy orphanPolicy() {
        return settings.orphanPolicy;
    }

    /** What is done with marked records whose objects are back, if the run is applying. */
    public RecoveryPolicy recoveryPolicy() {
        return settings.recoveryPolicy;
    }

    /** How old an orphan has to be to be deleted without a person's confirmation; empty, as by default, if that never happens. */
    public Optional<Duration> autoDeleteAfter() {
        return Optional.ofNullable(settings.autoDeleteAfter);
    }

    /** Unfinished uploads begun longer ago than this before the start are listed; empty if they aren't asked for. */
    public Optional<Duration> uploadsOlderThan() {
        return Optional.ofNullable(settings.uploadsOlderThan);
    }

    /** Whether an applying run aborts those uploads. */
    public boolean abortsUploads() {
        return settings.abortUploads;
    }

    /** Records that were marked longer ago than this before the start, and are no better, are listed; empty if they aren't asked for. */
    public Optional<Duration> expiredAfter() {
        return Optional.ofNullable(settings.expiredAfter);
    }

    /** Whether an applying run removes those records. */
    public boolean purges() {
        return settings.purge;
    }

    /** Whether objects may be changed on a store that neither honours preconditions nor keeps versions. */
    public boolean isUnsafeWithoutPreconditions() {
        return settings.withoutPreconditions;
    }

    /** How closely objects are held against what is expected of them. */
    public Set<Integrity> integrity() {
        return EnumSet.copyOf(settings.integrity);
    }

    public boolean checks(Integrity level) {
        return settings.integrity.contains(level);
    }

    /** How much of the verification beyond size the run takes on. */
    public Verification verification() {
        return settings.verification;
    }

    /** The host's own name for this request, in every event, the journal and the report. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(settings.correlationId);
    }

    /** How many findings of each kind and role the report quotes. */
    public int examples() {
        return settings.examples;
    }

    @Override
    public String toString() {
        return (isApplying() ? "applying" : "dry run") + " for " + kinds() + ", " + strategy()
                + (prefix().isEmpty() ? "" : ", prefix " + ObjectKey.escape(prefix()))
                + keysAfter().map(key -> ", keys after " + key).orElse("")
                + keysUpTo().map(key -> ", keys up to " + key).orElse("")
                + (filter().isEmpty() ? "" : ", " + filter())
                + (isTargeted() ? ", " + records().size() + " records" : "");
    }

    /** Collects the settings of a request. Not thread-safe. Each method names what is wrong with a value at once. */
    public static final class Builder {

        private static final int MAX_PREFIX = 300;
        private static final int MAX_RECORDS = 1000;
        private static final Duration LONGEST = Duration.ofDays(36_500);

        private boolean apply;
        private @Nullable Set<FindingKind> kinds;
        private Strategy strategy = Strategy.AUTO;
        private double pageCost = PAGE_COST;
        private final Set<String> statuses = new LinkedHashSet<>();
        private final Map<String, String> columns = new TreeMap<>();
        private Set<RecordId> records = Set.of();
        private String prefix = "";
        private @Nullable ObjectKey keysAfter;
        private @Nullable ObjectKey keysUpTo;
        private @Nullable Pattern keyPattern;
        private @Nullable Integer limit;
        private @Nullable RecordId cursor;
        private int batchSize = 1000;
        private int concurrency = 8;
        private @Nullable Integer requestsPerSecond = 500;
        private @Nullable Long maxRequests;
        private int attempts = 3;
        private @Nullable Duration deadline;
        private @Nullable Duration markGrace = Duration.ofHours(1);
        private Duration orphanGrace = Duration.ofDays(3);
        private Guardrails guardrails = Guardrails.DEFAULT;
        private int examples = 10;
        private OrphanPolicy orphanPolicy = OrphanPolicy.REPORT;
        private RecoveryPolicy recoveryPolicy = RecoveryPolicy.REPORT;
        private @Nullable Duration autoDeleteAfter;
        private @Nullable Duration uploadsOlderThan;
        private boolean abortUploads;
        private @Nullable Duration expiredAfter;
        private boolean purge;
        private boolean withoutPreconditions;
        private @Nullable String correlationId;
        private Set<Integrity> integrity = EnumSet.of(Integrity.EXISTENCE, Integrity.SIZE);
        private Verification verification = Verification.ALL;

        private Builder() {}

        private Builder(Builder from) {
            apply = from.apply;
            kinds = from.kinds;
            strategy = from.strategy;
            pageCost = from.pageCost;
            statuses.addAll(from.statuses);
            columns.putAll(from.columns);
            records = from.records;
            prefix = from.prefix;
            keysAfter = from.keysAfter;
            keysUpTo = from.keysUpTo;
            keyPattern = from.keyPattern;
            limit = from.limit;
            cursor = from.cursor;
            batchSize = from.batchSize;
            concurrency = from.concurrency;
            requestsPerSecond = from.requestsPerSecond;
            maxRequests = from.maxRequests;
            attempts = from.attempts;
            deadline = from.deadline;
            markGrace = from.markGrace;
            orphanGrace = from.orphanGrace;
            guardrails = from.guardrails;
            examples = from.examples;
            orphanPolicy = from.orphanPolicy;
            recoveryPolicy = from.recoveryPolicy;
            autoDeleteAfter = from.autoDeleteAfter;
            uploadsOlderThan = from.uploadsOlderThan;
            abortUploads = from.abortUploads;
            expiredAfter = from.expiredAfter;
            purge = from.purge;
            withoutPreconditions = from.withoutPreconditions;
            correlationId = from.correlationId;
            integrity = from.integrity;
            verification = from.verification;
        }

        /** Lets the run mark records. */
        public Builder apply() {
            apply = true;
            return this;
        }

        /** Changes nothing: the default. */
        public Builder dryRun() {
            apply = false;
            return this;
        }

        /**
         * Seeks only these kinds. By default all, but ORPHAN and RECOVERED only where the whole catalog is read, and UPLOAD only
         * with {@link #uploadsOlderThan}.
         */
        public Builder kinds(FindingKind first, FindingKind... more) {
            kinds = EnumSet.of(first, more);
            return this;
        }

        public Builder strategy(Strategy choice) {
            strategy = choice;
            return this;
        }

        /**
         * What a page of a listing costs, in looks at one object: by this MIXED decides where to list and where to look. Default 5.8;
         * {@link dev.reconcile.cost.Weights} says it by money, requests and latency.
         *
         * @param looks 0.1 to 1000
         */
        public Builder pageCost(double looks) {
            if (!(looks >= 0.1 && looks <= 1000)) {
                throw new IllegalArgumentException("Invalid pageCost: " + looks + ", expected 0.1 to 1000 looks");
            }
            pageCost = looks;
            return this;
        }

        /** Only records with one of these statuses. A run so restricted finds no orphans. */
        public Builder statuses(String... wanted) {
            statuses.addAll(List.of(wanted));
            return this;
        }

        /** Only records whose column has this value, as text. A run so restricted finds no orphans. */
        public Builder where(String column, String value) {
            columns.put(column, value);
            return this;
        }

        /**
         * Only these records, 1 to 1000 of them, each looked up by its id: a targeted run, for what is suspected. It seeks neither
         * orphans nor what has recovered, and may go on beside any other run, as every change is a compare-and-set. It isn't held
         * against other runs, nor they against it; its own guardrails hold, the shares among them, so whoever names records because
         * they are suspect says {@link Guardrails#maxRatio}. An id that isn't there isn't counted among the records.
         *
         * @throws IllegalArgumentException if there are none or more
         */
        public Builder records(Collection<RecordId> ids) {
            Set<RecordId> named = new TreeSet<>(ids);
            within("records", named.size(), MAX_RECORDS);
            records = Collections.unmodifiableSet(named);
            return this;
        }

        /** Only keys that begin with this. It has to end at a delimiter: {@code images} would take in {@code images-old/}. */
        public Builder prefix(String text) {
            if (!text.isEmpty() && !text.endsWith("/")) {
                throw new IllegalArgumentException("Invalid prefix: '" + ObjectKey.escape(text)
                        + "' doesn't end at a delimiter; use '" + ObjectKey.escape(text) + "/'");
            }
            if (text.length() > MAX_PREFIX) {
                throw new IllegalArgumentException("Invalid prefix: it has " + text.length() + " characters, more than "
                        + MAX_PREFIX + ", which leaves keys no room");
            }
            prefix = text;
            return this;
        }

        /**
         * Only keys of a range, in the order of their UTF-8 bytes. So a key space can be given in parts to several processes with one
         * journal: each part has a lease of its own, and its own guardrails. Parts that run at once mustn't overlap. Each reads the whole
         * catalog, as records come in the order of their ids, and lists its part of the store.
         *
         * @param after keys beyond this; null for all from the first
         * @param upTo keys up to this, it included; null for all to the last
         */
        public Builder keys(@Nullable ObjectKey after, @Nullable ObjectKey upTo) {
            if (after != null && upTo != null && after.compareTo(upTo) >= 0) {
                throw new IllegalArgumentException("Invalid keys: there is none after " + after + " and up to " + upTo);
            }
            keysAfter = after;
            keysUpTo = upTo;
            return this;
        }

        /** What a key of this application looks like, as a whole. A key that doesn't match is never an orphan. */
        public Builder keyPattern(Pattern pattern) {
            keyPattern = pattern;
            return this;
        }

        /** Reads at most so many records; the report's {@code nextCursor} says where to go on. */
        public Builder limit(int records) {
            limit = atLeastOne("limit", records);
            return this;
        }

        /** Goes on after this record. */
        public Builder cursor(RecordId after) {
            cursor = after;
            return this;
        }

        /** Records a page and differences a batch: 1 to 10 000, default 1000. */
        public Builder batchSize(int size) {
            batchSize = within("batchSize", size, 10_000);
            return this;
        }

        /** Calls under way at once: 1 to 256, default 8. */
        public Builder concurrency(int calls) {
            concurrency = within("concurrency", calls, 256);
            return this;
        }

        /** Requests to the store a second, default 500. */
        public Builder requestsPerSecond(int requests) {
            requestsPerSecond = atLeastOne("requestsPerSecond", requests);
            return this;
        }

        /** Sets no limit to the requests a second. */
        public Builder unlimitedRequests() {
            requestsPerSecond = null;
            return this;
        }

        /**
         * Ends the run INCOMPLETE once it has made so many requests to the store, tries included, before the next look or listing (H90). A change
         * that was begun is carried out. The engine's probes before it changes objects aren't counted, about thirty.
         */
        public Builder maxRequests(long requests) {
            if (requests < 1) {
                throw new IllegalArgumentException("Invalid maxRequests: " + requests
                        + ", expected at least 1; see Estimate for how many it takes");
            }
            maxRequests = requests;
            return this;
        }

        /** How often one call is tried in all: 1 to 10, default 3. */
        public Builder attempts(int tries) {
            attempts = within("attempts", tries, 10);
            return this;
        }

        /** Ends the run INCOMPLETE after this time. */
        public Builder deadline(Duration time) {
            deadline = positive("deadline", time);
            return this;
        }

        /** Leaves records alone that changed less than this before the start; default 1 h. */
        public Builder markGrace(Duration time) {
            markGrace = positive("markGrace", time);
            return this;
        }

        /**
         * Judges records of any age, even of an unknown one. Only for a catalog nobody writes to: a record whose upload is still
         * under way would be marked.
         */
        public Builder unsafeWithoutMarkGrace() {
            markGrace = null;
            return this;
        }

        /** Leaves objects alone that were modified less than this before the start: at least 24 h, default 72 h. */
        public Builder orphanGrace(Duration time) {
            if (time.compareTo(Duration.ofHours(24)) < 0) {
                throw new IllegalArgumentException(
                        "Invalid orphanGrace: " + time
                                + " is under 24 h, in which uploads may still be under way; if they can't be, say unsafeOrphanGrace");
            }
            orphanGrace = positive("orphanGrace", time);
            return this;
        }

        /** Like {@link #orphanGrace(Duration)} without the lower limit. Only for a bucket nobody writes to. */
        public Builder unsafeOrphanGrace(Duration time) {
            orphanGrace = time.isZero() ? time : positive("orphanGrace", time);
            return this;
        }

        public Builder guardrails(Guardrails limits) {
            guardrails = limits;
            return this;
        }

        /** What an applying run does with orphans; by default nothing. */
        public Builder orphans(OrphanPolicy policy) {
            orphanPolicy = policy;
            return this;
        }

        /** What an applying run does with marked records whose objects are back; by default nothing. */
        public Builder recovered(RecoveryPolicy policy) {
            recoveryPolicy = policy;
            return this;
        }

        /**
         * Has applying runs delete orphans without a person's confirmation once the first sighting of the very same object is
         * older than this: at least 24 h. For automation; off by default. Everything else still holds: two sightings, the
         * guardrails, the precondition.
         */
        public Builder autoDeleteAfter(Duration age) {
            if (age.compareTo(Duration.ofHours(24)) < 0) {
                throw new IllegalArgumentException(
                        "Invalid autoDeleteAfter: " + age + ", expected at least 24 h; 30 days are usual");
            }
            autoDeleteAfter = positive("autoDeleteAfter", age);
            return this;
        }

        /** Lists unfinished multipart uploads begun longer ago than this: at least 24 h. Only where orphans are sought. */
        public Builder uploadsOlderThan(Duration age) {
            if (age.compareTo(Duration.ofHours(24)) < 0) {
                throw new IllegalArgumentException("Invalid uploadsOlderThan: " + age
                        + ", expected at least 24 h, as younger ones may still be under way");
            }
            uploadsOlderThan = positive("uploadsOlderThan", age);
            return this;
        }

        /** Has an applying run abort those uploads. Their parts are gone for good. */
        public Builder abortUploads() {
            abortUploads = true;
            return this;
        }

        /**
         * Lists records that an earlier run marked longer ago than this, that nobody wrote since, and whose objects are no better: at
         * least 24 h. Only where the whole catalog is read.
         */
        public Builder expiredAfter(Duration age) {
            if (age.compareTo(Duration.ofHours(24)) < 0) {
                throw new IllegalArgumentException("Invalid expiredAfter: " + age
                        + ", expected at least 24 h, for somebody to mend what was marked; 90 days are usual");
            }
            expiredAfter = positive("expiredAfter", age);
            return this;
        }

        /**
         * Has an applying run remove those records for good. It can't be undone. What other objects they had become orphans, for the
         * next run.
         */
        public Builder purge() {
            purge = true;
            return this;
        }

        /**
         * Changes objects even on a store that neither honours preconditions nor keeps versions. An object that the application
         * writes between our look and our change, a few milliseconds, is lost then.
         */
        public Builder unsafeWithoutPreconditions() {
            withoutPreconditions = true;
            return this;
        }

        /**
         * Holds objects against exactly these expectations; by default existence and size. CHECKSUM and CONTENT take SIZE with them. What
         * differs is a MISMATCH.
         */
        public Builder integrity(Integrity first, Integrity... more) {
            Set<Integrity> levels = EnumSet.of(first, more);
            if (levels.contains(Integrity.CHECKSUM) || levels.contains(Integrity.CONTENT)) {
                levels.add(Integrity.SIZE);
            }
            levels.add(Integrity.EXISTENCE);
            integrity = levels;
            return this;
        }

        /** How much of the verification beyond size the run takes on; by default all. */
        public Builder verification(Verification budget) {
            verification = budget;
            return this;
        }

        /** The host's own name for this request. */
        public Builder correlationId(String id) {
            correlationId = id;
            return this;
        }

        /** How many findings of each kind and role the report quotes: 0 to 1000, default 10. */
        public Builder examples(int count) {
            examples = count == 0 ? 0 : within("examples", count, 1000);
            return this;
        }

        /**
         * Checks the settings against each other.
         *
         * @throws IllegalArgumentException if they ask for what can't be had, such as orphans of a filtered scan
         */
        public ReconcileRequest build() {
            requireTargetAlone();
            if (kinds != null && kinds.contains(FindingKind.ORPHAN)) {
                if (!readsTheWholeCatalog()) {
                    throw new IllegalArgumentException(
                            "Invalid request: orphans need the whole catalog; drop the filter, limit,"
                                    + " cursor and records, or seek other kinds");
                }
                if (strategy == Strategy.PROBE || strategy == Strategy.MIXED) {
                    throw new IllegalArgumentException("Invalid request: " + strategy
                            + " looks references up and can't see orphans; use SWEEP or AUTO");
                }
            }
            if (kinds != null && kinds.contains(FindingKind.RECOVERED) && !readsTheWholeCatalog()) {
                throw new IllegalArgumentException(
                        "Invalid request: recovered records are sought among all that were marked; drop the filter,"
                                + " limit, cursor and records, or seek other kinds");
            }
            if (kinds != null && kinds.contains(FindingKind.UPLOAD) && uploadsOlderThan == null) {
                throw new IllegalArgumentException(
                        "Invalid request: unfinished uploads need to know how old they have to be; say uploadsOlderThan");
            }
            if (abortUploads && uploadsOlderThan == null) {
                throw new IllegalArgumentException(
                        "Invalid request: abortUploads needs to know how old they have to be; say uploadsOlderThan");
            }
            if (purge && expiredAfter == null) {
                throw new IllegalArgumentException(
                        "Invalid request: purge needs to know how long ago they have to be marked; say expiredAfter");
            }
            if (kinds != null && kinds.contains(FindingKind.EXPIRED) && expiredAfter == null) {
                throw new IllegalArgumentException(
                        "Invalid request: expired records need to know how long ago they have to be marked; say expiredAfter");
            }
            if (expiredAfter != null && !readsTheWholeCatalog()) {
                throw new IllegalArgumentException(
                        "Invalid request: expired records are sought among all that were marked; drop the filter, limit"
                                + " and cursor, or expiredAfter");
            }
            if (orphanPolicy != OrphanPolicy.REPORT && !effectiveKinds().contains(FindingKind.ORPHAN)) {
                throw new IllegalArgumentException(
                        "Invalid request: the policy " + orphanPolicy
                                + " is for orphans, which this request doesn't seek; drop the filter, limit and cursor, and seek orphans");
            }
            return new ReconcileRequest(new Builder(this));
        }

        private void requireTargetAlone() {
            if (records.isEmpty()) {
                return;
            }
            if (!statuses.isEmpty() || !columns.isEmpty() || limit != null || cursor != null) {
                throw new IllegalArgumentException(
                        "Invalid request: a run over named records reads just these; drop the filter, limit and cursor");
            }
            if (strategy == Strategy.SWEEP || strategy == Strategy.MIXED) {
                throw new IllegalArgumentException(
                        "Invalid request: a run over named records lists nothing; use PROBE or AUTO");
            }
            if (uploadsOlderThan != null) {
                throw new IllegalArgumentException(
                        "Invalid request: unfinished uploads belong to no record; drop the records or uploadsOlderThan");
            }
        }

        private boolean readsTheWholeCatalog() {
            return records.isEmpty() && statuses.isEmpty() && columns.isEmpty() && limit == null && cursor == null;
        }

        private Set<FindingKind> effectiveKinds() {
            if (kinds != null) {
                return kinds;
            }
            EnumSet<FindingKind> all = EnumSet.of(FindingKind.MISSING, FindingKind.MISMATCH);
            if (readsTheWholeCatalog()) {
                all.add(FindingKind.RECOVERED);
                if (strategy == Strategy.SWEEP || strategy == Strategy.AUTO) {
                    all.add(FindingKind.ORPHAN);
                }
            }
            if (uploadsOlderThan != null) {
                all.add(FindingKind.UPLOAD);
            }
            if (expiredAfter != null) {
                all.add(FindingKind.EXPIRED);
            }
            return all;
        }

        private static int atLeastOne(String name, int value) {
            return within(name, value, Integer.MAX_VALUE);
        }

        private static int within(String name, int value, int max) {
            if (value < 1 || value > max) {
                throw new IllegalArgumentException("Invalid " + name + ": " + value + ", expected 1 to " + max);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "Invalid " + name + ": " + value + ", expected more than nothing and at most a hundred years");
            }
            return value;
        }
    }
}
