package dev.reconcile.cli.config;

import dev.reconcile.FindingKind;
import dev.reconcile.Integrity;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.Strategy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What runs do by default; the builder of a request says what each may be. */
record RunSection(
        @Key(
                value = "Seeks only these kinds of difference.",
                example = "[missing, mismatch]",
                byDefault = "all; orphan and recovered only where the whole catalog is read")
        @Nullable
        List<FindingKind> kinds,

        @Key(
                value =
                        "How candidates are found: by listing the bucket, by looking each reference up, or mixed: whichever costs less"
                                + " where the key is. auto sweeps where orphans are sought, and else mixes.",
                byDefault = "auto")
        @Nullable
        Strategy strategy,

        @Key(
                value = "What a page of a listing costs, in looks at one object, 0.1 to 1000: by this mixed decides.",
                byDefault = "5.8")
        @Nullable
        BigDecimal pageCost,

        @Key(value = "Looks only at keys that begin with this. It ends with a slash.", example = "media/") @Nullable
        String prefix,

        @Key(
                value =
                        "What a key of this application looks like, as a whole, as a regular expression of Java. Another key is never an"
                                + " orphan.",
                example = "\"media/[0-9a-f]{32}\\\\.jpg\"")
        @Nullable
        Pattern keyPattern,

        @Key(
                value = "Looks only at records with one of these statuses. A run so restricted finds no orphans.",
                example = "[ready]")
        List<String> statuses,

        @Key(
                value =
                        "Looks only at records whose columns have these values; the columns are among catalog.filters. A run so restricted"
                                + " finds no orphans.",
                example = "{project_id: \"42\"}")
        Map<String, String> where,

        @Key(value = "Records a page and differences a batch, 1 to 10000.", byDefault = "1000") @Nullable
        Integer batchSize,

        @Key(value = "Calls under way at once, 1 to 256.", byDefault = "8") @Nullable
        Integer concurrency,

        @Key(value = "Requests to the store a second.", byDefault = "500") @Nullable
        Integer requestsPerSecond,

        @Key("Sets no limit to the requests a second.") boolean unlimitedRequests,

        @Key(
                value = "Ends a run incomplete once it has made so many requests to the store.",
                example = "1000000",
                byDefault = "no limit")
        @Nullable
        Long maxRequests,

        @Key(value = "How often one call is tried in all, 1 to 10.", byDefault = "3") @Nullable
        Integer attempts,

        @Key(value = "Ends a run incomplete after this time.", example = "6h", byDefault = "no limit") @Nullable
        Duration deadline,

        @Key(value = "Leaves records alone that changed less than this before the start.", byDefault = "1h") @Nullable
        Duration markGrace,

        @Key(
                "Judges records of any age, even of an unknown one. Only for a catalog nobody writes to: a record whose upload is still"
                        + " under way would be marked.")
        boolean unsafeWithoutMarkGrace,

        @Key(
                value = "Leaves objects alone that were modified less than this before the start: at least 24h.",
                byDefault = "72h")
        @Nullable
        Duration orphanGrace,

        @Key(value = "As orphan-grace, without its lower limit. Only for a bucket nobody writes to.", example = "1h")
        @Nullable
        Duration unsafeOrphanGrace,

        @Key("How much drift an applying run may find before it stops without a change.")
        GuardrailsSection guardrails,

        @Key(value = "What an applying run does with orphans.", byDefault = "report") @Nullable
        Orphans orphans,

        @Key(value = "What an applying run does with marked records whose objects are back.", byDefault = "report")
        @Nullable
        RecoveryPolicy recovered,

        @Key(
                value =
                        "Has applying runs delete orphans without a person's confirmation once they were first seen longer ago than this:"
                                + " at least 24h, 30d is usual.",
                example = "30d",
                byDefault = "never")
        @Nullable
        Duration autoDeleteAfter,

        @Key(
                value =
                        "Changes objects even on a store that neither honours preconditions nor keeps versions. An object that the"
                                + " application writes between look and change is lost then.")
        boolean unsafeWithoutPreconditions,

        @Key(
                value = "Lists unfinished multipart uploads begun longer ago than this: at least 24h.",
                example = "7d",
                byDefault = "they aren't looked for")
        @Nullable
        Duration uploadsOlderThan,

        @Key("Has an applying run abort those uploads. Their parts are gone for good.")
        boolean abortUploads,

        @Key(
                value =
                        "Lists records that were marked longer ago than this and are no better: at least 24h, 90d is usual.",
                example = "90d",
                byDefault = "they aren't looked for")
        @Nullable
        Duration expiredAfter,

        @Key("Has an applying run remove those records for good. It can't be undone. Needs catalog.purgeable.")
        boolean purge,

        @Key(
                value =
                        "How closely objects are held against what the catalog expects of them. checksum and content take size with them.",
                example = "[existence, size, checksum]",
                byDefault = "[existence, size]")
        @Nullable
        List<Integrity> integrity,

        @Key("How much of the verification beyond size a run takes on.")
        VerificationSection verification,

        @Key(value = "How many findings of each kind and role a report quotes, 0 to 1000.", byDefault = "10") @Nullable
        Integer examples) {

    RunSection {
        requireOne("requests-per-second", requestsPerSecond != null, "unlimited-requests", unlimitedRequests);
        requireOne("mark-grace", markGrace != null, "unsafe-without-mark-grace", unsafeWithoutMarkGrace);
        requireOne("orphan-grace", orphanGrace != null, "unsafe-orphan-grace", unsafeOrphanGrace != null);
    }

    private static void requireOne(String key, boolean given, String other, boolean otherGiven) {
        if (given && otherGiven) {
            throw new IllegalArgumentException("either " + key + " or " + other + ", not both");
        }
    }

    /** Sets what is given. Each setting goes through {@code each}, under the name of its key, so that what it refuses can be placed. */
    void applyTo(ReconcileRequest.Builder request, Setting each) {
        each.given("kinds", kinds, all -> request.kinds(first(all), all.toArray(FindingKind[]::new)));
        each.given("strategy", strategy, request::strategy);
        each.given("page-cost", pageCost, looks -> request.pageCost(looks.doubleValue()));
        each.given("prefix", prefix, request::prefix);
        each.given("key-pattern", keyPattern, request::keyPattern);
        if (!statuses.isEmpty()) {
            each.of("statuses", () -> request.statuses(statuses.toArray(String[]::new)));
        }
        where.forEach((column, value) -> each.of("where", () -> request.where(column, value)));
        each.given("batch-size", batchSize, request::batchSize);
        each.given("concurrency", concurrency, request::concurrency);
        each.given("requests-per-second", requestsPerSecond, request::requestsPerSecond);
        each.when("unlimited-requests", unlimitedRequests, request::unlimitedRequests);
        each.given("max-requests", maxRequests, request::maxRequests);
        each.given("attempts", attempts, request::attempts);
        each.given("deadline", deadline, request::deadline);
        each.given("mark-grace", markGrace, request::markGrace);
        each.when("unsafe-without-mark-grace", unsafeWithoutMarkGrace, request::unsafeWithoutMarkGrace);
        each.given("orphan-grace", orphanGrace, request::orphanGrace);
        each.given("unsafe-orphan-grace", unsafeOrphanGrace, request::unsafeOrphanGrace);
        each.of("guardrails", () -> request.guardrails(guardrails.toGuardrails()));
        each.given("orphans", orphans, policy -> request.orphans(OrphanPolicy.valueOf(policy.name())));
        each.given("recovered", recovered, request::recovered);
        each.given("auto-delete-after", autoDeleteAfter, request::autoDeleteAfter);
        each.when("unsafe-without-preconditions", unsafeWithoutPreconditions, request::unsafeWithoutPreconditions);
        each.given("uploads-older-than", uploadsOlderThan, request::uploadsOlderThan);
        each.when("abort-uploads", abortUploads, request::abortUploads);
        each.given("expired-after", expiredAfter, request::expiredAfter);
        each.when("purge", purge, request::purge);
        each.given("integrity", integrity, all -> request.integrity(first(all), all.toArray(Integrity[]::new)));
        each.of("verification", () -> request.verification(verification.toVerification()));
        each.given("examples", examples, request::examples);
    }

    private static <T> T first(List<T> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("the list is empty, expected at least one");
        }
        return all.get(0);
    }

    /** The policies that need no code of the application. */
    enum Orphans {
        REPORT,
        QUARANTINE,
        TAG,
        DELETE
    }
}
