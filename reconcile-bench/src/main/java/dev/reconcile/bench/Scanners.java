package dev.reconcile.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.jdbc.JdbcCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Those that read every row and drop it. */
final class Scanners {

    /** What becomes of a row. */
    interface Row {
        void read(long id, String key) throws SQLException;
    }

    private Scanners() {}

    static Outcome byJdbc(Setting setting) throws SQLException {
        long start = System.nanoTime();
        long rows;
        try (HikariDataSource database = setting.database()) {
            rows = scan(database, setting.batch(), Long.MAX_VALUE, (id, key) -> {});
        }
        return Outcome.scanned(rows, (System.nanoTime() - start) / 1e9);
    }

    /** Reads up to so many rows by primary key, in pages, each page a statement of its own. */
    static long scan(HikariDataSource database, int batch, long most, Row each) throws SQLException {
        long rows = 0;
        long last = Long.MIN_VALUE;
        Timestamp newest = new Timestamp(0);
        while (rows < most) {
            int inPage = 0;
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT id, status, storage_key, size_bytes, error, updated_at FROM images"
                                    + " WHERE id > ? ORDER BY id LIMIT " + batch)) {
                statement.setLong(1, last);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        inPage++;
                        last = row.getLong(1);
                        row.getString(2);
                        row.getLong(4);
                        row.getString(5);
                        Timestamp updated = row.getTimestamp(6);
                        newest = updated.after(newest) ? updated : newest;
                        each.read(last, row.getString(3));
                    }
                }
            }
            rows += inPage;
            if (inPage < batch) {
                break;
            }
        }
        return rows;
    }

    static Outcome byCatalog(Setting setting) {
        long start = System.nanoTime();
        long rows = 0;
        try (HikariDataSource database = setting.database()) {
            JdbcCatalog catalog = Setting.catalog(database);
            @Nullable RecordId after = null;
            do {
                CatalogPage page =
                        catalog.read(CatalogQuery.page(new Filter(Set.of(), new TreeMap<>()), after, setting.batch()));
                rows += page.records().size();
                after = page.next();
            } while (after != null);
        }
        return Outcome.scanned(rows, (System.nanoTime() - start) / 1e9);
    }
}
