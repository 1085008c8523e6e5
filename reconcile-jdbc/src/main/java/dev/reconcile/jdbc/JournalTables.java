package dev.reconcile.jdbc;

/**
 * The tables of a journal, with their quoted names.
 *
 * @param identity product, database, schema and table; never a URL or a user
 * @param holderLength the most characters the holder's name may have
 * @param losesCommits whether a commit has to be told to be durable
 */
record JournalTables(
        Dialect dialect,
        String identity,
        String runs,
        String entries,
        String leases,
        int holderLength,
        boolean losesCommits) {}
