package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.journal.JournalException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in the database, by SQLSTATE. The driver's own text stays behind, and so does its exception: it may quote
 * values, statements and connection strings (H100).
 */
final class SqlFailure {

    /** Lock not available in PostgreSQL, a lock's or a statement's time-out elsewhere. */
    private static final Set<String> TRANSIENT_STATES = Set.of("55P03", "HYT00");

    interface Work<R> {
        R run() throws SQLException;
    }

    private final String state;
    private final int vendorCode;
    private final boolean transientType;
    private final boolean unconnected;
    private final Dialect.@Nullable Fault fault;

    private SqlFailure(Exception thrown, @Nullable Dialect dialect) {
        SQLException cause = sqlCause(thrown);
        this.state = cause == null || cause.getSQLState() == null ? "unknown" : cause.getSQLState();
        this.vendorCode = cause == null ? 0 : cause.getErrorCode();
        this.transientType = cause instanceof SQLTransientException || cause instanceof SQLRecoverableException;
        this.unconnected = thrown instanceof ConnectionException;
        this.fault = dialect == null ? null : dialect.fault(state, vendorCode);
    }

    /**
     * @param thrown a {@link SQLException} or {@link JdbiException}
     * @param dialect null as long as it isn't known
     */
    static SqlFailure of(Exception thrown, @Nullable Dialect dialect) {
        return new SqlFailure(thrown, dialect);
    }

    private static @Nullable SQLException sqlCause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Runs it, and turns what the database throws into a {@link CatalogException}. */
    static <R> R translated(@Nullable Dialect dialect, String doing, Work<R> work) {
        if (Thread.currentThread().isInterrupted()) { // H91: the flag stays set
            throw new CatalogException(doing + " didn't begin: the thread is interrupted", false, null);
        }
        try {
            return work.run();
        } catch (SQLException | JdbiException thrown) {
            throw new SqlFailure(thrown, dialect).exception(doing);
        }
    }

    CatalogException exception(String doing) {
        return new CatalogException(doing + " failed: " + this, isTransient(), null);
    }

    JournalException journalException(String doing) {
        return new JournalException(doing + " failed: " + this, null);
    }

    /** Whether there is a row of that key already. */
    boolean isDuplicate() {
        return state.equals("23505") || fault == Dialect.Fault.DUPLICATE;
    }

    boolean isTransient() {
        return transientType
                || fault == Dialect.Fault.PASSING
                || isLost()
                || TRANSIENT_STATES.contains(state)
                || Set.of("08", "40", "53", "57").contains(stateClass());
    }

    /** Whether the database as a whole is out of reach, so that the next statement will hardly fare better. */
    boolean isLost() {
        return unconnected || fault == Dialect.Fault.LOST || stateClass().equals("08") || state.startsWith("57P0");
    }

    /** Whether the database says that it took the transaction back, when it was to be committed. */
    boolean isRolledBack() {
        return stateClass().equals("23") || (stateClass().equals("40") && !state.equals("40003"));
    }

    private String stateClass() {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    @Override
    public String toString() {
        return "SQLSTATE " + state + ", vendor code " + vendorCode + ": " + advice();
    }

    private String advice() {
        if (stateClass().equals("28")) {
            return "it refuses the credentials";
        }
        if (isLost()) {
            return "the database is out of reach; check that it is up and that the pool hands out connections";
        }
        if (state.equals("HYT00")) {
            return "somebody else holds a lock on the row";
        }
        if (state.equals("25006")) {
            return "the server or the connection is read-only; give one that may be written";
        }
        if (fault == Dialect.Fault.PASSING && !Set.of("40", "57").contains(stateClass())) {
            return "somebody else holds a lock, or it ran out of time; it may be tried again";
        }
        return switch (stateClass()) {
            case "22", "23" -> "it refuses a value; check types, constraints and triggers of the table";
            case "25" ->
                "the connection came with auto-commit off or in a transaction of the application; call outside of"
                        + " transactions, and give a data source whose connections have auto-commit on";
            case "40" -> "the transaction lost against another one; it may be tried again";
            case "42" ->
                "it refuses the statement; check the grants, and whether the table was changed since the start";
            case "53" -> "it is out of resources";
            case "55" -> "somebody else holds a lock on the row";
            case "57" -> "the statement was cancelled or ran out of time";
            default -> "its own log says more";
        };
    }
}
