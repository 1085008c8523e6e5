package dev.reconcile.cli.config;

import dev.reconcile.r2.Jurisdiction;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A bucket. Which keys there are depends on its type. */
sealed interface StoreSection {

    /** The bucket's name, for locators. */
    String bucket();

    /** Which keys the store keeps apart; a row with another is unusable and not missing (H40). */
    KeyShape keys();

    /** How URLs of the bucket begin, as far as the configuration says. */
    @Nullable
    String urlEndpoint();

    /** Which keys the store keeps apart. */
    enum KeyShape {
        /** All that AWS S3 takes. */
        ANY,
        /** All but segments . and .. */
        NO_DOT_SEGMENTS,
        /** What stores on a file system take. */
        FILE_SYSTEM;

        KeyRules rules() {
            return switch (this) {
                case ANY -> KeyRules.S3;
                case NO_DOT_SEGMENTS -> S3ObjectStore.KEY_RULES;
                case FILE_SYSTEM -> KeyRules.FILE_SYSTEM;
            };
        }
    }

    /** AWS S3, or what speaks its protocol. */
    record S3(
            @Key(value = "The bucket.", example = "images") String bucket,

            @Key(
                    value = "The address of a store other than AWS, without the bucket.",
                    example = "https://s3.example.com")
            @Nullable
            URI endpoint,

            @Key(value = "The bucket's region.", example = "eu-central-1")
            String region,

            @Key(
                    value =
                            "The access key's id. Without it credentials are sought where the AWS SDK looks for them: its environment"
                                    + " variables, profiles, roles.",
                    example = "${AWS_ACCESS_KEY_ID}")
            @Nullable
            Secret accessKey,

            @Key(value = "The access key's secret.", example = "${AWS_SECRET_ACCESS_KEY}") @Nullable
            Secret secretKey,

            @Key(value = "The token of temporary credentials.", example = "${AWS_SESSION_TOKEN:-}") @Nullable
            Secret sessionToken,

            @Key(
                    value = "Whether the bucket goes into the path and not into the host name.",
                    byDefault = "yes, but for AWS itself",
                    example = "true")
            @Nullable
            Boolean pathStyle,

            @Key(
                    value = "The AWS account that has to own the bucket, or every call fails.",
                    example = "\"111122223333\"",
                    byDefault = "not checked")
            @Nullable
            String expectedBucketOwner,

            @Key(value = "The order of listings.", byDefault = "utf8, but none for directory buckets", example = "utf8")
            @Nullable
            ListOrder listOrder,

            @Key(
                    value = "Which keys the store keeps apart. Stores that keep objects as files need file-system.",
                    byDefault = "no-dot-segments")
            KeyShape keys,

            @Key(
                    value =
                            "Whether a 404 counts only with an x-amz-request-id header, which proxies don't send. Switch it off only for a"
                                    + " store that never sends one.",
                    byDefault = "true")
            boolean requireRequestId,

            @Key(value = "How many calls can be under way at once.", byDefault = "64")
            int connections,

            @Key(value = "How long a call may take in all.", byDefault = "30s")
            Duration callTimeout)
            implements StoreSection {

        public S3 {
            requirePair(accessKey, secretKey, sessionToken);
        }

        @Override
        public String urlEndpoint() {
            return endpoint == null ? "https://s3." + region + ".amazonaws.com" : endpoint.toString();
        }
    }

    /** MinIO, through minio-java. */
    record Minio(
            @Key(value = "The bucket.", example = "images") String bucket,

            @Key(value = "The server's address, without the bucket.", example = "http://127.0.0.1:9000")
            URI endpoint,

            @Key(value = "What the server calls its region.", byDefault = "us-east-1")
            String region,

            @Key(value = "The access key. Without it requests are anonymous.", example = "${MINIO_ACCESS_KEY}")
            @Nullable
            Secret accessKey,

            @Key(value = "Its secret.", example = "${MINIO_SECRET_KEY}") @Nullable
            Secret secretKey,

            @Key(value = "The order of listings.", byDefault = "utf8")
            ListOrder listOrder,

            @Key(value = "Which keys the server keeps apart.", byDefault = "file-system")
            KeyShape keys,

            @Key(value = "As for type s3.", byDefault = "true")
            boolean requireRequestId,

            @Key(value = "How long a call may take in all.", byDefault = "30s")
            Duration callTimeout)
            implements StoreSection {

        public Minio {
            requirePair(accessKey, secretKey, null);
        }

        @Override
        public String urlEndpoint() {
            return endpoint.toString();
        }
    }

    /** Cloudflare R2. */
    record R2(
            @Key(value = "The bucket.", example = "images") String bucket,

            @Key(
                    value = "The account's id: 32 hexadecimal digits, from the dashboard's R2 overview.",
                    example = "0123456789abcdef0123456789abcdef")
            String account,

            @Key(value = "The one that the bucket was made in.", byDefault = "none")
            Jurisdiction jurisdiction,

            @Key(value = "The access key id of an R2 API token.", example = "${R2_ACCESS_KEY_ID}")
            Secret accessKey,

            @Key(value = "Its secret.", example = "${R2_SECRET_ACCESS_KEY}")
            Secret secretKey,

            @Key(value = "How many calls can be under way at once.", byDefault = "64")
            int connections,

            @Key(value = "How long a call may take in all.", byDefault = "30s")
            Duration callTimeout)
            implements StoreSection {

        @Override
        public KeyShape keys() {
            return KeyShape.NO_DOT_SEGMENTS;
        }

        @Override
        public String urlEndpoint() {
            String label = jurisdiction == Jurisdiction.NONE ? "" : "." + Scalars.name(jurisdiction);
            return "https://" + account + label + ".r2.cloudflarestorage.com";
        }
    }

    /** A directory as a bucket; it can be looked at, and marks be made, but no object is changed. */
    record Directory(
            @Key(value = "The directory, relative to the configuration file.", example = "/var/lib/media")
            Path path,

            @Key(value = "What URLs call the bucket.", byDefault = "directory")
            String bucket)
            implements StoreSection {

        @Override
        public KeyShape keys() {
            return KeyShape.FILE_SYSTEM;
        }

        @Override
        public @Nullable String urlEndpoint() {
            return null;
        }
    }

    private static void requirePair(@Nullable Secret access, @Nullable Secret secret, @Nullable Secret token) {
        if ((access == null) != (secret == null)) {
            throw new IllegalArgumentException("access-key and secret-key go together, one is missing");
        }
        if (token != null && access == null) {
            throw new IllegalArgumentException("session-token needs access-key and secret-key");
        }
    }
}
