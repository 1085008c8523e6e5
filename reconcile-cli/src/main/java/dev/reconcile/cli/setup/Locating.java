package dev.reconcile.cli.setup;

import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.UrlLocator;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Optional;

/** Decides how the values of a column name objects, by what is in the bucket, and by asking where nothing is. */
final class Locating {

    private final Questions questions;
    private final InitOptions options;
    private final BucketGuesses guesses;

    Locating(Questions questions, InitOptions options, BucketGuesses guesses) {
        this.questions = questions;
        this.options = options;
        this.guesses = guesses;
    }

    void keys(String role, Draft.Pointer pointer, List<String> values) {
        String given = options.prefixes.get(role);
        if (given != null) {
            pointer.prefix = given;
            return;
        }
        Optional<String> found = guesses.prefix(values);
        if (found.isPresent()) {
            pointer.prefix = found.get();
            questions.say("  " + role + ": found in the bucket"
                    + (found.get().isEmpty() ? "" : ", below " + ObjectKey.escape(found.get())));
            return;
        }
        String example = ObjectKey.escape(values.get(0));
        if (options.yes) {
            throw new Undecided("None of the objects that " + role + " refers to is in the bucket, as " + example
                    + ": say --prefix " + role + "=…, or --unchecked if that may be");
        }
        pointer.prefix = Optional.ofNullable(questions.optional(
                        "--prefix",
                        null,
                        "None of " + role + " is in the bucket, as " + example + ". What stands before it there",
                        null))
                .orElse("");
    }

    void urls(String role, Draft.Pointer pointer, List<String> values, ObjectLocator known) {
        ObjectLocator locator = known;
        for (BucketGuesses.Base each : guesses.bases(values, known)) {
            String base = each.base().orElseGet(() -> asked(role, pointer, each.url()));
            if (!base.isEmpty()) {
                pointer.bases.add(base);
                locator = ((UrlLocator) locator).cdn(base);
            }
        }
        long there = guesses.there(values, locator);
        questions.say("  " + role + ": " + (there > 0 ? "found in the bucket" : "none of the first is in the bucket")
                + (pointer.bases.isEmpty() ? "" : ", after " + ObjectKey.escape(String.join(" and ", pointer.bases))));
    }

    /** What the key follows; empty if it is another place. */
    private String asked(String role, Draft.Pointer pointer, String url) {
        String origin = url.substring(0, url.indexOf('/', url.indexOf("://") + 3) + 1);
        if (options.yes) {
            throw new Undecided(role + " has URLs at " + ObjectKey.escape(origin)
                    + " that name no object of the bucket: say --base with what the key follows, or --unchecked");
        }
        String base = questions.optional(
                "--base",
                null,
                "What does the key follow in " + ObjectKey.escape(url) + " (none if it is another place)",
                null);
        if (base == null) {
            pointer.elsewhere.add(origin);
            return "";
        }
        return base;
    }
}
