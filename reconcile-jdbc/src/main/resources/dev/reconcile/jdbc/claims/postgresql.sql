-- The claims of uploads under way in PostgreSQL. Put it into your migrations. What they are for: docs/guide/uploads.md.
-- The user of the application needs SELECT, INSERT, UPDATE and DELETE. The key is the SHA-256 of the object's key.

CREATE TABLE reconcile_claim (
    object_key varchar(64) NOT NULL,
    upload     varchar(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    PRIMARY KEY (object_key, upload)
);
