package dev.reconcile.testkit.s3;

/** A part of the protocol that some store lacks: it either ignores the request's wish or refuses it. */
public enum Feature {
    /** The {@code start-after} parameter of a listing; directory buckets have none. */
    START_AFTER,
    /** {@code encoding-type=url}. Ignored, keys come raw and nothing is echoed (H35). */
    ENCODING_TYPE,
    VERSIONING,
    /** Cloudflare R2 has no object tags (H79). */
    TAGGING,
    OBJECT_LOCK,
    /** {@code If-Match} on DELETE. Ignored, the object is deleted anyway (H76). */
    DELETE_IF_MATCH,
    /** The {@code x-amz-if-match-size} and {@code -last-modified-time} of DELETE, which only directory buckets honour. */
    DELETE_IF_SIZE_AND_TIME,
    /** {@code If-Match} and {@code If-None-Match} on PUT. */
    PUT_PRECONDITIONS,
    /** {@code x-amz-copy-source-if-match} and its kin. */
    COPY_PRECONDITIONS,
    /** {@code If-Match} and {@code If-None-Match} on the target of a copy, which came later than those on PUT. */
    COPY_TARGET_PRECONDITIONS,
    /** {@code x-amz-expected-bucket-owner} (H30). */
    EXPECTED_BUCKET_OWNER,
    /** Keeping and showing the {@code x-amz-checksum-…} of an upload. */
    CHECKSUMS
}
