package dev.reconcile.r2;

import dev.reconcile.s3.S3Connection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Sets up a client for an account's R2: its S3 endpoint, region {@code auto} (H96), only the checksums that R2 takes and no chunked
 * encoding (H95), and what {@link S3Connection} sets for all stores. Settings are changed in place; not thread-safe.
 */
public final class R2Connection {

    private static final Pattern ACCOUNT = Pattern.compile("[0-9a-f]{32}");
    private static final String DOMAIN = ".r2.cloudflarestorage.com";
    private static final Pattern HOST = Pattern.compile("[0-9a-f]{32}(\\.eu|\\.fedramp)?" + Pattern.quote(DOMAIN));

    private final String account;
    private Jurisdiction jurisdiction = Jurisdiction.NONE;
    private AwsCredentialsProvider credentials;
    private int maxConnections = 64;
    private Duration callTimeout = Duration.ofSeconds(30);

    private R2Connection(String account, AwsCredentialsProvider credentials) {
        this.account = account;
        this.credentials = credentials;
    }

    /**
     * To an account's buckets, with an R2 API token's own pair of keys. A token with Object Read is enough for dry runs and marks;
     * orphans take Object Read and Write (H102).
     *
     * @param accountId 32 hexadecimal digits, from the dashboard's R2 overview
     * @throws IllegalArgumentException if the account's id isn't of that shape
     */
    public static R2Connection toAccount(String accountId, String accessKeyId, String secretAccessKey) {
        if (!ACCOUNT.matcher(accountId).matches()) { // not shown: people paste tokens here (H100)
            throw new IllegalArgumentException(
                    "Invalid account id: expected 32 hexadecimal digits in lower case, as the"
                            + " R2 overview of the dashboard shows them; neither a token nor an address");
        }
        return new R2Connection(
                accountId, StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)));
    }

    /** The one the bucket was made in. Default: none. */
    public R2Connection jurisdiction(Jurisdiction where) {
        this.jurisdiction = where;
        return this;
    }

    /** Credentials that change, as temporary ones do, in the place of the pair. */
    public R2Connection credentials(AwsCredentialsProvider provider) {
        this.credentials = provider;
        return this;
    }

    /** How many calls can be under way at once. Default: 64. */
    public R2Connection maxConnections(int most) {
        this.maxConnections = most;
        return this;
    }

    /** How long a call may take in all. Default: 30 s. */
    public R2Connection callTimeout(Duration limit) {
        this.callTimeout = limit;
        return this;
    }

    /** Where the requests go. */
    public URI endpoint() {
        return URI.create("https://" + account + jurisdiction.label() + DOMAIN);
    }

    /** @throws IllegalArgumentException if a limit isn't a positive one */
    S3Connection s3() {
        return S3Connection.to(endpoint(), "auto")
                .credentials(credentials)
                .maxConnections(maxConnections)
                .callTimeout(callTimeout);
    }

    /** H27: what answers at a custom domain or at r2.dev comes from a cache, objects that are gone included. */
    static void requireR2(String identity) {
        URI origin = URI.create(identity);
        String host = origin.getHost() == null ? "" : origin.getHost().toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches() || !"https".equalsIgnoreCase(origin.getScheme())) {
            throw new IllegalArgumentException("Invalid endpoint: " + origin.getScheme() + "://" + host
                    + " isn't R2's S3 endpoint, https://<account>" + DOMAIN
                    + " or, in a jurisdiction, https://<account>.eu"
                    + DOMAIN + ". Custom domains and r2.dev answer from a cache, also for objects that are gone");
        }
    }
}
