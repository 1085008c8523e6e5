package dev.reconcile.cli.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.reconcile.catalog.CatalogException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens databases by their JDBC URLs. */
public final class Databases {

    private static final Duration IDLE = Duration.ofMinutes(2);

    /** What isn't in the jar, and is to be got from its vendor. */
    private static final Map<String, String> DRIVERS = Map.of(
            "jdbc:mysql:", "mysql-connector-j (or write jdbc:mariadb:, whose driver is here)",
            "jdbc:oracle:", "ojdbc11",
            "jdbc:sqlserver:", "mssql-jdbc",
            "jdbc:db2:", "jcc");

    private Databases() {}

    /**
     * A small pool, with one connection to begin with: whoever can't be reached is told of at once, and not when a wait is over.
     *
     * @throws IllegalArgumentException if there is no driver for the URL
     * @throws CatalogException if the database can't be reached, or refuses the user
     */
    static HikariDataSource pool(
            String name,
            String url,
            @Nullable String user,
            @Nullable Secret password,
            int connections,
            Duration timeout) {
        requireDriver(url);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setJdbcUrl(url);
        if (user != null) {
            pool.setUsername(user);
        }
        if (password != null) {
            pool.setPassword(password.reveal());
        }
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setIdleTimeout(IDLE.toMillis());
        pool.setConnectionTimeout(timeout.toMillis());
        pool.setInitializationFailTimeout(1);
        try {
            return new HikariDataSource(pool);
        } catch (PoolInitializationException failed) {
            throw new CatalogException(
                    "Connecting to the database (" + name + ") failed: "
                            + (failed.getCause() instanceof SQLException refused
                                    ? meaning(refused)
                                    : "the driver can't be used"),
                    true,
                    null);
        }
    }

    /**
     * One connection, to look around.
     *
     * @throws IllegalArgumentException if there is no driver for the URL
     * @throws CatalogException if the database can't be reached, or refuses the user
     */
    public static Connection connect(String url, @Nullable String user, @Nullable String password) {
        requireDriver(url);
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        try {
            return DriverManager.getConnection(url, login);
        } catch (SQLException refused) {
            throw new CatalogException("Connecting to the database failed: " + meaning(refused), false, null);
        }
    }

    /** H100: in our words, as a vendor's may hold the URL with a password in it. */
    private static String meaning(SQLException refused) {
        String state = refused.getSQLState() == null ? "" : refused.getSQLState();
        if (state.startsWith("28")) {
            return "the user or password is refused";
        }
        if (state.startsWith("3D") || state.equals("42000")) {
            return "there is no such database, or the user may not use it";
        }
        if (state.startsWith("08")) {
            return "nothing answers at that host and port";
        }
        return refused.getClass().getSimpleName() + (state.isEmpty() ? "" : ", SQL state " + state);
    }

    private static void requireDriver(String url) {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException none) {
            String jar = DRIVERS.entrySet().stream()
                    .filter(each -> url.startsWith(each.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("the vendor's");
            throw new IllegalArgumentException(
                    "No JDBC driver for " + scheme(url) + ": put the driver's jar, " + jar
                            + ", into RECONCILE_CLASSPATH; those for postgresql, mariadb, sqlite and h2 are here",
                    none);
        }
    }

    /** The beginning of a URL, in which nothing is secret. */
    private static String scheme(String url) {
        int end = url.indexOf(':', "jdbc:".length());
        return end < 0 ? "this URL" : url.substring(0, end + 1);
    }
}
