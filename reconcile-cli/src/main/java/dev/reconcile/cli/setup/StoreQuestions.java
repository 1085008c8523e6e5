package dev.reconcile.cli.setup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the wizard that is about the bucket. */
final class StoreQuestions {

    private static final List<String> TYPES = List.of("s3", "minio", "r2", "directory");

    private final Questions questions;
    private final InitOptions options;
    private final Draft draft;

    StoreQuestions(Questions questions, InitOptions options, Draft draft) {
        this.questions = questions;
        this.options = options;
        this.draft = draft;
    }

    /** Fills the store section anew. */
    void ask() {
        draft.store.clear();
        String type =
                questions.ask("--store", options.store, "Type: s3, minio, r2 or directory", proposedType(), given -> {
                    if (!TYPES.contains(given)) {
                        throw new IllegalArgumentException("Expected one of " + String.join(", ", TYPES));
                    }
                    return given;
                });
        put("type", type);
        switch (type) {
            case "minio" -> minio();
            case "r2" -> r2();
            case "directory" -> put("path", questions.ask("--path", options.path, "Directory", null));
            default -> s3();
        }
    }

    private String proposedType() {
        return options.account != null ? "r2" : options.path != null ? "directory" : "s3";
    }

    private void s3() {
        String endpoint = questions.optional("--endpoint", options.endpoint, "Endpoint, if it isn't AWS", null);
        if (endpoint != null) {
            put("endpoint", endpoint);
        }
        put("region", questions.ask("--region", options.region, "Region", endpoint == null ? null : "us-east-1"));
        bucket();
        keys(endpoint == null ? null : "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    }

    private void minio() {
        put("endpoint", questions.ask("--endpoint", options.endpoint, "Endpoint, as http://127.0.0.1:9000", null));
        bucket();
        keys("MINIO_ACCESS_KEY", "MINIO_SECRET_KEY");
    }

    private void r2() {
        put("account", questions.ask("--account", options.account, "Account id, 32 hexadecimal digits", null));
        bucket();
        keys("R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY");
    }

    private void bucket() {
        put("bucket", questions.ask("--bucket", options.bucket, "Bucket", null));
    }

    private void keys(@Nullable String accessProposal, String secretProposal) {
        String access = questions.optional(
                "--access-key-variable",
                options.accessKeyVariable,
                "Environment variable with the access key",
                accessProposal);
        if (access == null) {
            return;
        }
        String secret = questions.ask(
                "--secret-key-variable",
                options.secretKeyVariable,
                "Environment variable with its secret",
                secretProposal);
        questions.secret(access);
        questions.secret(secret);
        draft.store.put("access-key", "${" + access + "}");
        draft.store.put("secret-key", "${" + secret + "}");
    }

    /** What was typed for the store's variables was refused, perhaps. */
    void forget() {
        draft.store.values().stream()
                .filter(value -> value.startsWith("${"))
                .forEach(value -> questions.forget(value.substring(2, value.length() - 1)));
    }

    private void put(String key, String value) {
        draft.store.put(key, DraftText.quoted(value));
    }
}
