package dev.reconcile.testkit.s3;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An S3 server on 127.0.0.1, in this process and in memory, for tests. It answers as AWS S3 does unless told otherwise by
 * {@link Deviations} and {@link Faults}, and it checks signatures (version 4, in the Authorization header) for real.
 *
 * <p>Buckets are addressed by path and, under a host name such as {@code bucket.localhost}, by host. One thing can't be had by
 * host: of a key that begins with a slash and has no other, the JDK's HTTP server takes the first half for a host name, and
 * refuses it itself with a 400, or a 404 without a request id. By path such keys work as any other.
 *
 * <p>Not offered, and answered with 501: listings of versions and of the parts of an upload, the first version of ListObjects,
 * ACLs, lifecycle rules and inventories. Presigned URLs are refused. Thread-safe.
 */
public final class S3Server implements AutoCloseable {

    /** The access key that a server knows if no other is configured. */
    public static final String ACCESS_KEY = "test-access-key";

    /** Its secret. */
    public static final String SECRET_KEY = "test-secret-key";

    static {
        // read once by the JDK's server, before its first start; without it small answers wait for delayed
        // acknowledgements
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static final AtomicInteger SERVERS = new AtomicInteger();

    private final Store store;
    private final HttpServer http;
    private final ExecutorService threads;
    private final Faults faults = new Faults();
    private final RequestLog requests;

    private S3Server(Builder builder) {
        this.store = new Store(builder.deviations, builder.clock, builder.region, builder.owner);
        builder.buckets.forEach(store::create);
        this.requests = new RequestLog(builder.keptRequests);
        Map<String, String> secrets = builder.secrets.isEmpty() ? Map.of(ACCESS_KEY, SECRET_KEY) : builder.secrets;
        SignatureCheck signatures =
                new SignatureCheck(secrets, builder.region, builder.clock, builder.anonymousAllowed);
        boolean plusIsSpace = builder.deviations.has(Quirk.PLUS_IN_PATH_IS_SPACE);
        FrontDoor door = new FrontDoor(
                new RequestReader(builder.domain, plusIsSpace),
                requests,
                faults,
                new Router(store, signatures),
                builder.deviations);
        try {
            // not getLoopbackAddress, which may be ::1
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            this.http = HttpServer.create(new InetSocketAddress(loopback, builder.port), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Starting the S3 test server failed: it can't listen on 127.0.0.1:" + builder.port, e);
        }
        int number = SERVERS.incrementAndGet();
        AtomicInteger thread = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread worker = new Thread(task, "s3-server-" + number + "-" + thread.incrementAndGet());
            worker.setDaemon(true);
            return worker;
        });
        http.setExecutor(threads);
        http.createContext("/", door);
        http.start();
    }

    /** A server with these buckets, all else as {@link #builder()} has it. */
    public static S3Server start(String... buckets) {
        return builder().buckets(buckets).start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where to send requests by path: {@code http://127.0.0.1:port}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return http.getAddress().getPort();
    }

    public String region() {
        return store.region();
    }

    /**
     * The bucket of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public S3Bucket bucket(String name) {
        S3Bucket bucket = store.buckets().get(name);
        if (bucket == null) {
            throw new IllegalArgumentException(
                    "There is no bucket " + name + ", only " + store.buckets().keySet());
        }
        return bucket;
    }

    /** Creates a bucket, or answers the one that is there. */
    public S3Bucket createBucket(String name) {
        return store.create(name);
    }

    /** Removes a bucket with all that is in it; no effect if there is none. Safe while requests are being answered (H1). */
    public void removeBucket(String name) {
        store.buckets().remove(name);
    }

    /** Gives each of two buckets the name of the other, as if a configuration had changed under way (H72). */
    public void swapBuckets(String one, String other) {
        S3Bucket first = bucket(one);
        S3Bucket second = bucket(other);
        store.buckets().put(one, second);
        store.buckets().put(other, first);
    }

    /** Answers these operations with 403 from now on. Without LIST, an absent key is 403 as well (H2). */
    public void deny(Operation... operations) {
        store.denied().addAll(List.of(operations));
    }

    /** Takes {@link #deny} back. */
    public void allow(Operation... operations) {
        store.denied().removeAll(List.of(operations));
    }

    public Faults faults() {
        return faults;
    }

    public RequestLog requests() {
        return requests;
    }

    /** Stops listening and ends every connection and thread. Never throws; a second call has no effect. */
    @Override
    public void close() {
        faults.clear();
        http.stop(0);
        threads.shutdownNow();
    }

    /** How a server is to be. Not thread-safe. */
    public static final class Builder {

        private final List<String> buckets = new ArrayList<>();
        private final Map<String, String> secrets = new LinkedHashMap<>();
        private Deviations deviations = Deviations.none();
        private InstantSource clock = Clock.systemUTC();
        private String region = "us-east-1";
        private String owner = "123456789012";
        private String domain = "localhost";
        private boolean anonymousAllowed;
        private int port;
        private int keptRequests = 1000;

        private Builder() {}

        public Builder buckets(String... names) {
            buckets.addAll(List.of(names));
            return this;
        }

        /** Adds a key and its secret; the default pair is then unknown. */
        public Builder credentials(String accessKey, String secretKey) {
            secrets.put(accessKey, secretKey);
            return this;
        }

        /** Answers requests without an Authorization header, too; a header that is there must still be right. */
        public Builder anonymousAllowed() {
            anonymousAllowed = true;
            return this;
        }

        public Builder deviations(Deviations chosen) {
            deviations = chosen;
            return this;
        }

        /** The time of writes, and that by which signatures are judged. The Date header of answers tells the real time. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** The region that signatures must name. */
        public Builder region(String name) {
            region = name;
            return this;
        }

        /** The account to which every bucket belongs (H30). */
        public Builder owner(String account) {
            owner = account;
            return this;
        }

        /** The host name under which buckets are subdomains; {@code localhost} if not set. */
        public Builder domain(String name) {
            domain = name;
            return this;
        }

        /** A fixed port; a free one if not set. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** How many of the last requests the log keeps. */
        public Builder keepRequests(int number) {
            keptRequests = number;
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws UncheckedIOException if the port can't be listened on
         */
        public S3Server start() {
            return new S3Server(this);
        }
    }
}
