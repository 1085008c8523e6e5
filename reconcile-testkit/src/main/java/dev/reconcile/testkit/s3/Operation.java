package dev.reconcile.testkit.s3;

/** What a request asks for, named as the S3 API names it, only shorter. */
public enum Operation {
    LIST_BUCKETS,
    CREATE_BUCKET,
    DELETE_BUCKET,
    HEAD_BUCKET,
    LOCATION,
    GET_VERSIONING,
    PUT_VERSIONING,
    /** ListObjectsV2. */
    LIST,
    GET,
    HEAD,
    PUT,
    COPY,
    DELETE,
    /** DeleteObjects, the bulk form. */
    DELETE_MANY,
    GET_TAGS,
    PUT_TAGS,
    DELETE_TAGS,
    /** CreateMultipartUpload. */
    CREATE_UPLOAD,
    UPLOAD_PART,
    UPLOAD_PART_COPY,
    /** CompleteMultipartUpload. */
    COMPLETE_UPLOAD,
    /** AbortMultipartUpload. */
    ABORT_UPLOAD,
    /** ListMultipartUploads. */
    LIST_UPLOADS,
    /** Whatever this server doesn't offer: it answers 501. */
    OTHER
}
