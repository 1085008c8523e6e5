package dev.reconcile.cli.setup;

import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.StoreProbe;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.StoreTraits.Answer;
import dev.reconcile.store.StoreTraits.Said;
import dev.reconcile.store.Trait;
import dev.reconcile.store.WritableObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether the bucket answers as runs need it. */
final class StoreCheck {

    /** Without these nothing can be proven. */
    private static final Set<Trait> NEEDED = Set.of(Trait.LISTS, Trait.TELLS_ABSENCE, Trait.LOOKS_LIKE_LISTED);

    private static final Map<Trait, String> ADVICE = Map.of(
            Trait.LISTS,
            "mend store.endpoint, region or bucket, or grant s3:ListBucket",
            Trait.TELLS_ABSENCE,
            "grant s3:ListBucket, without which a missing object looks forbidden",
            Trait.LOOKS_LIKE_LISTED,
            "grant s3:GetObject, and let nothing stand between here and the store",
            Trait.TELLS_TIME,
            "keep this machine's clock right: ages of objects are by it",
            Trait.KEEPS_VERSIONS,
            "switch versioning on if orphans are to be changed and the store honours no If-Match (see --probe)",
            Trait.LISTS_UPLOADS,
            "grant s3:ListBucketMultipartUploads if run.uploads-older-than is to be used",
            Trait.CREATES_CONDITIONALLY,
            "let nothing but Reconcile write under engine.quarantine",
            Trait.REMOVES_CONDITIONALLY,
            "switch versioning on, or orphans can't be changed",
            Trait.KEEPS_TAGS,
            "don't use run.orphans: tag here",
            Trait.ORDERS_BY_UTF8,
            "say store.list-order: none");

    private StoreCheck() {}

    /** Writes nothing. */
    static List<CheckLine> reading(ObjectStore store) {
        List<CheckLine> lines = lines(StoreProbe.reading(store), "bucket");
        store.now().ifPresent(now -> lines.add(clock("bucket", now)));
        return lines;
    }

    /** Writes and removes small objects under the prefix. */
    static List<CheckLine> writing(ObjectStore store, String scratch) {
        if (!(store instanceof WritableObjectStore writable)) {
            return List.of(CheckLine.note("probe", "this type of store changes no objects", "marks need no more"));
        }
        return lines(StoreProbe.writing(writable, scratch), "probe");
    }

    private static List<CheckLine> lines(StoreTraits traits, String subject) {
        List<CheckLine> lines = new ArrayList<>();
        if (traits.has(Trait.LISTS)) {
            lines.add(CheckLine.ok(subject, traits.store()));
        }
        traits.answers().forEach((trait, answer) -> {
            if (answer.said() == Said.YES) {
                if (trait != Trait.LISTS) {
                    lines.add(CheckLine.ok(subject, trait.description()));
                }
            } else {
                lines.add(no(subject, trait, answer));
            }
        });
        return lines;
    }

    private static CheckLine no(String subject, Trait trait, Answer answer) {
        String said = answer.said() == Said.NO ? "not so: " : "not known: ";
        String why = answer.detail().isEmpty() ? "" : " (" + answer.detail() + ")";
        String advice = ADVICE.getOrDefault(trait, "mind it in the keys you use; docs/backends.md says more");
        boolean listsNothing = trait == Trait.LOOKS_LIKE_LISTED && answer.said() == Said.UNKNOWN; // an empty bucket
        return NEEDED.contains(trait) && !listsNothing
                ? CheckLine.failed(subject, said + trait.description() + why, advice)
                : CheckLine.note(subject, said + trait.description() + why, advice);
    }

    /** H61: ages are measured by the clocks that date things, so a difference is harmless, but worth knowing. */
    static CheckLine clock(String subject, Instant now) {
        Duration ahead = Duration.between(Instant.now(), now);
        Duration apart = ahead.abs();
        if (apart.compareTo(Duration.ofSeconds(30)) < 0) {
            return CheckLine.ok(subject, "its clock agrees with this machine's");
        }
        String much = apart.toString().substring(2).toLowerCase(Locale.ROOT).replaceAll("\\.\\d+", "");
        return CheckLine.note(
                subject,
                "its clock is " + much + (ahead.isNegative() ? " behind" : " ahead of") + " this machine's",
                "set the wrong one right; runs judge ages by the clock that dated them, so they stay safe");
    }
}
