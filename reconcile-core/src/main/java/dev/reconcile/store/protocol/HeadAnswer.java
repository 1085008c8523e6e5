package dev.reconcile.store.protocol;

import dev.reconcile.store.Checksum;
import dev.reconcile.store.Details;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an answer to HEAD says of an object. */
public final class HeadAnswer {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String METADATA = "x-amz-meta-";
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private HeadAnswer() {}

    /** Present, if this is the whole and fresh answer of a store. */
    public static Presence present(ObjectKey key, HttpAnswer http) {
        if (http.status() != OK) { // clients take any 2xx for a success
            return Presence.unknown(Doubt.MALFORMED, "status " + http.status() + " where 200 or 404 was expected");
        }
        Optional<String> cache = signOfACache(http);
        if (cache.isPresent()) {
            return fromACache(cache.get());
        }
        Long size = size(http.all("Content-Length"));
        if (size == null) { // H21
            return Presence.unknown(Doubt.MALFORMED, "status 200 without one valid Content-Length: no store's answer");
        }
        Instant modified = http.first("Last-Modified").map(HeadAnswer::time).orElse(null);
        if (modified == null) { // H21
            return Presence.unknown(Doubt.MALFORMED, "status 200 without a Last-Modified time: no store's answer");
        }
        String etag = unquoted(http.first("ETag").orElse(null));
        return Presence.present(new StoredObject(
                key, size, etag, modified, http.first("x-amz-storage-class").orElse(null)));
    }

    /** As {@link #present}, with what else the answer says. */
    public static Presence described(ObjectKey key, HttpAnswer http) {
        Presence seen = present(key, http);
        return seen instanceof Presence.Present present
                ? Presence.present(present.object(), details(http, present.object()))
                : seen;
    }

    private static Details details(HttpAnswer http, StoredObject object) {
        return new Details(checksums(http), metadata(http), isArchived(http, object.storageClass()));
    }

    /** H20: of composite ones, and where the store doesn't say which they are, nothing follows. */
    private static List<Checksum> checksums(HttpAnswer http) {
        boolean composite = http.first("x-amz-checksum-type")
                .filter(type -> !type.equalsIgnoreCase("FULL_OBJECT"))
                .isPresent();
        List<Checksum> checksums = new ArrayList<>();
        for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
            List<String> given = http.all("x-amz-checksum-" + algorithm.name().toLowerCase(Locale.ROOT));
            if (!composite && given.size() == 1) {
                Checksum.parse(algorithm, given.get(0)).ifPresent(checksums::add); // "…-3" is none
            }
        }
        return checksums;
    }

    /** A value that isn't plain ASCII comes encoded, in one of several ways; then nobody can tell what was written. */
    private static Map<String, String> metadata(HttpAnswer http) {
        Map<String, String> metadata = new TreeMap<>();
        http.headers().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith(METADATA) && name.length() > METADATA.length())
                .forEach(name -> {
                    List<String> values = http.all(name);
                    if (values.size() == 1 && isPlain(values.get(0))) {
                        metadata.put(name.substring(METADATA.length()), values.get(0));
                    }
                });
        return metadata;
    }

    private static boolean isPlain(String value) {
        return !value.startsWith("=?") && value.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    /** H17: of a restored one, too, as its copy goes away again. */
    private static boolean isArchived(HttpAnswer http, @Nullable String storageClass) {
        return ARCHIVES.contains(storageClass == null ? "" : storageClass)
                || http.first("x-amz-archive-status").isPresent();
    }

    private static @Nullable Long size(List<String> given) {
        if (given.stream().distinct().count() != 1) {
            return null;
        }
        try {
            long size = Long.parseLong(given.get(0).trim());
            return size < 0 ? null : size;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Instant time(String given) {
        try {
            return ZonedDateTime.parse(given.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Absent, if the endpoint itself says so (H1, H4, H27); empty if this is no 404. A current version that is a delete marker
     * answers 404 too, with x-amz-delete-marker (H14): the object is absent to everyone who reads it, so it is to us.
     *
     * @param errorCode what the client made of a body, if there was one
     */
    public static Optional<Presence> absent(HttpAnswer http, @Nullable String errorCode, boolean requireRequestId) {
        if (http.status() != NOT_FOUND) {
            return Optional.empty();
        }
        if (!namesTheKey(errorCode)
                || !namesTheKey(http.first("x-minio-error-code").orElse(null))) { // H1
            return Optional.empty();
        }
        Optional<String> cache = signOfACache(http);
        if (cache.isPresent()) {
            return Optional.of(fromACache(cache.get()));
        }
        if (requireRequestId && !http.hasRequestId()) { // H4: a portal's or a proxy's 404
            return Optional.of(Presence.unknown(
                    Doubt.WRONG_ENDPOINT,
                    "status 404 without x-amz-request-id, so not the store's own: check the endpoint for a proxy"
                            + " in between, or switch requireRequestId off for a store that never sends one"));
        }
        return Optional.of(Presence.absent());
    }

    private static boolean namesTheKey(@Nullable String errorCode) {
        return errorCode == null
                || errorCode.equals("NoSuchKey")
                || errorCode.equals("NotFound")
                || errorCode.equals("404");
    }

    /** Why a 404 of the store's doesn't show that this version is a delete marker, and the latest (H14); null if it does. */
    public static @Nullable Written otherThanMarker(HttpAnswer http, String version) {
        boolean isMarker = http.first("x-amz-delete-marker")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        if (!isMarker) {
            return Written.not(Kind.REFUSED, "the store shows no delete marker: nothing was removed");
        }
        return http.first("x-amz-version-id").orElse("").equals(version)
                ? null
                : Written.not(Kind.CONFLICT, "the latest version is another delete marker");
    }

    private static Presence fromACache(String sign) {
        return Presence.unknown(
                Doubt.WRONG_ENDPOINT,
                "the answer came from a cache (" + sign + "): use the store's own S3 endpoint, not a CDN's"); // H27
    }

    /** The header that shows a cache in between, if any (H27). */
    static Optional<String> signOfACache(HttpAnswer http) {
        if (http.first("Age").isPresent()) {
            return Optional.of("Age");
        }
        for (String name : List.of("X-Cache", "CF-Cache-Status", "X-Cache-Status", "X-Proxy-Cache")) {
            String value = http.first(name).orElse("").toLowerCase(Locale.ROOT);
            boolean fresh =
                    value.isEmpty() || value.contains("miss") || value.contains("bypass") || value.contains("dynamic");
            if (!fresh) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** An ETag without its quotes, so that those of listings and looks are the same. */
    public static @Nullable String unquoted(@Nullable String etag) {
        if (etag == null || etag.isEmpty()) {
            return null;
        }
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
