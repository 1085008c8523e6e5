package dev.reconcile.cli.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens databases by their JDBC URLs. */
final class Databases {

    private static final Duration IDLE = Duration.ofMinutes(2);

    /** What isn't in the jar, and is to be got from its vendor. */
    private static final Map<String, String> DRIVERS = Map.of(
            "jdbc:mysql:", "mysql-connector-j (or write jdbc:mariadb:, whose driver is here)",
            "jdbc:oracle:", "ojdbc11",
            "jdbc:sqlserver:", "mssql-jdbc",
            "jdbc:db2:", "jcc");

    private Databases() {}

    /**
     * A small pool, which asks nothing of the database yet.
     *
     * @throws IllegalArgumentException if there is no driver for the URL
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
        pool.setInitializationFailTimeout(-1); // the first who asks hears that it is away
        return new HikariDataSource(pool);
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
