package dev.reconcile.testkit.s3;

/** One way in which some store behaves otherwise than AWS. */
public enum Quirk {
    /** {@code a/b} isn't listed while {@code a} exists, though HEAD finds it: MinIO (H8). */
    HIDES_KEYS_UNDER_AN_OBJECT,
    /** A leading slash and {@code //} are refused with 400: MinIO (H40). */
    REJECTS_EMPTY_SEGMENTS,
    /** {@code .} and {@code ..} segments are refused with 400: MinIO (H39). */
    REJECTS_DOT_SEGMENTS,
    /** {@code a/../b} is silently taken for {@code b}: S3Proxy and some reverse proxies (H39). */
    RESOLVES_DOT_SEGMENTS,
    /** Segments over 255 bytes are refused with 400: MinIO on a file system (H43). */
    REJECTS_LONG_SEGMENTS,
    /** Keys that are equal after NFC are one object, listed in the form last uploaded: R2 (H33). */
    NORMALISES_TO_NFC,
    /** Key, prefix and start-after are encoded as asked, but the answer doesn't say so (H36). */
    NO_ENCODING_ECHO,
    /** Under {@code encoding-type=url} Prefix, StartAfter and Delimiter come back raw: a production Ceph RGW. */
    ECHOES_PARAMETERS_RAW,
    /** Without {@code encoding-type} control characters are written as they are, which is no XML (H35). */
    WRITES_CONTROL_CHARACTERS_RAW,
    /** DELETE with {@code If-Match} of an absent object answers 204 rather than 404: Ceph. */
    DELETE_IF_MATCH_OF_ABSENT_IS_204,
    /** PUT with the right ETag in quotes, as every client sends it, answers 412: Ceph RGW 16. */
    PUT_IF_MATCH_REFUSES_QUOTES,
    /** Throttles with 429 TooManyRequests rather than 503 SlowDown: R2 (H10). */
    THROTTLES_WITH_429,
    /** Listings show the bucket as it was at the last {@link S3Bucket#settle()} (H25). */
    LAGGING_LISTS,
    /** GET and HEAD look at the bucket as it was at the last {@link S3Bucket#settle()}, like a replica (H25, H26). */
    LAGGING_READS,
    /** {@code max-keys} over 1000 is obeyed: Adobe S3Mock. */
    MAX_KEYS_NOT_CAPPED,
    /** ETags come without quotes: LocalS3. */
    UNQUOTED_ETAGS,
    /** A {@code +} in the request path is taken for a space, as in a form (H36). */
    PLUS_IN_PATH_IS_SPACE
}
