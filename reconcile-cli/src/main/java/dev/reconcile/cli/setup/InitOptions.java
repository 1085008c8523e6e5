package dev.reconcile.cli.setup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The answers that may be given beforehand. */
final class InitOptions {

    @Option(names = "--url", paramLabel = "JDBC-URL", description = "The database.")
    @Nullable
    String url;

    @Option(names = "--user", description = "Who logs in there.")
    @Nullable
    String user;

    @Option(
            names = "--password-variable",
            paramLabel = "NAME",
            description = "The environment variable with the password.")
    @Nullable
    String passwordVariable;

    @Option(names = "--table", paramLabel = "[SCHEMA.]TABLE", description = "The table with a row for each record.")
    @Nullable
    String table;

    @Option(names = "--id", paramLabel = "COLUMN", split = ",", description = "What identifies a row.")
    List<String> id = new ArrayList<>();

    @Option(names = "--status", paramLabel = "COLUMN", description = "The status of a record.")
    @Nullable
    String status;

    @Option(names = "--error-status", paramLabel = "VALUE", description = "What a mark sets the status to.")
    @Nullable
    String errorStatus;

    @Option(names = "--message", paramLabel = "COLUMN", description = "Where a mark writes its message; - for none.")
    @Nullable
    String message;

    @Option(names = "--updated-at", paramLabel = "COLUMN", description = "When a row was last written; - for none.")
    @Nullable
    String updatedAt;

    @Option(names = "--created-at", paramLabel = "COLUMN", description = "When a row was made; - for none.")
    @Nullable
    String createdAt;

    @Option(names = "--zone", description = "The zone of timestamps without one.")
    @Nullable
    String zone;

    @Option(
            names = "--reference",
            paramLabel = "ROLE=COLUMN",
            description =
                    "A column that refers to objects, and what the object is to the record. May be given several times.")
    Map<String, String> references = new LinkedHashMap<>();

    @Option(
            names = "--prefix",
            paramLabel = "ROLE=PREFIX",
            description = "What stands before a column's value in the bucket.")
    Map<String, String> prefixes = new LinkedHashMap<>();

    @Option(
            names = "--base",
            paramLabel = "URL",
            description = "What a key follows in a URL. May be given several times.")
    List<String> bases = new ArrayList<>();

    @Option(names = "--store", paramLabel = "TYPE", description = "s3, minio, r2 or directory.")
    @Nullable
    String store;

    @Option(names = "--endpoint", paramLabel = "URL", description = "The store's address; - for AWS.")
    @Nullable
    String endpoint;

    @Option(names = "--region", description = "The bucket's region.")
    @Nullable
    String region;

    @Option(names = "--bucket", description = "The bucket.")
    @Nullable
    String bucket;

    @Option(names = "--account", paramLabel = "ID", description = "The account of an R2 bucket.")
    @Nullable
    String account;

    @Option(names = "--path", paramLabel = "DIRECTORY", description = "The directory, for type directory.")
    @Nullable
    String path;

    @Option(
            names = "--access-key-variable",
            paramLabel = "NAME",
            description = "The environment variable with the access key; - to leave it to the AWS SDK.")
    @Nullable
    String accessKeyVariable;

    @Option(names = "--secret-key-variable", paramLabel = "NAME", description = "The one with its secret.")
    @Nullable
    String secretKeyVariable;

    @Option(names = "--journal", paramLabel = "DIRECTORY", description = "Where runs are recorded.")
    @Nullable
    String journal;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing: take what is proposed, and fail where nothing can be.")
    boolean yes;

    @Option(names = "--unchecked", description = "Don't look into the bucket.")
    boolean unchecked;

    @Option(names = "--force", description = "Overwrite the file if it is there.")
    boolean force;
}
