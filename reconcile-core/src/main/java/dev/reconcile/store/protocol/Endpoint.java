package dev.reconcile.store.protocol;

import dev.reconcile.store.ObjectKey;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Where a client will send the requests for a bucket.
 *
 * @param origin scheme, host and port, without the bucket's name and without a user's
 * @param path the path that comes before a key
 */
public record Endpoint(String origin, String path, String bucket) {

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    /** Hosts that answer from a cache (H27), or aren't S3 interfaces, by the end of their names. */
    private static final List<String> NO_STORES = List.of(
            ".r2.dev",
            ".workers.dev",
            ".pages.dev",
            ".cloudfront.net",
            ".b-cdn.net",
            ".fastly.net",
            ".fastlylb.net",
            ".akamaized.net",
            ".akamaihd.net",
            ".edgekey.net",
            ".edgesuite.net",
            ".azureedge.net",
            ".azurefd.net",
            ".cdn.digitaloceanspaces.com",
            ".cdn77.org",
            ".gcdn.co",
            ".kxcdn.com",
            ".stackpathcdn.com");

    /**
     * Where a client will send the requests for a bucket.
     *
     * @param urlOf tells the address of a key in it; its exceptions stay inside (H100)
     * @throws IllegalArgumentException if the bucket or its host is one that can't be reconciled
     */
    public static Endpoint of(String bucket, Function<String, URL> urlOf) {
        if (bucket.startsWith("arn:") || bucket.endsWith(".mrap")) { // H26
            throw new IllegalArgumentException("Invalid bucket: " + ObjectKey.escape(bucket)
                    + " is an access point, which may route each request to another copy: name the bucket itself");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("Invalid bucket: '" + ObjectKey.escape(bucket)
                    + "', expected a bucket's name of letters, digits, dots, dashes and underscores");
        }
        URL probe;
        try {
            probe = urlOf.apply("k");
        } catch (RuntimeException e) { // H100
            throw new IllegalArgumentException("Invalid client for bucket " + bucket
                    + ": it can't tell where it would send requests: check its endpoint and region");
        }
        String host = refuseNoStore(probe.getHost());
        String plainHost = host.startsWith(bucket + ".") ? host.substring(bucket.length() + 1) : host;
        String origin = probe.getProtocol() + "://" + plainHost + (probe.getPort() < 0 ? "" : ":" + probe.getPort());
        return new Endpoint(origin, probe.getPath().substring(0, probe.getPath().length() - 1), bucket);
    }

    /**
     * The address of a store, without a bucket.
     *
     * @throws IllegalArgumentException if it is anything else than scheme, host and perhaps port; it isn't shown, as it may hold
     *     a password (H100)
     */
    public static URI requirePlain(URI address) {
        boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        String path = address.getRawPath();
        boolean plain = address.getRawUserInfo() == null
                && (path == null || path.isEmpty() || path.equals("/"))
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        if (!http || address.getHost() == null || !plain) {
            throw new IllegalArgumentException(
                    "Invalid endpoint: expected http or https, a host and perhaps a port, and"
                            + " neither user, path (the bucket is named apart), query nor fragment, as https://s3.example.com");
        }
        return address;
    }

    private static String refuseNoStore(String given) {
        String host = given.toLowerCase(Locale.ROOT);
        String names = "." + host;
        if (names.contains(".accesspoint.s3-global.") || names.contains(".s3-object-lambda.")) { // H26
            throw new IllegalArgumentException(
                    "Invalid endpoint: " + host
                            + " is an access point, which may route each request elsewhere: use the bucket's regional endpoint");
        }
        boolean website = names.contains(".s3-website-") || names.contains(".s3-website.");
        if (website || NO_STORES.stream().anyMatch(names::endsWith)) { // H27
            throw new IllegalArgumentException("Invalid endpoint: " + host
                    + " serves copies for reading, also of objects that are gone: use the store's S3 endpoint,"
                    + " as https://<account>.r2.cloudflarestorage.com or https://s3.<region>.amazonaws.com");
        }
        return host;
    }

    /** Names the bucket in reports: never a credential. */
    public String identity() {
        return origin + "/" + bucket;
    }
}
