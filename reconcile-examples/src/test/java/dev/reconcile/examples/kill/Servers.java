package dev.reconcile.examples.kill;

import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.testkit.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** What outlives the children: PostgreSQL, the S3 server, and the way to PostgreSQL on which they are watched; and how they are started. */
record Servers(S3Server s3, LocalPostgres postgres, PostgresProxy proxy, Jvm jvm) implements AutoCloseable {

    static Servers start(Path directory) throws IOException {
        LocalPostgres postgres = LocalPostgres.start();
        int port = URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
        return new Servers(S3Server.builder().start(), postgres, new PostgresProxy(port), Jvm.in(directory));
    }

    String url() {
        return bare(postgres.jdbcUrl());
    }

    String proxyUrl() {
        return url().replaceFirst(":\\d+/", ":" + proxy.port() + "/");
    }

    /** Every connection begins with its own first message, and not with the question whether it may be encrypted. */
    private static String bare(String url) {
        return url + (url.contains("?") ? "&" : "?") + "sslmode=disable&gssEncMode=disable";
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        s3.close();
        postgres.close();
    }
}
