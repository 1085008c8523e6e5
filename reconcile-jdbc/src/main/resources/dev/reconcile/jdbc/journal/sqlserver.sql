-- The journal of Reconcile in SQL Server. Put it into your migrations. What stands in the tables: docs/journal.md.
-- The user of the application needs SELECT, INSERT and DELETE on the first two, SELECT, INSERT and UPDATE on the third.

CREATE TABLE reconcile_run (
    run_id   nvarchar(40) NOT NULL PRIMARY KEY,
    begun_at datetimeoffset NOT NULL
);

CREATE TABLE reconcile_journal (
    run_id nvarchar(40) NOT NULL,
    seq    bigint NOT NULL,
    entry  nvarchar(max) NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE reconcile_lease (
    scope      nvarchar(400) NOT NULL PRIMARY KEY,
    fence      bigint NOT NULL,
    holder     nvarchar(500),
    run_id     nvarchar(40),
    taken_at   datetimeoffset,
    expires_at datetimeoffset
);
