-- The journal of Reconcile in MariaDB 10.6 and later. Put it into your migrations. What stands in the tables: docs/journal.md.
-- The user of the application needs SELECT, INSERT and DELETE on the first two, SELECT, INSERT and UPDATE on the third.
-- All times are in UTC.

CREATE TABLE reconcile_run (
    run_id   varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    begun_at datetime(6) NOT NULL
) ENGINE = InnoDB;

CREATE TABLE reconcile_journal (
    run_id varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    seq    bigint NOT NULL,
    entry  longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (run_id, seq)
) ENGINE = InnoDB;

CREATE TABLE reconcile_lease (
    scope      varchar(700) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    fence      bigint NOT NULL,
    holder     varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    run_id     varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    taken_at   datetime(6),
    expires_at datetime(6)
) ENGINE = InnoDB;
