-- The journal of Reconcile in Oracle Database. Put it into your migrations. What stands in the tables: docs/journal.md.
-- The user of the application needs SELECT, INSERT and DELETE on the first two, SELECT, INSERT and UPDATE on the third.

CREATE TABLE reconcile_run (
    run_id   varchar2(40 CHAR) NOT NULL PRIMARY KEY,
    begun_at timestamp(6) with time zone NOT NULL
);

CREATE TABLE reconcile_journal (
    run_id varchar2(40 CHAR) NOT NULL,
    seq    number(19) NOT NULL,
    entry  clob NOT NULL,
    PRIMARY KEY (run_id, seq)
);

CREATE TABLE reconcile_lease (
    scope      varchar2(700 CHAR) NOT NULL PRIMARY KEY,
    fence      number(19) NOT NULL,
    holder     varchar2(500 CHAR),
    run_id     varchar2(40 CHAR),
    taken_at   timestamp(6) with time zone,
    expires_at timestamp(6) with time zone
);
