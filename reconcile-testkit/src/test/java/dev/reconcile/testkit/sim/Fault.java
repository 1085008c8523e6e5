package dev.reconcile.testkit.sim;

/**
 * What may go wrong, as it arrives at the ports. The statuses and bodies of the wire (301, 302, 307, 400, 403, 404 of a proxy, 405, 409, 412,
 * 429, 500, 501, 503, 504, resets, time-outs, cut XML, missing tokens) become these in the adapters, which are tested for that against
 * servers of their own.
 */
enum Fault {
    NONE,
    // a look
    STAT_UNAVAILABLE,
    STAT_FORBIDDEN,
    STAT_WRONG_ENDPOINT,
    STAT_MALFORMED,
    STAT_STORE_EXCEPTION,
    STAT_RUNTIME_EXCEPTION,
    STAT_NULL,
    STAT_OTHER_OBJECT,
    STAT_NO_HEADERS,
    STAT_WRONG_SIZE,
    // a listing
    LIST_UNAVAILABLE,
    LIST_FORBIDDEN,
    LIST_MALFORMED,
    LIST_RUNTIME_EXCEPTION,
    LIST_NULL,
    LIST_BLANK,
    LIST_ENDS_EARLY,
    LIST_HIDES_SOME,
    LIST_SAME_PAGE_AGAIN,
    LIST_DUPLICATE,
    LIST_SHUFFLED,
    LIST_UTF16,
    LIST_NO_HEADERS,
    LIST_OUTSIDE_PREFIX,
    // the database
    DB_TRANSIENT,
    DB_DEADLOCK_ONCE,
    DB_FAILED,
    DB_RUNTIME_EXCEPTION,
    DB_NULL,
    DB_EMPTY_TABLE,
    DB_ROWS_SKIPPED,
    DB_STALE_PAGE,
    DB_SAME_PAGE_AGAIN,
    DB_ROW_TWICE,
    // a change of rows
    MARK_LOST_BEFORE,
    MARK_LOST_AFTER,
    MARK_LOST_HALFWAY,
    MARK_REFUSED,
    MARK_TOO_FEW_ANSWERS,
    MARK_RUNTIME_EXCEPTION_AFTER,
    // a change of objects
    WRITE_LOST_BEFORE,
    WRITE_LOST_AFTER,
    WRITE_REFUSED,
    WRITE_RUNTIME_EXCEPTION_AFTER,
    WRITE_NULL_AFTER,
    TAGS_UNKNOWN,
    VERSIONING_UNKNOWN,
    // what stands before the store
    EVERYTHING_EXISTS,
    // the journal
    JOURNAL_DISK_FULL,
    JOURNAL_SYNC_FAILS,
    JOURNAL_READ_FAILS,
    // the run's surroundings
    BUCKET_DELETED,
    BUCKET_SWAPPED,
    BUCKET_WRONG_FROM_THE_START,
    CREDENTIALS_EXPIRED,
    STORE_AWAY,
    DATABASE_AWAY,
    BLANK_LISTINGS,
    CLOCK_JUMP,
    PAUSE,
    INTERRUPT,
    KILL;

    static final Fault[] STAT = range(NONE, STAT_UNAVAILABLE, STAT_WRONG_SIZE);
    static final Fault[] LIST = range(NONE, LIST_UNAVAILABLE, LIST_OUTSIDE_PREFIX);
    static final Fault[] READ = range(NONE, DB_TRANSIENT, DB_ROW_TWICE);
    static final Fault[] LOOK_UP = range(NONE, DB_TRANSIENT, DB_NULL);
    static final Fault[] MARK = range(NONE, MARK_LOST_BEFORE, MARK_RUNTIME_EXCEPTION_AFTER);
    static final Fault[] WRITE = range(NONE, WRITE_LOST_BEFORE, WRITE_NULL_AFTER);
    static final Fault[] TAGS = {NONE, TAGS_UNKNOWN};
    static final Fault[] VERSIONING = {NONE, VERSIONING_UNKNOWN};
    static final Fault[] JOURNAL_WRITE = {NONE, JOURNAL_DISK_FULL};
    static final Fault[] JOURNAL_SYNC = {NONE, JOURNAL_SYNC_FAILS};
    static final Fault[] JOURNAL_READ = {NONE, JOURNAL_READ_FAILS};

    /** What lasts from one step on. */
    static final Fault[] SURROUNDINGS = range(NONE, BUCKET_DELETED, KILL);

    @SuppressWarnings("EnumOrdinal") // neighbours in this file
    private static Fault[] range(Fault none, Fault first, Fault last) {
        Fault[] all = values();
        Fault[] some = new Fault[last.ordinal() - first.ordinal() + 2];
        some[0] = none;
        System.arraycopy(all, first.ordinal(), some, 1, some.length - 1);
        return some;
    }
}
