-- The claims of uploads under way in SQLite. Put it into your migrations. What they are for: docs/guide/uploads.md.
-- The user of the application needs SELECT, INSERT, UPDATE and DELETE. The key is the SHA-256 of the object's key.
-- All times are in UTC.

CREATE TABLE reconcile_claim (
    object_key text NOT NULL,
    upload     text NOT NULL,
    expires_at timestamp NOT NULL,
    PRIMARY KEY (object_key, upload)
);
