package dev.reconcile.jdbc;

/**
 * The tables of a journal, with their quoted names.
 *
 * @param identity product, database, schema and table; never a URL or a user
 * @param losesCommits whether a commit has to be told to be durable
 */
record JournalTables(
        Dialect dialect,
        String identity,
        String runs,
        String entries,
        String leases,
        Column holder,
        Column takenAt,
        Column expiresAt,
        boolean losesCommits) {}
