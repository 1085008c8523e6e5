-- The claims of uploads under way in MySQL 8. Put it into your migrations. What they are for: docs/guide/uploads.md.
-- The user of the application needs SELECT, INSERT, UPDATE and DELETE. The key is the SHA-256 of the object's key.
-- All times are in UTC.

CREATE TABLE reconcile_claim (
    object_key varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    upload     varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    expires_at datetime(6) NOT NULL,
    PRIMARY KEY (object_key, upload)
) ENGINE = InnoDB;
