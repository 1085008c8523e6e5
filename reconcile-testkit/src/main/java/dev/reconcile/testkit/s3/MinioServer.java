package dev.reconcile.testkit.s3;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real MinIO in a process of its own, over a directory that goes with it. The binary is yours to bring: named by the environment
 * variable RECONCILE_MINIO, on the PATH, or where {@code scripts/minio} of this project builds it. Thread-safe.
 */
public final class MinioServer implements AutoCloseable {

    public static final String ACCESS_KEY = "minio-access-key";
    public static final String SECRET_KEY = "minio-secret-key";

    private static final String BUILT = "minio-v0.0.0-20260212201848-7aac2a2c5b7c"; // as in scripts/minio

    private final Process process;
    private final Path directory;
    private final URI endpoint;

    private MinioServer(Process process, Path directory, URI endpoint) {
        this.process = process;
        this.directory = directory;
        this.endpoint = endpoint;
    }

    /** The server's binary, if this machine has one. */
    public static Optional<Path> binary() {
        Map<String, String> environment = System.getenv();
        Stream<Path> named =
                Stream.ofNullable(environment.get("RECONCILE_MINIO")).map(Path::of);
        Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "minio"));
        Path cache = Path.of(environment.getOrDefault(
                "XDG_CACHE_HOME",
                Path.of(System.getProperty("user.home"), ".cache").toString()));
        Stream<Path> built = Stream.of(cache.resolve("reconcile").resolve(BUILT).resolve("minio"));
        return Stream.of(named, onPath, built)
                .flatMap(each -> each)
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it on 127.0.0.1 at a free port, and waits until it answers.
     *
     * @throws UncheckedIOException if it doesn't start
     */
    public static MinioServer start(Path binary) {
        try {
            Path directory = Files.createTempDirectory("minio");
            URI endpoint = URI.create("http://127.0.0.1:" + freePort());
            ProcessBuilder command = new ProcessBuilder(
                            binary.toString(),
                            "server",
                            "--address",
                            endpoint.getAuthority(),
                            directory.resolve("data").toString())
                    .redirectErrorStream(true);
            command.environment().keySet().removeIf(name -> name.startsWith("MINIO_"));
            command.environment()
                    .putAll(Map.of(
                            "HOME",
                            directory.toString(),
                            "MINIO_ROOT_USER",
                            ACCESS_KEY,
                            "MINIO_ROOT_PASSWORD",
                            SECRET_KEY,
                            "MINIO_BROWSER",
                            "off",
                            "MINIO_UPDATE",
                            "off"));
            MinioServer server = new MinioServer(command.start(), directory, endpoint);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Starting MinIO failed", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    /** Reads what it says until it names its address, which is the last thing that it does before it serves. */
    private void awaitReady() throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.startsWith("API:")) {
                drain(said);
                return;
            }
        }
        close();
        throw new IOException("It ended, saying: " + all);
    }

    /** Else it would wait for somebody to read on. */
    private static void drain(BufferedReader said) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (said.readLine() != null) {
                            // nobody needs it
                        }
                    } catch (IOException closed) {
                        // it ended
                    }
                },
                "minio-output");
        thread.setDaemon(true);
        thread.start();
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Ends the process and removes its directory. Never throws. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(directory.toFile());
    }

    private static void delete(File file) {
        for (File each : Objects.requireNonNullElse(file.listFiles(), new File[0])) {
            delete(each);
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
