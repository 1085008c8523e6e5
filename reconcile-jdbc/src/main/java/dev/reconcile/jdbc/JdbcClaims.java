package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.upload.Claims;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Claims that several processes share, in one of the databases that {@link JdbcCatalog} knows. The host makes the table {@code reconcile_claim}
 * from the script for its database under {@code dev/reconcile/jdbc/claims} in this module's jar.
 *
 * <p>A claim ends by the database's clock (H61). Each call takes a connection of its own for a short transaction (H58), never the one of the
 * host's own transaction, and a call within such a transaction would wait for it in SQLite: claims are made before it and released after
 * it. Failures are {@link CatalogException}s that name the SQLSTATE and nothing of the driver's text (H100). Thread-safe if the data source
 * is.
 */
public final class JdbcClaims implements Claims {

    private static final int AT_ONCE = 500;

    private final Source source;
    private final ClaimTable table;

    private JdbcClaims(Source source, ClaimTable table) {
        this.source = source;
        this.table = table;
    }

    /**
     * Over the host's own pool, which stays the host's to close. Checks the table.
     *
     * @throws IllegalArgumentException if something is missing: all of it, and the script that makes it
     * @throws CatalogException if the database can't be asked
     */
    public static JdbcClaims of(DataSource dataSource) {
        return new JdbcClaims(Source.of(dataSource), ClaimTable.checked(Source.of(dataSource)));
    }

    /** As {@link #of(DataSource)}, over the host's own Jdbi. */
    public static JdbcClaims of(Jdbi jdbi) {
        return new JdbcClaims(Source.of(jdbi), ClaimTable.checked(Source.of(jdbi)));
    }

    @Override
    public void claim(ObjectKey key, String upload, Duration lasting) {
        String hash = hash(key);
        if (!renewed(key, hash, upload, lasting) && !made(key, hash, upload, lasting)) {
            renewed(key, hash, upload, lasting); // somebody made it in between
        }
    }

    private boolean renewed(ObjectKey key, String hash, String upload, Duration lasting) {
        return inTransaction("Claiming '" + key + "'", handle -> table.renew(handle, hash, upload, lasting));
    }

    private boolean made(ObjectKey key, String hash, String upload, Duration lasting) {
        return inTransaction("Claiming '" + key + "'", handle -> {
            try {
                table.make(handle, hash, upload, lasting);
                return true;
            } catch (JdbiException refused) {
                if (!SqlFailure.of(refused, table.dialect()).isDuplicate()) {
                    throw refused;
                }
                handle.rollback();
                return false;
            }
        });
    }

    @Override
    public void release(ObjectKey key, String upload) {
        inTransaction("Releasing '" + key + "'", handle -> {
            table.remove(handle, hash(key), upload);
            return true;
        });
    }

    @Override
    public Set<ObjectKey> claimed(Collection<ObjectKey> keys) {
        Map<String, ObjectKey> byHash = new HashMap<>();
        keys.forEach(key -> byHash.put(hash(key), key));
        List<String> hashes = new ArrayList<>(byHash.keySet());
        Set<ObjectKey> claimed = new HashSet<>();
        for (int from = 0; from < hashes.size(); from += AT_ONCE) {
            List<String> some = hashes.subList(from, Math.min(from + AT_ONCE, hashes.size()));
            inTransaction("Reading the claims", handle -> table.current(handle, some))
                    .forEach(hash -> claimed.add(Objects.requireNonNull(byHash.get(hash))));
        }
        return claimed;
    }

    @Override
    public boolean isClaimedBy(ObjectKey key, String upload) {
        return inTransaction(
                "Reading a claim of '" + key + "'",
                handle -> table.goesOn(handle, new ClaimTable.Claim(hash(key), upload)));
    }

    /** Removes the claims of processes that died. They count for nothing, and take a row each: once a day is often enough. */
    public void removeExpired() {
        List<ClaimTable.Claim> expired = inTransaction("Looking for old claims", table::expired);
        for (ClaimTable.Claim each : expired) {
            inTransaction("Removing an old claim", handle -> {
                table.removeIfExpired(handle, each);
                return true;
            });
        }
    }

    private static String hash(ObjectKey key) {
        return Checksum.over(Checksum.Algorithm.SHA256, key.value()).hex();
    }

    private <R> R inTransaction(String doing, JdbcJournal.Work<R> work) {
        boolean interrupted = Thread.interrupted(); // an interrupted upload still gives its claim back (H91)
        try (Handle handle = source.open()) {
            return handle.inTransaction(work::in);
        } catch (SQLException | JdbiException thrown) {
            throw SqlFailure.of(thrown, table.dialect()).exception(doing + " in " + table.identity());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "JdbcClaims[" + table.identity() + "]";
    }
}
