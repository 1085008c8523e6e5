-- The journal of Reconcile in SQLite. Put it into your migrations. What stands in the tables: docs/journal.md.
-- All times are in UTC.

CREATE TABLE reconcile_run (
    run_id   text NOT NULL PRIMARY KEY,
    begun_at timestamp NOT NULL
);

CREATE TABLE reconcile_journal (
    run_id text NOT NULL,
    seq    integer NOT NULL,
    entry  text NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE reconcile_lease (
    scope      text NOT NULL PRIMARY KEY,
    fence      integer NOT NULL,
    holder     text,
    run_id     text,
    taken_at   timestamp,
    expires_at timestamp
);
