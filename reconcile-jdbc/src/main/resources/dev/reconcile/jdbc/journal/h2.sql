-- The journal of Reconcile in H2. Put it into your migrations. What stands in the tables: docs/journal.md.
-- The user of the application needs SELECT, INSERT and DELETE on the first two, SELECT, INSERT and UPDATE on the third.

CREATE TABLE reconcile_run (
    run_id   varchar(40) NOT NULL PRIMARY KEY,
    begun_at timestamp(6) with time zone NOT NULL
);

CREATE TABLE reconcile_journal (
    run_id varchar(40) NOT NULL,
    seq    bigint NOT NULL,
    entry  character large object NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE reconcile_lease (
    scope      varchar(700) NOT NULL PRIMARY KEY,
    fence      bigint NOT NULL,
    holder     varchar(500),
    run_id     varchar(40),
    taken_at   timestamp(6) with time zone,
    expires_at timestamp(6) with time zone
);
